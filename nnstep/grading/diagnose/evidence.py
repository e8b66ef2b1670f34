"""The evidence of one sheet: its numbers as arrays, those that are right in themselves, the digits worked with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from nnstep.expr.array import Mask
from nnstep.grading.baseline.float_errors import precisions_of
from nnstep.grading.context import GradingContext
from nnstep.grading.diagnose.told_run import Place
from nnstep.grading.right_numbers import RightNumbers
from nnstep.grading.sheet.answer_sheet import Index, Sheet
from nnstep.grading.sheet.working_precision import WorkingPrecision, working_precision
from nnstep.grading.sheet.written_arrays import WrittenArrays
from nnstep.grading.sheet.written_numbers import Written
from nnstep.grading.verdict import Verdict


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What a sheet says."""

    sheet: Sheet
    answers: Mapping[Place, WrittenArrays]
    """In the order in which they are worked out; none of a wrong shape."""
    right: Mapping[Place, Mask]
    verdicts: Mapping[tuple[int, str, Index], Verdict]
    """On the numbers that are right in themselves."""
    precision: WorkingPrecision | None
    """What the numbers are written with."""
    hidden: WorkingPrecision | None = None
    """What the person rounds to that is worked out and not on the sheet; None: a calculator keeps it."""
    rounds_inside: bool = False
    """Whether the person also rounds the products and sums within an operation, in an order that nobody knows."""

    def with_cut_digits(self) -> Evidence:
        """Return the same sheet, as that of a person who cuts off digits in place of rounding."""
        answers = {place: answer.with_cut_digits() for place, answer in self.answers.items()}
        precision = None if self.precision is None else replace(self.precision, cuts=True)
        return replace(self, answers=answers, precision=precision)

    def written(self, place: Place, index: Index) -> Written:
        """Return a number as it was written."""
        return self.sheet.answers[place].cells[index]


def evidence_of(context: GradingContext, sheet: Sheet) -> Evidence:
    """Return what a sheet says of an exercise."""
    numbers = [written for given in sheet.answers.values() for written in given.cells.values()]
    precisions = precisions_of(numbers)
    rights = RightNumbers(context, precisions)
    order = context.exercise.positions
    places = sorted(sheet.answers, key=lambda place: (place[0], order.get(place[1], -1)))
    answers: dict[Place, WrittenArrays] = {}
    right: dict[Place, Mask] = {}
    verdicts: dict[tuple[int, str, Index], Verdict] = {}
    with np.errstate(all="ignore"):
        for place in places:
            given = sheet.answers[place]
            if given.fault or not given.cells:
                continue
            single = np.float32 in precisions
            answers[place] = WrittenArrays.of(place[0], given, context.tolerance, single=single)
            mask = np.zeros(given.shape, dtype=bool)
            for index, written in given.cells.items():
                verdict = rights.verdict(*place, index, written)
                if verdict is not None:
                    mask[index] = True
                    verdicts[(*place, index)] = verdict
            right[place] = mask
    return Evidence(sheet, answers, right, verdicts, working_precision(numbers))
