"""A matrix as numbers: title, indices, brackets, aligned cells, marks. Formats only the part that is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from nnstep.drawing.matrix.cell_format import CellFormat
from nnstep.drawing.matrix.drawn_matrix import CellBox
from nnstep.drawing.matrix.index_margins import (
    INDEXED_FROM,
    column_margin,
    label_stride,
    margin_width,
    row_margin,
)
from nnstep.drawing.matrix.shown_array import ShownArray
from nnstep.drawing.styled_text import StyledLine, StyledPiece, cut, width_of
from nnstep.drawing.value_signs import MISSING


@dataclass(frozen=True, eq=False)
class Block:
    """A titled matrix, or a window of it: the head, then a line a row. Its size is asked for many times."""

    shown: ShownArray
    form: CellFormat
    """Of the columns that are shown."""
    window: tuple[range, range] | None = None
    """The rows and columns that are shown; None for all, which have indices only if there are many."""
    about: str = ""
    """What stands below the title, such as the measures of the whole array."""
    title: str | None = None
    """What stands above instead of the array's own heading."""

    @cached_property
    def row_range(self) -> range:
        """The rows that are shown."""
        return range(self.shown.rows) if self.window is None else self.window[0]

    @cached_property
    def column_range(self) -> range:
        """The columns that are shown."""
        return range(self.shown.columns) if self.window is None else self.window[1]

    @cached_property
    def heading(self) -> str:
        """The title with the shape."""
        return self.shown.heading if self.title is None else self.title

    @cached_property
    def head(self) -> int:
        """Lines above the numbers."""
        return 1 + bool(self.about) + self._has_column_indices

    @cached_property
    def margin(self) -> int:
        """Columns left of the bracket."""
        if self.window is None and self.shown.rows < INDEXED_FROM:
            return 0
        return margin_width(self.row_range[-1])

    @property
    def _has_column_indices(self) -> bool:
        return self.window is not None or self.shown.columns >= INDEXED_FROM

    @cached_property
    def width(self) -> int:
        """Cells across."""
        return max(len(self.heading), len(self.about), self.margin + self.form.width + 2)

    @cached_property
    def height(self) -> int:
        """Lines, the head's included."""
        return self.head + len(self.row_range)

    def line(self, y: int, begin: int, end: int, top: int = 0) -> list[StyledPiece]:
        """Return line `y` between two columns, as `DrawnMatrix.line` says."""
        margin, inside = self.margin, max(0, begin)
        if y - top < self.head:
            line, at = self._head_line(y - top, inside, end), inside
        else:
            row = self.row_range[y - self.head]
            line, at = self._row(row, inside, end - margin), inside
            line = [row_margin(row, margin, marked=row == self.shown.marked_line(0)), *line] if margin else line
        kept = cut(line, begin - at, end - at)
        return [*kept, (" " * (end - begin - width_of(kept)), "plain")]

    def cell_at(self, x: int, y: int, begin: int = 0, top: int = 0) -> tuple[int, ...] | None:
        """Return the index of the element at a place, as `DrawnMatrix.cell_at` says."""
        row, column = y - self.head, self.form.column_at(x - self.margin - 1)
        hidden = y - top < self.head or x - max(0, begin) < self.margin
        if hidden or not 0 <= row < len(self.row_range) or column is None or column >= len(self.column_range):
            return None
        return (self.row_range[row], self.column_range[column]) if self.shown.shape else ()

    def box_of(self, index: tuple[int, ...]) -> CellBox | None:
        """Return where an element is drawn; None where it is not."""
        row, column = index or (0, 0)
        if row not in self.row_range or column not in self.column_range:
            return None
        begin, end = self.form.span(self.column_range.index(column))
        return CellBox(self.margin + 1 + begin, self.head + self.row_range.index(row), end - begin)

    def _head_line(self, number: int, begin: int, end: int) -> StyledLine:
        """Return a line of the head, as it stands from the column `begin` on."""
        if number == 0:
            return [(self.heading, "faint" if self.shown.values is None else "heading")]
        if number == 1 and self.about:
            return [(self.about, "faint")]
        return [(" " * self.margin, "plain"), *cut(self._indices(begin, end), begin, end)]

    def _indices(self, begin: int, end: int) -> list[StyledPiece]:
        """Return the column indices as they stand above the numbers, those before `begin` left out."""
        lefts, columns = self.form.lefts, self.column_range
        widest = len(str(columns[-1]))
        stride = label_stride(widest, self.form.pitch)
        places = (p for p in self.form.columns_between(begin, end) if columns[p] % stride == 0)
        labels = ((lefts[p + 1] - len(str(columns[p])), columns[p]) for p in places)
        marked = self.shown.marked_line(1)
        mark = None
        if marked is not None and marked in columns:
            place = columns.index(marked)
            mark = max(0, lefts[place + 1] - len(str(marked)) - 1), marked
        return column_margin(labels, mark, 2 + self.form.width)

    def _row(self, row: int, begin: int, end: int) -> list[StyledPiece]:
        """Return the cells of a row that lie between two columns, counted from its bracket."""
        columns, lefts = self.column_range, self.form.lefts
        last_row = len(self.row_range) - 1
        place = self.row_range.index(row)
        if not self.shown.shape:
            sides = "  "
        elif last_row == 0:
            sides = "[]"
        else:
            sides = "⎡⎤" if place == 0 else "⎣⎦" if place == last_row else "⎢⎥"
        places = self.form.columns_between(begin, end)
        line: list[StyledPiece] = []
        gap: StyledPiece = (sides[0] if places.start == 0 else " ", "faint")
        for column in places:
            text, style = self._cell(row, columns[column], lefts[column + 1] - lefts[column] - 1)
            after: StyledPiece = (sides[1] if column + 1 == len(columns) else " ", "faint")
            if style == "cursor":
                gap, after = ("[", "cursor"), ("]", "cursor")
            line += [gap, (text, style)]
            gap = after
        line.append(gap)
        return cut(line, begin - lefts[places.start], end - lefts[places.start])

    def _cell(self, row: int, column: int, width: int) -> StyledPiece:
        shown, index = self.shown, (row, column) if self.shown.shape else ()
        if shown.values is None or not shown.is_known(index):
            return MISSING.rjust(width), "faint"
        return self.form.text(shown.values[index].item()).rjust(width), shown.style_of(index)
