"""How numbers are written: which digits are shown, never which are computed with. Knows arrays and text only."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from nnstep.expr.array import Array

MINUS = "−"
_ROUNDING = 1e-14
"""So near, relatively, two numbers differ by the rounding of their calculation only."""
_SMALLEST_FIXED = -4
"""Below this power of ten exponents are written, as single numbers have them too."""
_TRIM_LIMIT = 512
"""Above this many elements, trailing zeros are not looked for."""


@dataclass(frozen=True, slots=True)
class Digits:
    """So many significant digits; 17 tell any two float64 apart."""

    significant: int = 6

    def number(self, value: float) -> str:
        """Return one number: ``16553``, ``-0.0125``, ``2.5e-07``, ``nan``, ``inf``.

        Trailing zeros are left out where nothing was rounded away: 1 is ``1``, 0.99999999 is ``1.00000``.
        """
        short = f"{value:.{self.significant}g}"
        return short if _shows(short, value) else f"{value:#.{self.significant}g}".removesuffix(".")

    def column(self, array: Array) -> str:
        """Return a ``%`` format under which all elements of `array` line up and none loses significant digits.

        The decimals are the fewest that show every element to the significant digits of the largest, trailing zeros
        left out where nothing was rounded away; where the smallest would show as 0 all are written with exponents.
        """
        finite = np.abs(array[np.isfinite(array)])
        positive = finite[finite > 0]
        if positive.size == 0:
            return "%.0f"
        largest, smallest = math.floor(math.log10(positive.max())), math.floor(math.log10(positive.min()))
        decimals = max(0, self.significant - 1 - largest)
        values = finite.tolist() if finite.size <= _TRIM_LIMIT else None
        if largest >= max(15, self.significant) or largest < _SMALLEST_FIXED or -smallest > decimals:
            return self._exponential(values)
        return f"%.{decimals if values is None else _fewest_decimals(values, decimals)}f"

    def _exponential(self, values: list[float] | None) -> str:
        most = self.significant - 1
        if values is not None:
            for digits in range(most):
                if all(_shows(f"{value:.{digits}e}", value) for value in values):
                    return f"%.{digits}e"
        return f"%.{most}e"


def _shows(text: str, value: float) -> bool:
    """Return whether `text` leaves out nothing of `value` but the rounding of its calculation."""
    return not math.isfinite(value) or abs(float(text) - value) <= _ROUNDING * abs(value)


def _fewest_decimals(values: list[float], decimals: int) -> int:
    fewest = 0
    for value in values:
        text = f"{value:.{decimals}f}"
        if not _shows(text, value):
            return decimals
        fewest = max(fewest, len(text.rstrip("0").partition(".")[2]))
    return fewest


def column_texts(array: Array, form: str) -> list[list[str]]:
    """Return the elements of a matrix as right-aligned texts of one width, row by row."""
    texts = [[form % value for value in row] for row in array.tolist()]
    width = max((len(text) for row in texts for text in row), default=0)
    return [[text.rjust(width) for text in row] for row in texts]
