"""How numbers are written: which digits are shown, never which are computed with. Knows arrays and text only."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from nnstep.expr.array import Array, RunPrecision

MINUS = "−"
_ROUNDING: dict[RunPrecision, float] = {"float64": 1e-14, "float32": 6e-8}
"""So near, relatively, two numbers differ by the rounding of their calculation only; of float32, a text and its number.
"""
_MOST: dict[RunPrecision, int] = {"float64": 17, "float32": 9}
"""As many significant digits tell any two numbers apart."""
_BEYOND_SIGNIFICANT = 2
"""How many decimals more than significant digits there may be, for the sake of numbers below 1."""
_SMALLEST_FIXED = -5
"""Where an element lies below this power of ten exponents are written."""
_SMALLEST_ALONE = -4
"""Where all do, as single numbers have them too."""
_LONGEST = 15
"""Digits that a number without an exponent may have."""
_TRIM_LIMIT = 512
"""Above this many elements, trailing zeros are not looked for."""


@dataclass(frozen=True, slots=True)
class Digits:
    """So many significant digits; 17 tell any two float64 apart, 9 any two float32, which are never shown with more."""

    significant: int = 6
    precision: RunPrecision = "float64"

    def __post_init__(self) -> None:
        """Show no more digits than the precision has."""
        object.__setattr__(self, "significant", min(self.significant, _MOST[self.precision]))

    def number(self, value: float) -> str:
        """Return one number: ``16553``, ``-0.0125``, ``2.5e-07``, ``nan``, ``inf``.

        Trailing zeros are left out where nothing was rounded away: 1 is ``1``, 0.99999999 is ``1.00000``.
        """
        value += 0.0  # which takes the sign off a zero
        short = f"{value:.{self.significant}g}"
        return short if self._shows(short, value) else f"{value:#.{self.significant}g}".removesuffix(".")

    def column(self, array: Array) -> str:
        """Return a ``%`` format under which all elements of `array` line up and none loses significant digits.

        The decimals are the most that any element needs for its own significant digits, and no more; where that
        would make the numbers too long, or hide the smallest, all are written with exponents.
        """
        finite = np.abs(array[np.isfinite(array)])
        positive = finite[finite > 0]
        if positive.size == 0:
            return "%.0f"
        largest, smallest = math.floor(math.log10(positive.max())), math.floor(math.log10(positive.min()))
        most = self.significant + _BEYOND_SIGNIFICANT
        if positive.size > _TRIM_LIMIT:
            decimals, hidden = min(most, max(0, self.significant - 1 - smallest)), smallest < -most
            return f"%.{self.significant - 1}e" if hidden or largest + decimals > _LONGEST else f"%.{decimals}f"
        values = positive.tolist()
        decimals = max(self._decimals(value) for value in values)
        cut_short = decimals > most and any(
            self._decimals(v) > most and self._shows(f"{v:.{self.significant - 1}e}", v) for v in values
        )
        too_small = smallest < _SMALLEST_FIXED or largest < _SMALLEST_ALONE
        if cut_short or too_small or largest + min(decimals, most) > _LONGEST:
            return self._exponential(values)
        return f"%.{min(decimals, most)}f"

    def _decimals(self, value: float) -> int:
        """Return how many decimals the significant digits of a positive number take, trailing zeros left out."""
        text = f"{value:.{max(0, self.significant - 1 - math.floor(math.log10(value)))}f}"
        return len((text.rstrip("0") if self._shows(text, value) else text).partition(".")[2])

    def _exponential(self, values: list[float]) -> str:
        most = self.significant - 1
        fitting = (n for n in range(most) if all(self._shows(f"{value:.{n}e}", value) for value in values))
        return f"%.{next(fitting, most)}e"

    def _shows(self, text: str, value: float) -> bool:
        """Return whether `text` leaves out nothing of `value` but the rounding of its calculation."""
        return not math.isfinite(value) or abs(float(text) - value) <= _ROUNDING[self.precision] * abs(value)


def column_texts(array: Array, form: str) -> list[list[str]]:
    """Return the elements of a matrix as right-aligned texts of one width, row by row."""
    texts = [[form % (value + 0.0) for value in row] for row in array.tolist()]
    width = max((len(text) for row in texts for text in row), default=0)
    return [[text.rjust(width) for text in row] for row in texts]
