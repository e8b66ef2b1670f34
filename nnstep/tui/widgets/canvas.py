"""A scrolling widget of matrices, side by side or one below the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual import events

from nnstep.drawing.array_line import ArrayLine
from nnstep.drawing.matrix.drawn_matrix import DrawnMatrix
from nnstep.drawing.matrix.fitting import MatrixStyle, flowed
from nnstep.drawing.matrix.map_plan import Room
from nnstep.drawing.matrix.measured_arrays import MeasuredArrays
from nnstep.drawing.matrix.shown_array import STALE, UNRECORDED
from nnstep.drawing.styled_text import StyledPiece
from nnstep.tui.view import View
from nnstep.tui.widgets.scroll_lines import ScrollLines

_LEAST_WIDTH = 10


class Placed(NamedTuple):
    """A drawing and the cells that it takes, from its upper left corner to before its lower right one."""

    x: int
    y: int
    right: int
    bottom: int
    drawing: DrawnMatrix | ArrayLine

    def hidden_above(self, scrolled: int) -> int:
        """Return how many of its first lines are out of view, for its head to stay; 0 where only the head would."""
        head = 0 if isinstance(self.drawing, ArrayLine) else self.drawing.head
        return max(0, scrolled - self.y) if self.bottom - scrolled > head else 0


def placed(drawings: Sequence[DrawnMatrix | ArrayLine], width: int) -> list[Placed]:
    """Return drawings from left to right, in rows of at most `width` cells; for 0 from top to bottom."""
    return [
        Placed(x, y, x + drawing.width, y + drawing.height, drawing)
        for (x, y), drawing in zip(flowed(drawings, width), drawings, strict=True)
    ]


class Canvas(ScrollLines):
    """Drawings of matrices, of which only what is visible is formatted."""

    _placed: Sequence[Placed] = ()

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.measured = MeasuredArrays()

    @property
    def room(self) -> Room:
        """What is visible at once, as far as a drawing can be so small."""
        return Room(max(_LEAST_WIDTH, self.window.width), max(2, self.window.height))

    def matrix_style(self, view: View) -> MatrixStyle:
        """Return how matrices are drawn here."""
        return MatrixStyle(view.matrix_look, view.digits, coloured=self.has_colours)

    def set_drawings(self, drawings: Sequence[Placed]) -> None:
        """Show these drawings."""
        before, self._placed = set(self._placed), drawings
        moved = before.symmetric_difference(drawings)
        self.show_content(
            max((p.right for p in drawings), default=0),
            max((p.bottom for p in drawings), default=0),
            [y for p in moved for y in range(p.y, p.bottom)],
        )

    def line(self, y: int, begin: int, end: int, top_in_view: int | None = None) -> list[StyledPiece]:
        """Return what stands in line `y` of the canvas between two columns.

        The heads of drawings stay in view: `top_in_view` is the first line there, by default of the window.
        """
        pieces: list[StyledPiece] = []
        at, scrolled = begin, self.scroll_offset.y if top_in_view is None else top_in_view
        for place in self._placed:
            x, top, right, bottom, drawing = place
            if top <= y < bottom and at < right and x < end:
                left, stop = max(at, x), min(end, right)
                pieces.append((" " * (left - at), "plain"))
                pieces += drawing.line(y - top, left - x, stop - x, place.hidden_above(scrolled))
                at = stop
        return pieces

    def reveal(self, drawing: DrawnMatrix, index: tuple[int, ...]) -> None:
        """Scroll as little as is needed to show an element of `drawing` beside its margin and below its head."""
        (left, top), window, box = self.scroll_offset, self.window, drawing.box_of(index)
        if box is None:
            return
        for place in self._placed:
            if place.drawing is drawing:
                x, y = place.x + box.x - drawing.margin, place.y + box.y - drawing.head
                new_left = min(x - 1, max(left, place.x + box.x + box.width + 1 - window.width))
                new_top = min(y, max(top, place.y + box.y - window.height + 1))
                if (new_left, new_top) != (left, top):
                    self.scroll_to(max(0, new_left), max(0, new_top), animate=False)

    def bring_up(self, drawing: DrawnMatrix | ArrayLine) -> None:
        """Scroll `drawing` to the top, unless the window shows it already; so that the window seldom moves."""
        top, height = self.scroll_offset.y, self.window.height
        for place in self._placed:
            if place.drawing is drawing and not top <= place.y <= top + height - min(drawing.height, height):
                self.scroll_to(y=place.y, animate=False)

    def pointed(self, event: events.Click) -> tuple[DrawnMatrix | ArrayLine, tuple[int, ...]] | None:
        """Return the drawing and the element that a click fell on."""
        offset = event.get_content_offset(self)
        if offset is None:
            return None
        (left, top), (x, y) = self.scroll_offset, offset + self.scroll_offset
        for place in self._placed:
            begin, above = max(0, left - place.x), place.hidden_above(top)
            drawing = place.drawing
            if place.x <= x < place.right and place.y <= y < place.bottom:
                if isinstance(drawing, ArrayLine):
                    index = drawing.cell_at(x - place.x, y - place.y)
                else:
                    index = drawing.cell_at(x - place.x, y - place.y, begin, above)
                return None if index is None else (drawing, index)
        return None


def note_on(view: View, id: str) -> str:
    """Return what there is to say of the value of a quantity, or nothing."""
    return STALE if id in view.frame.stale else UNRECORDED if view.frame.lacks(id) else ""
