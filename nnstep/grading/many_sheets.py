"""Many sheets of one exercise: one that can't be read or graded, whatever is wrong with it, costs itself only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar

from nnstep.errors import NNStepError
from nnstep.fault import Faults
from nnstep.grading.result import GradingResult
from nnstep.grading.sheet.answer_sheet import Sheet
from nnstep.grading.sheet.sheet_reader import find_sheet, read_sheet
from nnstep.harmless_text import visible
from nnstep.program.program import Program

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class GradedSheet:
    """One sheet's result."""

    result: GradingResult
    shown: Any
    """What is shown of it."""


def grade_many(
    paths: Sequence[str],
    program: Program,
    grading: Callable[[], Callable[[Sheet], GradingResult]],
    show: Callable[[GradingResult], Any],
) -> tuple[list[GradedSheet], list[str], Faults]:
    """Return what became of the sheets at `paths`, of each that is not graded why, and the faults of nnstep met.

    `grading` makes what grades a sheet, and makes it anew after a fault, which may have left it in disorder. Where
    several files have one name, as in a folder for each student, the sheets are called by their paths. A sheet that is
    alone raises its error.
    """
    failures: list[str] = []
    faults = Faults()
    attempt = _at_once if len(paths) == 1 else partial(_attempt, failures, faults)
    read = [(path, attempt(path, partial(_read, path, program))) for path in paths]
    times = Counter(sheet.name for _, sheet in read if sheet is not None)
    grade = grading()
    found: list[GradedSheet] = []
    for path, sheet in read:
        if sheet is None:
            continue
        named = sheet if times[sheet.name] == 1 else replace(sheet, name=visible(path))
        graded = attempt(path, partial(_graded, grade, named, show))
        if graded is None:
            grade = grading()
        else:
            found.append(graded)
    return found, failures, faults


def _read(path: str, program: Program) -> Sheet:
    return read_sheet(find_sheet(path), program)


def _graded(grade: Callable[[Sheet], GradingResult], sheet: Sheet, show: Callable[[GradingResult], Any]) -> GradedSheet:
    result = grade(sheet)
    return GradedSheet(result, show(result))


def _at_once(_path: str, act: Callable[[], _T]) -> _T | None:
    return act()


def _attempt(failures: list[str], faults: Faults, path: str, act: Callable[[], _T]) -> _T | None:
    """Return what `act` makes of a sheet, or note why it makes nothing."""
    try:
        return act()
    except NNStepError as error:
        failures.append("\n hint: ".join(filter(None, [error.message, error.hint])))
    except Exception as error:  # a fault that one sheet brings out must not cost the others
        failures.append(f"{visible(path)}: not graded: {faults.take(error, f'checking {path}').text}")
    return None
