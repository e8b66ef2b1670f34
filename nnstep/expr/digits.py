"""How numbers are written: which digits are shown, never which are computed with. Knows arrays and text only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from nnstep.expr.array import Array

MINUS = "−"
_TRIM_LIMIT = 4096
"""Above this many elements, trailing zeros are not looked for."""


@dataclass(frozen=True, slots=True)
class Digits:
    """So many significant digits; 17 tell any two float64 apart."""

    significant: int = 6

    def number(self, value: float) -> str:
        """Return one number: ``16553``, ``-0.0125``, ``2.5e-07``, ``nan``, ``inf``."""
        return f"{value:.{self.significant}g}".replace("e+0", "e+")

    def column(self, array: Array) -> str:
        """Return a ``%`` format under which all elements of `array` line up and none loses significant digits.

        The decimals are the fewest that show every element to the significant digits of the largest; where the
        smallest would show as 0 all are written with exponents.
        """
        finite = np.abs(array[np.isfinite(array)])
        if finite.size == 0 or not finite.any():
            return "%.0f"
        largest = int(np.floor(np.log10(finite.max())))
        smallest = int(np.floor(np.log10(finite[finite > 0].min())))
        decimals = max(0, self.significant - 1 - largest)
        if largest >= max(15, self.significant) or decimals > 12 + self.significant or -smallest > decimals:
            return self._exponential(finite)
        return f"%.{_fewest_decimals(finite, decimals)}f"

    def _exponential(self, finite: Array) -> str:
        for digits in range(self.significant - 1):
            form = f"%.{digits}e"
            if finite.size <= _TRIM_LIMIT and all(
                float(form % v) == float(f"%.{self.significant - 1}e" % v) for v in finite.flat
            ):
                return form
        return f"%.{self.significant - 1}e"


def _fewest_decimals(finite: Array, decimals: int) -> int:
    if finite.size > _TRIM_LIMIT:
        return decimals
    shown = np.round(finite, decimals)
    for fewer in range(decimals):
        if np.array_equal(np.round(finite, fewer), shown):
            return fewer
    return decimals


def column_texts(array: Array, form: str) -> list[list[str]]:
    """Return the elements of a matrix as right-aligned texts of one width, row by row."""
    texts = [[form % value for value in row] for row in array.tolist()]
    width = max((len(text) for row in texts for text in row), default=0)
    return [[text.rjust(width) for text in row] for row in texts]
