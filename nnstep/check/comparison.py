"""When a written number counts as right: by its own digits, or by decimals, significant figures or a tolerance.

Which digits are shown is another matter (``nnstep.expr.digits``). Knows single numbers, no quantities.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, localcontext
from typing import TYPE_CHECKING, Literal, TypeAlias, assert_never

if TYPE_CHECKING:
    from nnstep.check.written import Written

Rule: TypeAlias = Literal["as-written", "decimals", "significant", "absolute", "relative"]
Halves: TypeAlias = Literal["either", "half-up", "half-even"]

NOISE = 1e-13
"""So near, relatively, two numbers differ by the rounding of float64 only."""
_TINY = 1e-300
_MOST_UNITS = 1e9
"""With more units of the last digit the rounding of the calculation can make a number look as if it ended there."""
_NO_UNIT = 1e-9
_EXPONENTS = range(-320, 309)


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a value is held against a written number.

    `as-written`: the value, rounded to the digits that were written, gives the written number. `decimals` and
    `significant`: the two differ by at most half of the last of `amount` decimals, or of the value's `amount`
    significant figures. `absolute` and `relative`: they differ by at most `amount`, or `amount` times the value.
    """

    rule: Rule = "as-written"
    amount: float = 0.0
    halves: Halves = "either"
    """Which way a half is rounded; `either` takes both, away from zero and to the even digit."""
    least: float = 0.0
    """What numbers may be off by in any case."""

    def width(self, value: float, written: Written) -> float:
        """Return how far, at most, `value` may be from the written number."""
        return max(self.least, self._width(value, written))

    def _width(self, value: float, written: Written) -> float:
        match self.rule:
            case "as-written":
                return written.half
            case "decimals":
                return 0.5 * _power_of_ten(-self.amount)
            case "significant":
                return 0.5 * _power_of_ten(_magnitude(value) - self.amount + 1)
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
        number, width = written.number, self.width(value, written)
        noise = NOISE * max(abs(value), abs(number)) + _TINY
        distance = abs(value - number)
        if distance > width + noise:
            return False
        if distance < width - noise or width <= noise or self.rule != "as-written":
            return True
        return self._rounds_to(value, written)

    def _rounds_to(self, value: float, written: Written) -> bool:
        """Return whether a value that is a half, or next to one, is rounded to the written number."""
        if written.exponent is None or written.exponent not in _EXPONENTS:
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


def is_written_out(value: float, written: Written) -> bool:
    """Return whether `value` has no more digits than were written, but for the rounding of its calculation."""
    if written.exponent is None or written.exponent not in _EXPONENTS or not math.isfinite(value):
        return False
    units = value / 10.0**written.exponent
    return abs(units) < _MOST_UNITS and abs(units - round(units)) <= max(NOISE * abs(units), _NO_UNIT)


def telling_digits(one: float, other: float) -> int | None:
    """Return how many significant digits it takes until two numbers, rounded, are written differently.

    None where float64's 17 can't tell them apart beyond the rounding of their calculation.
    """
    if abs(one - other) <= NOISE * max(abs(one), abs(other)):
        return None
    return next((n for n in range(1, 18) if f"{one:.{n - 1}e}" != f"{other:.{n - 1}e}"), None)


def _power_of_ten(exponent: float) -> float:
    return float(10.0**exponent)


def _magnitude(value: float) -> int:
    return math.floor(math.log10(abs(value))) if value and math.isfinite(value) else 0
