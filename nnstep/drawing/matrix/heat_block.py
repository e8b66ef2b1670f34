"""A matrix as a map: each cell painted by size and sign, two rows a line in half blocks, with indices and a legend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from nnstep.drawing.matrix.array_facts import ArrayFacts, short_text
from nnstep.drawing.matrix.diverging_scale import (
    INFINITE_LEVEL,
    INFINITY_SIGN,
    LEVELS,
    NAN_LEVEL,
    NAN_SIGN,
    glyph_of,
)
from nnstep.drawing.matrix.drawn_matrix import CellBox
from nnstep.drawing.matrix.index_margins import column_margin, label_stride, margin_width, row_margin
from nnstep.drawing.matrix.map_layout import MapLayout
from nnstep.drawing.matrix.shown_array import ShownArray
from nnstep.drawing.styled_text import StyledLine, StyledPiece, Tone, cut, merged, width_of

CURSOR_SIGN, FEED_SIGN = "◆", "◇"
_UPPER_HALF = "▀"
_SIGNS = {NAN_LEVEL: NAN_SIGN, INFINITE_LEVEL: INFINITY_SIGN}
_LEAST_STRIDE = 8
"""Columns have an index at each so many cells, rows at each so many half lines."""


def map_margin(layout: MapLayout) -> int:
    """Return the columns that the row indices of a map take: none for a single row, or for an image."""
    end = layout.row_start(layout.rows)
    return margin_width(end - 1) if layout.rows > 1 and end is not None else 0


def has_column_indices(layout: MapLayout) -> bool:
    """Return whether the columns of a map have indices of their own, and are many."""
    return layout.columns > 1 and layout.column_start(0) is not None


@dataclass(frozen=True, slots=True)
class MapLook:
    """How large and in what ink the cells of a map are painted."""

    coloured: bool = True
    """Colours in half blocks; else glyphs, one row a line."""
    zoom: int = 1
    """Characters across for each cell, and half lines down; without colours, lines for two of them."""

    @property
    def rows_a_line(self) -> int:
        """Rows of painted dots in one line of text."""
        return 2 if self.coloured else 1

    @property
    def down(self) -> int:
        """Rows of painted dots for one cell."""
        return self.zoom if self.coloured else max(1, self.zoom // 2)

    def lines(self, rows: int) -> int:
        """Return how many lines so many rows of cells take."""
        return -(-rows * self.down // self.rows_a_line)


@dataclass(frozen=True, eq=False)
class HeatBlock:
    """A titled map of an array that has values. Its size is asked for many times."""

    shown: ShownArray
    heading: str
    """The title, with the shape, what of the array is shown, and how many elements a cell stands for."""
    layout: MapLayout
    levels: NDArray[np.int8]
    """The level of each cell, shape (rows, columns) of the layout."""
    facts: ArrayFacts
    look: MapLook
    room: int
    """How wide it may be: longer texts are cut."""
    about: Sequence[StyledLine] = ()
    """What stands below the title: legend and measures."""
    below: str = ""
    """What stands below the map: the numbers at the cursor."""
    indexed: bool = True
    """Whether there is a line of column indices, where columns have any."""

    @cached_property
    def head(self) -> int:
        """Lines above the map."""
        return 1 + len(self.about) + self._has_column_indices

    @cached_property
    def margin(self) -> int:
        """Columns left of the map."""
        return map_margin(self.layout)

    @property
    def _has_column_indices(self) -> bool:
        return self.indexed and has_column_indices(self.layout)

    @cached_property
    def width(self) -> int:
        """Cells across."""
        texts = (len(self.heading), *map(width_of, self.about), len(self.below))
        return min(self.room, max(*texts, self.margin + self._across))

    @cached_property
    def height(self) -> int:
        """Lines, the head's included."""
        return self.head + self.look.lines(self.layout.rows) + bool(self.below)

    @property
    def _across(self) -> int:
        return self.layout.columns * self.look.zoom

    def line(self, y: int, begin: int, end: int, top: int = 0) -> list[StyledPiece]:
        """Return line `y` between two columns, as `DrawnMatrix.line` says."""
        number, width = y - self.head, 0
        if y - top < self.head:
            line: StyledLine = self._head_line(y - top)
        elif number >= self.look.lines(self.layout.rows):
            line = [(self.below, "now")]
        else:
            line, width = [*self._margin_of(number), *self._map_line(number)], self.margin + self._across
        width = width or width_of(line)  # every sign of a map is one cell wide
        if width > self.room:
            line, width = [*cut(line, 0, self.room - 1), ("…", "faint")], self.room
        if begin or width > end:
            line = cut(line, begin, end)
            width = width_of(line)
        return [*line, (" " * (end - begin - width), "plain")]

    def cell_at(self, x: int, y: int, begin: int = 0, top: int = 0) -> tuple[int, ...] | None:
        """Return the element whose value the map shows at a place, as `DrawnMatrix.cell_at` says.

        A place in a terminal has no halves: it is the upper cell's, but the lower one's if the upper has the cursor.
        """
        line, column = y - self.head, (x - self.margin) // self.look.zoom
        if y - top < self.head or x < begin + self.margin or line >= self.look.lines(self.layout.rows):
            return None
        upper, *lower = (
            self.layout.element_at((line * self.look.rows_a_line + part) // self.look.down, column, self.shown.present)
            for part in range(self.look.rows_a_line)
        )
        cursor = self.layout.cell_of(self.shown.cursor) if self.shown.cursor else None
        has_cursor = upper is not None and cursor == self.layout.cell_of(upper)
        return lower[0] if has_cursor and lower and lower[0] is not None else upper

    def box_of(self, index: tuple[int, ...]) -> CellBox | None:
        """Return where an element is drawn; None where it is not."""
        cell = self.layout.cell_of(index) if index else None
        if cell is None:
            return None
        line = cell[0] * self.look.down // self.look.rows_a_line
        return CellBox(self.margin + cell[1] * self.look.zoom, self.head + line, self.look.zoom)

    def _head_line(self, number: int) -> StyledLine:
        if number == 0:
            return [(self.heading, "heading")]
        if number <= len(self.about):
            return self.about[number - 1]
        return [(" " * self.margin, "plain"), *self._column_indices()]

    def _column_indices(self) -> list[StyledPiece]:
        zoom, layout = self.look.zoom, self.layout
        starts = [layout.column_start(column) or 0 for column in range(layout.columns)]
        stride = label_stride(len(str(starts[-1])), zoom, _LEAST_STRIDE)
        labels = [(column * zoom, starts[column]) for column in range(0, layout.columns, stride)]
        marked, mark = self.shown.marked_line(1), None
        cell = layout.cell_of((0, marked)) if marked is not None else None
        if cell is not None and marked is not None:
            mark = cell[1] * zoom, marked
        return column_margin(labels, mark, self._across)

    def _margin_of(self, line: int) -> list[StyledPiece]:
        if not self.margin:
            return []
        first, end = (part * self.look.rows_a_line // self.look.down for part in (line, line + 1))
        box = self._marked_box()
        if box is not None and box.y == line + self.head:
            marked = self.shown.marked_line(0) if has_column_indices(self.layout) else None
            shown = self.layout.row_start(first) if marked is None else marked
            return [row_margin(shown, self.margin, marked=True)]
        stride = max(1, _LEAST_STRIDE // (2 * self.look.down)) * self.look.rows_a_line
        every = has_column_indices(self.layout) and line * self.look.rows_a_line % (stride * self.look.down)
        is_first = end > first or line * self.look.rows_a_line % self.look.down == 0
        return [row_margin(None if every or not is_first else self.layout.row_start(first), self.margin, marked=False)]

    def _marked_box(self) -> CellBox | None:
        if self.shown.cursor is not None:
            return self.box_of(self.shown.cursor)
        row, column = self.shown.marked_line(0), self.shown.marked_line(1)
        if row is None and (column is None or has_column_indices(self.layout)):
            return None
        return self.box_of((row or 0, column or 0))

    def _map_line(self, line: int) -> list[StyledPiece]:
        dots = [line * self.look.rows_a_line + part for part in range(self.look.rows_a_line)]
        rows = [dot // self.look.down for dot in dots]
        blank = [0] * self.layout.columns
        levels = [self.levels[row].tolist() if row < self.layout.rows else blank for row in rows]
        zoom = self.look.zoom
        pieces: list[StyledPiece] = [_dots(zoom, *stack) for stack in zip(*levels, strict=True)]
        cursor, feeds = self.shown.cursor, self.shown.feeds
        if cursor is None and len(feeds) == 1:
            self._mark(pieces, line, next(iter(feeds)), (FEED_SIGN, "feeds"))
        self._mark(pieces, line, cursor, (CURSOR_SIGN, "cursor"))
        return merged(pieces)

    def _mark(self, pieces: list[StyledPiece], line: int, index: tuple[int, ...] | None, mark: tuple[str, str]) -> None:
        """Put a sign in the place of an element, if it is in this line of the map."""
        box = self.box_of(index) if index else None
        if box is not None and box.y == line + self.head:
            pieces[(box.x - self.margin) // self.look.zoom] = mark[0] * self.look.zoom, mark[1]


@lru_cache(maxsize=4096)
def _dots(zoom: int, upper: int, lower: int | None = None) -> StyledPiece:
    """Return a cell of a map `zoom` characters across: of one level, or of two, one above the other."""
    if lower is None:
        return glyph_of(upper) * zoom, "plain"
    for level in (NAN_LEVEL, INFINITE_LEVEL):
        if level in (upper, lower):
            return _SIGNS[level] * zoom, "warning"
    return (" " * zoom, "plain") if upper == lower == 0 else (_UPPER_HALF * zoom, Tone(upper, lower))


def legend(extent: float, *, coloured: bool) -> list[StyledPiece]:
    """Return the scale from `-extent` over 0 to `extent`."""
    if extent == 0:
        return [("all 0", "faint")]
    sides = [
        [
            ("█", Tone(level, level)) if coloured else (glyph_of(level), "plain")
            for level in range(sign * LEVELS, 0, -2 * sign)
        ]
        for sign in (-1, 1)
    ]
    negative: list[StyledPiece] = list(sides[0])
    positive: list[StyledPiece] = list(reversed(sides[1]))
    low, high = short_text(-extent), short_text(extent)
    return [(f"{low} ", "faint"), *negative, (" 0 ", "faint"), *positive, (f" {high}", "faint")]
