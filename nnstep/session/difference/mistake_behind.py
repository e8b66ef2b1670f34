"""Names the mistake that makes the first difference: the other side's values are graded like an answer sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from nnstep.expr.array import Array
from nnstep.grading.conventions.outcomes import outcomes
from nnstep.grading.conventions.tried import named
from nnstep.grading.grader import Grader
from nnstep.grading.reports.number_report import explanation_lines
from nnstep.grading.sheet.answer_sheet import Given, Sheet
from nnstep.grading.sheet.written_numbers import Written
from nnstep.grading.tolerance import Tolerance
from nnstep.grading.verdict import Explanation, Verdict
from nnstep.program.program import Program
from nnstep.traces.difference.closeness import Closeness, gap_between
from nnstep.traces.difference.comparison import QuantityGap, RunDifference
from nnstep.traces.difference.sides import StepOfSide

_WIDTH = 1e-6
"""Relatively so near numbers are taken for those that a mistake gives."""
_MOST_NUMBERS = 100_000
"""A sheet with more of them is not graded: it would take more than ten seconds."""
_MOST_FOR_CONVENTIONS = 500
_LAST_STEP_FOR_CONVENTIONS = 20
_MOST_OTHERS = 3


@dataclass(frozen=True, slots=True)
class MistakeBehind:
    """What grading says of the first quantity that differs."""

    place: str
    """The element that it is said of."""
    verdict: str
    """The verdict's id."""
    ids: str
    """The mistakes' ids; empty where none is known that gives these numbers."""
    statement: str
    """What was done, how and where: a clause."""
    numpy: str
    """The NumPy line that gives these numbers, where it is one line."""
    questions: tuple[str, ...]
    others: tuple[str, ...]
    """What else gives the same numbers."""
    conventions: str
    """Other conventions that give all numbers of the training step, in words; empty where none were found."""
    lines: tuple[str, ...]
    """The same as people read it."""


def mistake_behind(program: Program, difference: RunDifference, reference: int) -> MistakeBehind | None:
    """Return what grading says of the first difference, the side `reference` (0 or 1) being right.

    None where there is nothing to say: values that no operation gives, or that are no numbers.
    """
    first = difference.first
    computed = {op.target for op in program.ops}
    if first is None or first.step == 0 or first.id not in computed:
        return None
    sheet = _sheet(program, difference, reference)
    total = sum(len(given.cells) for given in sheet.answers.values())
    if not sheet.answers[first.step, first.id].cells or total > _MOST_NUMBERS:
        return None
    tolerance = _tolerance(difference.closeness, first)
    result = Grader(program, tolerance, by_hand=False).grade(sheet)
    verdict = _telling([v for v in result.at(first.step, first.id) if not v.is_right])
    if verdict is None:
        return None
    explains = bool(verdict.explanations) and verdict.kind in ("mistake", "ambiguous")
    is_small = total <= _MOST_FOR_CONVENTIONS and first.step <= _LAST_STEP_FOR_CONVENTIONS
    conventions = "" if explains or not is_small else _conventions(program, sheet, tolerance)
    return _behind(verdict, verdict.explanations if explains else (), conventions)


def _behind(verdict: Verdict, explanations: tuple[Explanation, ...], conventions: str) -> MistakeBehind:
    others = dict.fromkeys(f"{each.statement} [{each.ids}]" for each in explanations[1:])
    best = explanations[0] if explanations else None
    lines = [f"with these conventions all its numbers are right: {conventions}"] if conventions else []
    lines += explanation_lines(verdict, most=_MOST_OTHERS, reveals=False)
    return MistakeBehind(
        verdict.place,
        verdict.kind,
        best.ids if best else "",
        best.statement if best else "",
        best.line if best else "",
        tuple(mistake.question for mistake in best.mistakes) if best else (),
        tuple(others)[:_MOST_OTHERS],
        conventions,
        tuple(lines),
    )


def _telling(verdicts: list[Verdict]) -> Verdict | None:
    """Return the first verdict that an explanation comes with, or else the first."""
    return next((each for each in verdicts if each.explanations), verdicts[0] if verdicts else None)


def _tolerance(closeness: Closeness, first: QuantityGap) -> Tolerance:
    return Tolerance(
        "relative", max(closeness.relative, min(_WIDTH, first.gap.relative / 10)), least=closeness.absolute
    )


def _sheet(program: Program, difference: RunDifference, reference: int) -> Sheet:
    """Return the other side's values up to the training step of the first difference.

    What is the same but for rounding is there as the reference has it, so that no rounding is graded.
    """
    answers: dict[tuple[int, str], Given] = {}
    for pair in difference.recent:
        right, other = pair[reference], pair[1 - reference]
        if right.step > 0:
            answers |= _answers(program, right, other, difference.closeness)
    return Sheet("the other side", answers)


def _answers(
    program: Program, right: StepOfSide, other: StepOfSide, closeness: Closeness
) -> Mapping[tuple[int, str], Given]:
    shapes = program.shapes_in(right.step - 1)
    found = {}
    for op in program.ops:
        id = op.target
        if id not in other.values or other.values[id].shape != shapes[id]:
            continue
        value = other.values[id]
        if id in right.values:
            gap = gap_between(right.values[id], value, closeness)
            value = value if gap is not None and gap.is_beyond else right.values[id]
        found[right.step, id] = _given(id, value)
    return found


def _given(id: str, value: Array) -> Given:
    given = Given(id, value.shape)
    for index in np.ndindex(value.shape):
        number = float(value[index])
        if np.isfinite(number):
            given.cells[index] = Written(Decimal(repr(number)))
        else:
            given.blank.append(index)
    return given


def _conventions(program: Program, sheet: Sheet, tolerance: Tolerance) -> str:
    """Return other conventions under which every number of the sheet is right, in words."""
    best = outcomes(program, sheet, tolerance)[0]
    return named(best.departures) if best.reproduces else ""
