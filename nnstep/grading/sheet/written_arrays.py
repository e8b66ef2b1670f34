"""The numbers of one answer as arrays, so that a whole quantity is compared at once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from nnstep.expr.array import Array, Mask
from nnstep.grading.sheet.answer_sheet import Given, Index
from nnstep.grading.sheet.written_numbers import Written
from nnstep.grading.tolerance import MOST_CUT, Tolerance

_EXACT_UNIT = 1e-13
"""A fraction stands for itself alone: relatively so much is the rounding of float64."""
_MOST_BITS = 60.0
SINGLE_DIGITS = 7
"""From so many digits on single precision shows."""
_SINGLE_SLACK = 1e-5
"""So far, relatively, single precision leads off where rounding is not enlarged by differences."""

_JUST_BELOW = 1 - 1e-6
"""Cut off, 11 stands for values up to 12 but not for 12: what has no further digits stays what it is."""


@dataclass(frozen=True, slots=True, eq=False)
class WrittenArrays:
    """One quantity's answer in one training step; all arrays have the quantity's shape."""

    step: int
    id: str
    number: Array
    """What was written; NaN where nothing was."""
    unit: Array
    """What the last digit counts, or twice what a tolerance allows."""
    middle: Array
    """The middle of the values that are written so: the number itself, or where digits are cut, half a unit further."""
    half: Array
    """How far from there such values go."""
    most: Array
    """So many halves of the last digit's unit apart says no more than the digits themselves."""
    given: Mask
    slack: Array
    """How much further off a value can be in single precision, where the sheet may have been computed in it."""
    tolerance: Tolerance

    @classmethod
    def of(cls, step: int, given: Given, tolerance: Tolerance, *, single: bool) -> WrittenArrays:
        """Return an answer as arrays; `single`: the sheet may have been computed in single precision."""
        number, unit, slack = (np.full(given.shape, fill) for fill in (np.nan, 1.0, 0.0))
        for index, written in given.cells.items():
            number[index] = written.number
            unit[index] = _unit_of(written, tolerance)
            if single and written.significant >= SINGLE_DIGITS:
                slack[index] = _SINGLE_SLACK * abs(written.number)
        # A slip is hardly ever larger than the number itself.
        most = np.fmin(20 * np.fmax(np.abs(number), unit) / unit, 2.0**_MOST_BITS)
        return cls(step, given.id, number, unit, number, unit / 2, most, np.isfinite(number), slack, tolerance)

    def with_cut_digits(self) -> WrittenArrays:
        """Return the answer of a person who cuts off the digits that are not written, in place of rounding."""
        half = self.unit * _JUST_BELOW / 2
        far = np.where(self.number == 0, 2 * half, half)
        return replace(self, middle=self.number + np.sign(self.number) * half, half=far)

    def near(self, value: Array) -> Mask:
        """Return where `value` is written as it was, by this person's way of rounding; False where nothing was.

        Several values of the same quantity may be stacked along an axis in front.
        """
        width = self.tolerance.widths(value, self.middle, self.half) + self.slack
        return np.asarray((np.abs(value - self.middle) <= width) & np.isfinite(value))

    def loose(self, value: Array) -> Mask:
        """Return where `value` is written as it was by the other way, cut off or rounded, and that counts as right."""
        if not self.tolerance.accepts_cut or self.tolerance.rule != "as-written":
            return np.zeros(self.number.shape, dtype=bool)
        off = np.abs(value) - np.abs(self.number)
        most = np.fmin(self.unit, np.fmax(self.unit / 2, MOST_CUT * np.abs(value)))
        return np.asarray((self.number * value > 0) & (off > -self.unit / 2) & (off < most))

    def fits(self, *values: Array) -> bool:
        """Return whether each number given is written as one of several values was."""
        if any(np.shape(value) != self.number.shape for value in values):
            return False
        return bool((np.any([self.near(value) for value in values], axis=0) | ~self.given).all())

    def surprise(self, value: Array) -> Array:
        """Return how many bits it takes to say what was written when `value` was expected.

        One of all numbers that are no further from it: log2(1 + 2k), k units apart; no more than its digits take.
        """
        return np.asarray(np.log2(1 + np.fmin(np.abs(value - self.middle) / self.half, self.most)))

    def laid_over(self, value: Array, without: Collection[Index] = ()) -> Array:
        """Return `value` with the written numbers in their places, but for those at some indices."""
        result = np.where(self.given, self.number, value)
        for index in without:
            result[index] = value[index]
        return result

    def rounded(self, value: Array) -> Array:
        """Return `value` with as many digits as were written."""
        return np.where(self.given, np.round(value / self.unit) * self.unit, value)


def _unit_of(written: Written, tolerance: Tolerance) -> float:
    width = 2 * tolerance.width_at(written)
    return max(width, _EXACT_UNIT * abs(written.number), 1e-300)
