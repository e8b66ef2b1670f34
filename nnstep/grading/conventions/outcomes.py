"""How far combinations of conventions come with the numbers of a sheet: the few that come farthest, simplest first."""

from __future__ import annotations

from dataclasses import replace

from nnstep.errors import SheetError, lines_of
from nnstep.grading.conventions.combination_search import CombinationSearch
from nnstep.grading.conventions.tried import Outcome, Tried, off_text
from nnstep.grading.grader import Grader
from nnstep.grading.reports.number_report import shape_phrase
from nnstep.grading.sheet.answer_sheet import Sheet
from nnstep.grading.tolerance import Tolerance
from nnstep.grading.verdict import RAGGED, place_name
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.progress import Tell, tell_nobody

_GRADED = 4
"""So many combinations are looked at number by number, where none gives all of them exactly."""


def outcomes(program: Program, sheet: Sheet, tolerance: Tolerance, tell: Tell = tell_nobody) -> list[Outcome]:
    """Return how far combinations of conventions come with the numbers of a sheet, the best and simplest first.

    Those that give the same numbers are one outcome. Where none gives every number, what follows from the sheet's own
    rounded ones is counted as right for those that come farthest. Raise SheetError where the sheet has no numbers, or
    some in another shape than their quantity's.
    """
    _check_numbers(sheet)
    search = CombinationSearch(program.scenario, sheet, tolerance, tell)
    search.run()
    found = search.grouped()
    if not found[0].outcome.reproduces:
        found[:_GRADED] = [_counted(each, sheet, tolerance) for each in found[:_GRADED]]
    return sorted((each.outcome for each in found), key=lambda outcome: outcome.order)


def _check_numbers(sheet: Sheet) -> None:
    problems = []
    for (step, id), given in sheet.answers.items():
        name = place_name(step, id)
        if given.fault == "ragged":
            problems.append(f"{name}: {RAGGED}")
        elif given.fault == "shape":
            problems.append(f"{name} is {shape_phrase(given.typed_shape)}, but must be {shape_phrase(given.shape)}")
    if problems:
        raise SheetError(
            lines_of(*(f"{sheet.name}: {text}" for text in problems)), "correct the shape, or leave it out"
        )
    if not any(given.cells for given in sheet.answers.values()):
        raise SheetError(f"{sheet.name}: no number is filled in", "fill in at least one, such as E = 0.29")


def _counted(tried: Tried, sheet: Sheet, tolerance: Tolerance) -> Tried:
    """Return what was tried with what follows from the sheet's rounded numbers counted, where most of it may."""
    if 2 * tried.near < tried.outcome.total:
        return tried
    return replace(tried, outcome=_graded(tried, sheet, tolerance))


def _graded(tried: Tried, sheet: Sheet, tolerance: Tolerance) -> Outcome:
    """Return how far a combination comes where what follows from the sheet's own rounded numbers counts as right."""
    program = compile_program(tried.scenario)
    if any(program.shapes_in(step - 1).get(id) != given.shape for (step, id), given in sheet.answers.items()):
        return tried.outcome
    verdicts = Grader(program, tolerance).grade(sheet).verdicts
    off = next((v for v in verdicts if not v.is_right and v.written is not None and v.exact is not None), None)
    first_off = (
        "" if off is None or off.written is None else off_text(off.step, off.address, off.written, off.exact or 0.0)
    )
    return replace(tried.outcome, right=sum(verdict.is_right for verdict in verdicts), first_off=first_off)
