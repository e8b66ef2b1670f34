"""How the elements of an array lie in the cells of a map: pooled where they are many, a long line in several rows."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from nnstep.expr.array import Array, Shape


class MapLayout(Hashable, Protocol):
    """Cells in rows and columns, each for one element or for several."""

    @property
    def rows(self) -> int:
        """Rows of cells."""

    @property
    def columns(self) -> int:
        """Columns of cells."""

    @property
    def part(self) -> str:
        """Which part of the array it shows, or an empty text for all of it."""

    @property
    def note(self) -> str:
        """How the elements lie in the cells, if not each in one; or an empty text."""

    @property
    def is_pooled(self) -> bool:
        """Whether a cell stands for several elements."""

    def pooled(self, values: Array) -> Array:
        """Return what each cell shows, shape (rows, columns): of its elements the one farthest from zero, with sign.

        NaN is farther than everything; of two equally far the positive one is taken. Cells without an element are 0.
        """

    def cell_of(self, index: tuple[int, ...]) -> tuple[int, int] | None:
        """Return the cell that shows an element; None where none does."""

    def element_at(self, row: int, column: int, values: Array) -> tuple[int, ...] | None:
        """Return the element whose value a cell shows; None for a cell without one."""

    def row_start(self, row: int) -> int | None:
        """Return the index of the first element in a row of cells; None if it has no such index."""

    def column_start(self, column: int) -> int | None:
        """Return the index of the first column of elements in a column of cells; None if it has no such index."""


@dataclass(frozen=True, slots=True)
class PooledMatrix:
    """A matrix, so many rows and columns of it in one cell."""

    shape: Shape
    down: int = 1
    across: int = 1

    @property
    def rows(self) -> int:
        """Rows of cells."""
        return -(-self.shape[0] // self.down)

    @property
    def columns(self) -> int:
        """Columns of cells."""
        return -(-self.shape[1] // self.across)

    @property
    def part(self) -> str:
        """Nothing: it shows all of the array."""
        return ""

    @property
    def note(self) -> str:
        """How many elements a cell stands for."""
        return f"each cell {self.down}×{self.across}" if self.down * self.across > 1 else ""

    @property
    def is_pooled(self) -> bool:
        """Whether a cell stands for several elements."""
        return self.down * self.across > 1

    def pooled(self, values: Array) -> Array:
        """Return the value farthest from zero in each cell."""
        if self.down * self.across == 1:
            return values
        rows, columns = (np.arange(0, size, step) for size, step in zip(self.shape, self._steps, strict=True))
        high = np.maximum.reduceat(np.maximum.reduceat(values, rows, axis=0), columns, axis=1)
        low = np.minimum.reduceat(np.minimum.reduceat(values, rows, axis=0), columns, axis=1)
        return np.asarray(np.where(high < -low, low, high))

    def cell_of(self, index: tuple[int, ...]) -> tuple[int, int]:
        """Return the cell that an element is in."""
        return index[0] // self.down, index[1] // self.across

    def element_at(self, row: int, column: int, values: Array) -> tuple[int, ...] | None:
        """Return the element that a cell shows the value of."""
        if not (0 <= row < self.rows and 0 <= column < self.columns):
            return None
        top, left = row * self.down, column * self.across
        part = values[top : top + self.down, left : left + self.across]
        i, j = divmod(_farthest(part), part.shape[1])
        return top + i, left + j

    def row_start(self, row: int) -> int | None:
        """Return the first row of elements in a row of cells."""
        return row * self.down

    def column_start(self, column: int) -> int | None:
        """Return the first column of elements in a column of cells."""
        return column * self.across

    @property
    def _steps(self) -> tuple[int, int]:
        return self.down, self.across


@dataclass(frozen=True, slots=True)
class WrappedLine:
    """One row or column of a matrix, its elements one after another in rows of cells: a long vector, or an image."""

    shape: Shape
    axis: int
    """The axis along which the line runs."""
    at: int
    """Which of the lines along this axis it is."""
    columns: int
    """Cells in a row."""
    pool: int = 1
    """Elements in one cell."""

    @property
    def rows(self) -> int:
        """Rows of cells."""
        return -(-self.shape[self.axis] // (self.columns * self.pool))

    @property
    def part(self) -> str:
        """Which line it is, or an empty text if there is only one."""
        return _line_name(self.shape, self.axis, self.at)

    @property
    def note(self) -> str:
        """How many elements a cell stands for, and how many stand in a row."""
        each = f"each cell {self.pool}" if self.pool > 1 else ""
        wrapped = f"{self.columns * self.pool} a row" if self.rows > 1 else ""
        return ", ".join(filter(None, (each, wrapped)))

    @property
    def is_pooled(self) -> bool:
        """Whether a cell stands for several elements."""
        return self.pool > 1

    def pooled(self, values: Array) -> Array:
        """Return the value farthest from zero in each cell."""
        line = _line_of(values, self.axis, self.at)[np.newaxis]
        cells = PooledMatrix(line.shape, 1, self.pool).pooled(line)[0]
        whole = np.zeros(self.rows * self.columns, dtype=cells.dtype)
        whole[: cells.size] = cells
        return whole.reshape(self.rows, self.columns)

    def cell_of(self, index: tuple[int, ...]) -> tuple[int, int] | None:
        """Return the cell of an element of the line; None for any other element."""
        if index[1 - self.axis] != self.at:
            return None
        row, column = divmod(index[self.axis] // self.pool, self.columns)
        return row, column

    def element_at(self, row: int, column: int, values: Array) -> tuple[int, ...] | None:
        """Return the element that a cell shows the value of."""
        start = (row * self.columns + column) * self.pool
        if not (0 <= row < self.rows and 0 <= column < self.columns and start < self.shape[self.axis]):
            return None
        place = start + _farthest(_line_of(values, self.axis, self.at)[start : start + self.pool])
        return (place, self.at) if self.axis == 0 else (self.at, place)

    def row_start(self, row: int) -> int | None:
        """Return the index of the first element of the line in a row of cells."""
        return row * self.columns * self.pool

    def column_start(self, column: int) -> int | None:  # noqa: ARG002 - every layout takes it
        """Return nothing: a column of cells has elements from all over the line."""
        return None


@dataclass(frozen=True, slots=True)
class ImageLayout:
    """One row or column of a matrix as a square image, its elements the pixels row by row."""

    shape: Shape
    axis: int
    """The axis along which the pixels follow one another."""
    at: int
    """Which of the lines along this axis it is."""
    pixels: PooledMatrix

    @property
    def rows(self) -> int:
        """Rows of cells."""
        return self.pixels.rows

    @property
    def columns(self) -> int:
        """Columns of cells."""
        return self.pixels.columns

    @property
    def part(self) -> str:
        """Which line it is, or an empty text if there is only one."""
        return _line_name(self.shape, self.axis, self.at)

    @property
    def note(self) -> str:
        """How many pixels a cell stands for."""
        return self.pixels.note

    @property
    def is_pooled(self) -> bool:
        """Whether a cell stands for several elements."""
        return self.pixels.is_pooled

    def pooled(self, values: Array) -> Array:
        """Return the value farthest from zero in each cell."""
        return self.pixels.pooled(self._image(values))

    def cell_of(self, index: tuple[int, ...]) -> tuple[int, int] | None:
        """Return the cell of a pixel; None for an element that is not in the image."""
        if index[1 - self.axis] != self.at:
            return None
        return self.pixels.cell_of(divmod(index[self.axis], self.pixels.shape[1]))

    def element_at(self, row: int, column: int, values: Array) -> tuple[int, ...] | None:
        """Return the element that a cell shows the value of."""
        pixel = self.pixels.element_at(row, column, self._image(values))
        if pixel is None:
            return None
        place = pixel[0] * self.pixels.shape[1] + pixel[1]
        return (place, self.at) if self.axis == 0 else (self.at, place)

    def row_start(self, row: int) -> int | None:  # noqa: ARG002 - every layout takes it
        """Return nothing: nobody counts the rows of an image."""
        return None

    def column_start(self, column: int) -> int | None:  # noqa: ARG002 - every layout takes it
        """Return nothing: nobody counts the columns of an image."""
        return None

    def _image(self, values: Array) -> Array:
        return _line_of(values, self.axis, self.at).reshape(self.pixels.shape)


def _line_of(values: Array, axis: int, at: int) -> Array:
    return values[:, at] if axis == 0 else values[at]


def _line_name(shape: Shape, axis: int, at: int) -> str:
    """Return which line along an axis it is, as people read it; nothing if there is only one."""
    return f"{'row' if axis else 'column'} {at}" if shape[1 - axis] > 1 else ""


def _farthest(part: Array) -> int:
    """Return the number of the element farthest from zero, as `MapLayout.pooled` chooses it."""
    distance = np.where(np.isnan(part), np.inf, np.abs(part))
    candidates = np.flatnonzero(distance == distance.max())
    flat = part.reshape(-1)[candidates]
    nans = np.flatnonzero(np.isnan(flat))
    best = nans[0] if nans.size else np.argmax(flat)
    return int(candidates[best])
