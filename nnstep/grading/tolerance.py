"""When a written number counts as right: by its own digits, or by decimals, significant figures or a tolerance.

What each rule means at the ends of the number line:

- 0: by decimals and an absolute tolerance it is a number like any other. It has no significant figure, and no part of
  it is more than 0, so by significant figures and relatively only 0 agrees with it. Written with digits, a 0 stands for
  whatever rounds to it. By these three rules a number of at most `ZERO` agrees with a right value of 0, and by the
  first two a right value of at most `ZERO` with a written 0: that is what rounding leaves of a result that is 0.
- Infinity and NaN: no number that can be written is right, whatever the tolerance.
- Subnormal numbers, below 2.2e-308: compared as they are; float64 keeps fewer digits of them, and differences below
  `_TINY` are rounding.
- Exact integers and fractions: as their digits say. Numbers that agree to 13 significant digits are the same by every
  rule, since calculations in float64 differ by as much; so integers are told apart up to some 10^13.

Which digits are shown is another matter (``nnstep.expr.digits``).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, localcontext
from typing import Literal, TypeAlias, assert_never

import numpy as np

from nnstep.errors import CommandError
from nnstep.expr.array import Array
from nnstep.grading.sheet.written_numbers import Written, power_of_ten

ComparisonRule: TypeAlias = Literal["as-written", "decimals", "significant", "absolute", "relative"]
Halves: TypeAlias = Literal["either", "half-up", "half-even"]

NOISE = 1e-13
"""So near, relatively, two numbers differ by the rounding of float64 only."""
ZERO = 1e-14
"""Up to this a number can be what the rounding of a calculation leaves of 0."""
_TINY = 1e-321
"""Some 200 times the least number of float64: what rounding adds up to among subnormal numbers."""
_MARGIN = 1e-9
MOST_CUT = 0.1
"""No more than this share of a value is cut off with its last digits: 1 is no reading of 1.5."""
_LEAST_FIGURES = 2
"""With one figure left almost every number of that size would be right."""


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How a value is held against a written number.

    `as-written`: the value, rounded to the digits that were written, gives the written number. `decimals` and
    `significant`: the two differ by at most half of the last of `amount` decimals, or of the value's `amount`
    significant figures. `absolute` and `relative`: they differ by at most `amount`, or `amount` times the value.
    The module's docstring says what that means at 0 and beyond. Raise CommandError for an amount that is negative or
    not finite.
    """

    rule: ComparisonRule = "as-written"
    amount: float = 0.0
    halves: Halves = "either"
    """Which way a half is rounded; `either` takes both, away from zero and to the even digit."""
    least: float = 0.0
    """What numbers may be off by in any case."""
    accepts_cut: bool = True
    """Whether a number whose last digits were cut off instead of rounded is right."""

    def __post_init__(self) -> None:
        if not (self.amount >= 0 and self.least >= 0 and math.isfinite(self.amount) and math.isfinite(self.least)):
            raise CommandError(f"{self.rule} can't be {self.amount:g}", "it must be a finite number of 0 or more")

    def width_at(self, written: Written) -> float:
        """Return how far, at most, a value next to the written number may be from it."""
        return max(self.least, self._width(written.number, written))

    def widths(self, value: Array, number: Array, half: Array) -> Array:
        """Return how far, at most, values may be from written numbers, each with `half` of its last digit's unit.

        For many numbers at once; at halves and at 0 `fits` is the judge.
        """
        match self.rule:
            case "significant":
                with np.errstate(all="ignore"):
                    size = np.where(value == 0, 0.0, 10.0 ** (np.floor(np.log10(np.abs(value))) - self.amount + 1) / 2)
            case "relative":
                size = self.amount * np.abs(value)
            case _:
                size = half
        largest = np.fmax(np.abs(value), np.abs(number))
        width = np.fmax(size, self.least) * (1 + _MARGIN)
        near_zero = largest <= ZERO
        if near_zero.any():
            zero = near_zero & ((value == 0) | (self.rule != "as-written"))
            width = np.fmax(width, np.where(zero, ZERO, 0.0))
        return np.asarray(width + (NOISE * largest + _TINY))

    def _width(self, value: float, written: Written) -> float:
        """Return how far, at most, `value` may be from the written number."""
        match self.rule:
            case "as-written":
                return written.half
            case "decimals":
                return power_of_ten(-self.amount) / 2
            case "significant":
                return power_of_ten(_magnitude(value) - self.amount + 1) / 2 if value else 0.0
            case "absolute":
                return self.amount
            case "relative":
                return self.amount * abs(value)
            case _:
                assert_never(self.rule)

    def fits(self, value: float, written: Written) -> bool:
        """Return whether the written number is right, were `value` the true one."""
        if not math.isfinite(value):
            return False
        number = written.number
        if self._is_zero(value, number):
            return True
        width = max(self.least, self._width(value, written))
        noise = NOISE * max(abs(value), abs(number)) + _TINY
        distance = abs(value - number)
        if distance > width + noise:
            return False
        if distance < width - noise or distance <= self.least + noise or width <= noise or self.rule != "as-written":
            return True
        return self._rounds_to(value, written)

    def accepts(self, value: float, written: Written) -> bool:
        """Return whether the written number is right in any reading, were `value` the true one."""
        return self.fits(value, written) or bool(self.loose_reading(value, written))

    def loose_reading(self, value: float, written: Written) -> str:
        """Return how a number fits all the same whose written digits do not, or an empty text.

        Zeros before the point may or may not be digits: 16600 may stand for 16553. And digits may have been cut off.
        """
        if self.rule != "as-written" or not math.isfinite(value) or not written.significant:
            return ""
        distance = abs(value - written.number)
        figures = [written.significant - zeros for zeros in range(1, written.whole_zeros + 1)]
        for count in (count for count in figures if count >= _LEAST_FIGURES):
            unit = power_of_ten(written.significant - count)
            if distance <= unit / 2 * (1 + _MARGIN):
                return f"read as {count} significant figures: the zeros at its end are no digits"
        return "its last digits were cut off instead of rounded" if self.is_cut_off(value, written) else ""

    def is_cut_off(self, value: float, written: Written) -> bool:
        """Return whether the written number is the value without its later digits, and that counts as right."""
        if not self.accepts_cut or self.rule != "as-written" or not written.number * value > 0:
            return False
        off = abs(value) - abs(written.number)
        return 0 < off < written.unit and off <= MOST_CUT * abs(value)

    def _is_zero(self, value: float, number: float) -> bool:
        """Return whether one of the two is 0 and the other what rounding leaves of 0, by a rule about digits."""
        if self.rule in ("decimals", "absolute") or max(abs(value), abs(number)) > ZERO:
            return False
        return value == 0 or (number == 0 and self.rule != "as-written")

    def _rounds_to(self, value: float, written: Written) -> bool:
        """Return whether a value that is a half, or next to one, is rounded to the written number."""
        if written.exponent is None:  # a fraction, which has no half
            return True
        ways = {"half-up": (ROUND_HALF_UP,), "half-even": (ROUND_HALF_EVEN,)}
        with localcontext() as context:
            context.prec = 800
            exact, unit = Decimal(value), Decimal((0, (1,), written.exponent))
            # The calculation may have left the half, to either side; so the value counts as it is, and as the half.
            half = (Decimal(round(2 * exact.scaleb(-written.exponent))) / 2).scaleb(written.exponent)
            chosen = ways.get(self.halves, (ROUND_HALF_UP, ROUND_HALF_EVEN))
            return any(
                number.quantize(unit, rounding=way) == written.typed for number in (exact, half) for way in chosen
            )


def telling_digits(one: float, other: float) -> int | None:
    """Return how many significant digits it takes until two numbers, rounded, are written differently.

    None where float64's 17 can't tell them apart beyond the rounding of their calculation.
    """
    if math.isfinite(one) and math.isfinite(other) and abs(one - other) <= NOISE * max(abs(one), abs(other)):
        return None
    return next((n for n in range(1, 18) if f"{one:.{n - 1}e}" != f"{other:.{n - 1}e}"), None)


def _magnitude(value: float) -> int:
    """Return the power of ten of a number's first digit; what is 1 but for the rounding of its calculation is 1."""
    return int(f"{value:.12e}".partition("e")[2])
