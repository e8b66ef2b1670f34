"""Sheets with the same answers: of a class many have all numbers right, or one mistake with the same digits."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from nnstep.grading.result import GradingResult
from nnstep.grading.sheet.answer_sheet import Sheet

_MOST = 100
"""So many results are kept, of a hundred kilobytes each at most in a common exercise."""

_Key: TypeAlias = tuple[object, ...]


class SameAnswers:
    """Grades sheets, and one whose answers have come before without any work."""

    def __init__(self, grade: Callable[[Sheet], GradingResult]) -> None:
        self._grade = grade
        self._results: OrderedDict[_Key, GradingResult] = OrderedDict()

    def grade(self, sheet: Sheet) -> GradingResult:
        """Return the verdicts on a sheet."""
        key = _key(sheet)
        result = self._results.get(key)
        if result is None:
            result = self._results[key] = self._grade(sheet)
            if len(self._results) > _MOST:
                self._results.popitem(last=False)
        else:
            self._results.move_to_end(key)
        return replace(result, sheet=sheet)


def _key(sheet: Sheet) -> _Key:
    """Return everything that the verdicts hang on: each number with all its digits, so that 0.5 is not 0.50."""
    return tuple(
        (
            place,
            given.fault,
            given.typed_shape,
            tuple(given.blank),
            tuple((index, str(written.typed)) for index, written in given.cells.items()),
        )
        for place, given in sheet.answers.items()
    )
