"""What every drawing of a matrix can do, whether it shows numbers or a map: lines, and where its elements are."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from nnstep.drawing.matrix.shown_array import ShownArray
from nnstep.drawing.styled_text import StyledPiece


class CellBox(NamedTuple):
    """The cells of a drawing that one element takes."""

    x: int
    y: int
    width: int


class DrawnMatrix(Protocol):
    """A drawing whose first lines and columns stay in view where it is scrolled."""

    @property
    def shown(self) -> ShownArray:
        """What it shows."""

    @property
    def width(self) -> int:
        """Cells across."""

    @property
    def height(self) -> int:
        """Lines, those of the head included."""

    @property
    def head(self) -> int:
        """Lines above the elements that stay: title, measures, column indices."""

    @property
    def margin(self) -> int:
        """Columns left of the elements that stay: row indices."""

    def line(self, y: int, begin: int, end: int, top: int = 0) -> list[StyledPiece]:
        """Return line `y` between two columns, blank where nothing stands, exactly `end - begin` long.

        `begin` and `top` are the first column and line in view: margin and head stand there if they would be hidden.
        """

    def cell_at(self, x: int, y: int, begin: int = 0, top: int = 0) -> tuple[int, ...] | None:
        """Return the index of the element at a place, or None; `begin` and `top` as in `line`."""

    def box_of(self, index: tuple[int, ...]) -> CellBox | None:
        """Return where an element is drawn; None where it is not."""
