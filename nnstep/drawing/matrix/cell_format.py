"""The texts and places of the numbers of one matrix, so that they line up; measured once for each array."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from nnstep.expr.array import Array
from nnstep.expr.digits import MINUS, ArrayTexts, Digits

_MOST_MEASURED = 64
"""Columns up to which each is measured by itself."""
_SAVING = 0.8
"""Columns get widths of their own where the matrix is only this much as wide then; else all look alike."""


@dataclass(frozen=True, slots=True)
class CellFormat:
    """How the numbers of some columns are written, and where: each in cells of its column's width, a blank apart."""

    texts: ArrayTexts
    lefts: Sequence[int]
    """Where each column begins, right of the bracket; and where one more would, which is the width."""

    @property
    def width(self) -> int:
        """Cells from the first column's first to the last one's last."""
        return self.lefts[-1] - 1

    def span(self, column: int) -> tuple[int, int]:
        """Return where the cells of a column begin and end."""
        return self.lefts[column], self.lefts[column + 1] - 1

    def column_at(self, x: int) -> int | None:
        """Return the column at a place, the blank after it included; None beside them."""
        return bisect_right(self.lefts, x) - 1 if 0 <= x < self.lefts[-1] else None

    @property
    def pitch(self) -> int:
        """The least distance of two columns."""
        if isinstance(self.lefts, range):
            return self.lefts.step
        return min(right - left for left, right in zip(self.lefts, self.lefts[1:], strict=False))

    def columns_between(self, begin: int, end: int) -> range:
        """Return the columns that stand between two places, one too many rather than one too few."""
        last = self.lefts[-1] - 1
        first, final = (bisect_right(self.lefts, min(max(0, x), last)) - 1 for x in (begin - 2, end))
        return range(first, min(final + 1, len(self.lefts) - 1))

    def text(self, number: float) -> str:
        """Return an element as text."""
        return self.texts.of(number).replace("-", MINUS)


def cell_format(values: Array | None, columns: int, digits: Digits) -> CellFormat:
    """Return the format of an array; for None, a quantity without a value yet, that of the dots in its place."""
    if values is None:
        return CellFormat(ArrayTexts(digits, ""), _even(1, columns))
    texts = digits.texts(values)
    width = texts.width(values)
    if columns > _MOST_MEASURED or columns < 2:
        return CellFormat(texts, _even(width, columns))
    own = [texts.width(values[:, column]) for column in range(columns)]
    if sum(own) + columns > _SAVING * columns * (width + 1):
        return CellFormat(texts, _even(width, columns))
    return CellFormat(texts, tuple(accumulate((width + 1 for width in own), initial=0)))


def _even(width: int, columns: int) -> range:
    return range(0, (columns + 1) * (width + 1), width + 1)
