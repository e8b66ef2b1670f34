"""Names the mistake that makes the first difference: the other side's values are graded like an answer sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from nnstep.engine.run import Run
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
from nnstep.progress import Tell, tell_nobody
from nnstep.session.difference.later_start import begun_before
from nnstep.traces.difference.closeness import Closeness, gap_between
from nnstep.traces.difference.comparison import QuantityGap, RunDifference
from nnstep.traces.difference.sides import StepOfSide

_WIDTH = 1e-6
"""Relatively so near numbers are taken for those that a mistake gives."""
_ROUNDING = 1e-11
"""Relatively so small a difference is rounding, whatever tolerance was asked for: no mistake is looked for."""
_MOST_NUMBERS = 100_000
"""A sheet with more of them is not graded: it would take more than ten seconds."""
_MOST_FOR_CONVENTIONS = 500
_LAST_STEP_FOR_CONVENTIONS = 20
_LEAST_OF_CONVENTIONS = 1e-4
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


def mistake_behind(
    run: Run, difference: RunDifference, reference: int, tell: Tell = tell_nobody
) -> MistakeBehind | None:
    """Return what grading says of the first difference, `run`, the side `reference` (0 or 1), being right.

    None where there is nothing to say: values that no operation gives, or that are not all finite.
    """
    first, program = difference.first, run.program
    if first is None or first.step == 0 or first.id not in {op.target for op in program.ops}:
        return None
    if first.gap.relative < _ROUNDING:
        return None
    answers = _answers(program, *_at_first(difference, reference), difference.closeness)
    if answers[first.id].blank or sum(len(given.cells) for given in answers.values()) > _MOST_NUMBERS:
        return None
    tolerance = _tolerance(difference.closeness, first)
    graded, step = begun_before(first.step, run)
    grader = Grader(graded, tolerance, by_hand=False, tell=tell)
    # A program whose later operations do not follow from the first difference is judged by what comes before them.
    up_to_first = list(answers)[: list(answers).index(first.id) + 1]
    verdict = None
    for ids in (list(answers), up_to_first):
        tell("looking for the mistake behind it", 0.0)
        result = grader.grade(_sheet(step, {id: answers[id] for id in ids}))
        found = _telling([v for v in result.at(step, first.id) if not v.is_right])
        verdict = verdict or found
        if found is not None and _explains(found):
            return _behind(found, found.explanations, "")
    if verdict is None:
        return None
    if not _is_worth_conventions(first):
        return _behind(verdict, (), "")
    return _behind(verdict, (), _conventions(program, _sheet(first.step, answers), tolerance, tell))


def _is_worth_conventions(first: QuantityGap) -> bool:
    """Return whether it takes seconds to try all conventions, and one of them can make such a difference."""
    is_small = first.gap.gaps.size <= _MOST_FOR_CONVENTIONS and first.step <= _LAST_STEP_FOR_CONVENTIONS
    return is_small and first.gap.relative > _LEAST_OF_CONVENTIONS


def _explains(verdict: Verdict) -> bool:
    return bool(verdict.explanations) and verdict.kind in ("mistake", "ambiguous")


def _behind(verdict: Verdict, explanations: tuple[Explanation, ...], conventions: str) -> MistakeBehind:
    others = dict.fromkeys(f"{each.statement} [{each.ids}]" for each in explanations[1:])
    best = explanations[0] if explanations else None
    lines = [f"with these conventions all its numbers are right: {conventions}"] if conventions else []
    lines += explanation_lines(verdict, most=_MOST_OTHERS, reveals=False)
    return MistakeBehind(
        verdict.address,
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


def _at_first(difference: RunDifference, reference: int) -> tuple[StepOfSide, StepOfSide]:
    """Return the reference and the other side in the training step of the first difference."""
    pair = difference.at_first
    if pair is None:
        raise ValueError("nothing differs")
    return pair[reference], pair[1 - reference]


def _answers(program: Program, right: StepOfSide, other: StepOfSide, closeness: Closeness) -> dict[str, Given]:
    """Return the other side's values of a training step, in the order of the operations.

    What is the same but for rounding is there as the reference has it, so that no rounding is graded.
    """
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
        found[id] = _given(id, value)
    return found


def _sheet(step: int, answers: Mapping[str, Given]) -> Sheet:
    return Sheet("the other side", {(step, id): given for id, given in answers.items()})


def _given(id: str, value: Array) -> Given:
    given = Given(id, value.shape)
    for index in np.ndindex(value.shape):
        number = float(value[index])
        if np.isfinite(number):
            given.cells[index] = Written(Decimal(repr(number)))
        else:
            given.blank.append(index)
    return given


def _conventions(program: Program, sheet: Sheet, tolerance: Tolerance, tell: Tell) -> str:
    """Return other conventions under which every number of the sheet is right, in words."""
    best = outcomes(program, sheet, tolerance, tell)[0]
    return named(best.departures) if best.reproduces else ""
