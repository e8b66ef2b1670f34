"""A matrix as styled text: title, brackets, aligned cells, marks. Formats only the part that is asked for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnstep.drawing.styled_text import StyledPiece, cut, width_of
from nnstep.expr.array import Array, Shape
from nnstep.expr.digits import MINUS, Digits
from nnstep.expr.walks.shape import shape_text

MISSING = "·"
UNRECORDED = "not recorded"
"""The note on what a recording does not hold."""
STALE = "stale"
"""The note on a value that was computed from one that has been changed since."""


@dataclass(frozen=True, slots=True)
class Form:
    """The format in which the elements of one array line up."""

    template: str
    width: int


def form_of(values: Array | None, digits: Digits) -> Form:
    """Return the form of an array; for None, a quantity without a value yet, that of the dots in its place."""
    if values is None:
        return Form("", 1)
    template = digits.column(values) if values.ndim else f"%.{digits.significant}g"
    return Form(template, max((len(template % (value + 0.0)) for value in _widest(values)), default=1))


def _widest(values: Array) -> list[float]:
    """Return elements that include the one with the longest text: the extremes of each sign, zero, NaN, infinity."""
    sides = (values[(values < 0) & np.isfinite(values)], values[(values > 0) & np.isfinite(values)])
    ends = [end for side in sides if side.size for end in (side.min(), side.max())]
    return [*ends, *values[values == 0][:1], *np.unique(values[~np.isfinite(values)])]


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """A titled matrix. Line 0 is the title, lines 1 to `rows` are its rows."""

    title: str
    shape: Shape
    values: Array | None
    """None: not computed yet."""
    form: Form
    style: str = "plain"
    changed: Array | None = None
    """Of the same shape, nonzero where the value has changed."""
    feeds: frozenset[tuple[int, ...]] = frozenset()
    """The elements that the selected one reads."""
    cursor: tuple[int, ...] | None = None
    known: int | None = None
    """If given, how many elements, row by row, are computed already."""
    note: str = ""
    """Shown beside the shape, such as `STALE`."""

    @property
    def rows(self) -> int:
        """Rows of numbers."""
        return self.shape[0] if self.shape else 1

    @property
    def columns(self) -> int:
        """Columns of numbers."""
        return self.shape[1] if self.shape else 1

    @property
    def heading(self) -> str:
        """The title with the shape."""
        heading = f"{self.title} {shape_text(self.shape)}" if self.shape else self.title
        return f"{heading} {self.note}" if self.note else heading

    @property
    def width(self) -> int:
        """Cells across."""
        return max(len(self.heading), self.columns * (self.form.width + 1) + 1)

    @property
    def height(self) -> int:
        """Lines, the title's included."""
        return self.rows + 1

    def line(self, y: int, begin: int, end: int) -> list[StyledPiece]:
        """Return line `y` between two columns of the block, blank where nothing stands, exactly `end - begin` long."""
        if y == 0:
            at, pieces = 0, [(self.heading, "faint" if self.values is None else "heading")]
        else:
            pitch = self.form.width + 1
            first = min(self.columns - 1, max(0, (begin - 1) // pitch))
            last = max(first, min(self.columns, end // pitch + 1))
            at, pieces = first and self.left_of((0, first)), self._row(y - 1, first, last)
        kept = cut(pieces, begin - at, end - at)
        return [*kept, (" " * (end - begin - width_of(kept)), "plain")]

    def cell_at(self, x: int, y: int) -> tuple[int, ...] | None:
        """Return the index of the element at a place of the block, or None."""
        row, column = y - 1, (x - 1) // (self.form.width + 1)
        if not (0 <= row < self.rows and 0 <= column < self.columns):
            return None
        return (row, column) if self.shape else ()

    def left_of(self, index: tuple[int, ...]) -> int:
        """Return the column of the block at which an element begins."""
        return 1 + index[1] * (self.form.width + 1) if index else 0

    def _row(self, row: int, first: int, last: int) -> list[StyledPiece]:
        if not self.shape:
            return [(" ", self.style), self._cell(row, 0, self._texts(row, 0, 1)[0])]
        pieces: list[StyledPiece] = [(self._bracket(row, "[⎡⎢⎣"), "faint")] if first == 0 else []
        for column, text in enumerate(self._texts(row, first, last), start=first):
            pieces += [self._cell(row, column, text), (" " if column + 1 < self.columns else "", "plain")]
        return [*pieces, (self._bracket(row, "]⎤⎥⎦"), "faint")] if last == self.columns else pieces

    def _texts(self, row: int, first: int, last: int) -> list[str]:
        if self.values is None:
            return [MISSING] * (last - first)
        numbers = self.values[row, first:last].tolist() if self.shape else [self.values.item()]
        return [(self.form.template % (number + 0.0)).replace("-", MINUS).rjust(self.form.width) for number in numbers]

    def _cell(self, row: int, column: int, text: str) -> StyledPiece:
        index = (row, column) if self.shape else ()
        if self.values is None:
            return text, "faint"
        if self.known is not None and row * self.columns + column >= self.known:
            return MISSING.rjust(len(text)), "faint"
        if index == self.cursor:
            return text, "cursor"
        if index in self.feeds:
            return text, "feeds"
        if self.changed is not None and self.changed[index]:
            return text, "changed"
        return text, self.style

    def _bracket(self, row: int, pieces: str) -> str:
        if self.rows == 1:
            return pieces[0]
        return pieces[1] if row == 0 else pieces[3] if row == self.rows - 1 else pieces[2]
