"""A table of texts that fits a width: the least important columns are left out first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nnstep.drawing.styled_text import StyledLine, StyledPiece
from nnstep.harmless_text import cells

_GAP = 2
"""Blanks between two columns."""


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column, from its heading down."""

    heading: str
    pieces: Sequence[StyledPiece]
    """One a row."""
    rank: int
    """The columns of the highest rank are left out first; those of rank 0 never are."""
    left: bool = False
    """Whether it is aligned at its left."""
    latest: int | None = None
    """Where given, its texts may be cut at their left, down to so many cells: a series that ends at its right."""

    @property
    def width(self) -> int:
        """How many cells the widest text takes."""
        return max(map(cells, (self.heading, *(text for text, _ in self.pieces))))

    @property
    def least(self) -> int:
        """How many cells it has to have."""
        return self.width if self.latest is None else min(self.width, max(self.latest, cells(self.heading)))


def table_lines(columns: Iterable[TableColumn], width: int) -> list[StyledLine]:
    """Return the headings and the rows as lines, of those columns that fit `width` cells."""
    sized = [(column, column.width, column.least) for column in columns]
    while _needed(sized) > width and any(column.rank for column, *_ in sized):
        sized.remove(max(reversed(sized), key=lambda size: size[0].rank))
    spare = max(0, width - _needed(sized))
    kept = [column for column, *_ in sized]
    widths = [min(whole, least + spare) for _, whole, least in sized]
    rows = [[(column.heading, "heading") for column in kept]]
    rows += [list(row) for row in zip(*(column.pieces for column in kept), strict=True)]
    return [_line(row, kept, widths) for row in rows]


def _needed(sized: Sequence[tuple[TableColumn, int, int]]) -> int:
    return sum([least for *_, least in sized]) + _GAP * max(0, len(sized) - 1)


def _line(row: Sequence[StyledPiece], columns: Sequence[TableColumn], widths: Sequence[int]) -> StyledLine:
    line: list[StyledPiece] = []
    for number, ((text, style), column, width) in enumerate(zip(row, columns, widths, strict=True)):
        shown = text[len(text) - width :] if column.latest is not None and len(text) > width else text
        room = " " * (width - cells(shown))
        padded = shown + room if column.left else room + shown
        line.append((" " * (_GAP if number else 0) + padded, style))
    return line
