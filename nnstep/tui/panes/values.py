"""The network values pane: every quantity with its present value, or dots if it is not computed yet."""

from __future__ import annotations

import numpy as np
from textual import events

from nnstep.drawing.array_line import ELLIPSIS, ArrayLine, in_a_line, is_line
from nnstep.drawing.matrix.drawn_matrix import DrawnMatrix
from nnstep.drawing.matrix.fitting import MatrixStyle, fitted_alone
from nnstep.drawing.matrix.map_plan import Room
from nnstep.drawing.matrix.shown_array import ShownArray
from nnstep.drawing.value_signs import MISSING
from nnstep.expr.array import Array, Shape
from nnstep.harmless_text import cells
from nnstep.program.image_axes import image_axis
from nnstep.tui.panes.pane import Pane, PaneSpec
from nnstep.tui.view import View, last_write_asked
from nnstep.tui.widgets.canvas import Canvas, note_on, placed
from nnstep.tui.widgets.scroll_lines import BAR

_LONGEST = 8
"""Elements of a vector that the pane would be wide enough to show in one line."""
_LEAST_WIDTH = 30
"""Columns for the pane's title and for matrices, where all vectors are short."""
_USUAL = 5
"""Cells that a number takes, with the space after it, in a vector that is shown in one line."""


_MANY, _MAP_WIDTH = 100, 36
"""Elements of a quantity from which on the pane is to be wide enough for maps, and how wide that is."""
_LEAST_HEIGHT = 7
"""Lines that each quantity may take at least."""


class ValuesPane(Canvas, Pane):
    """All quantities, one below the other.

    The one written last is marked and scrolled into the window; where the pane has the focus, only in a new size.
    """

    _written: DrawnMatrix | ArrayLine | None = None

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._indented: tuple[object, object, int] = None, None, 0
        """The indent, and what it is the one of."""
        self._drawings: dict[str, tuple[tuple[object, ...], DrawnMatrix | ArrayLine]] = {}

    def paint(self, view: View) -> None:
        """Show `view`."""
        op = view.frame.op
        written = op.target if op is not None else None
        indent, style, room = self._indent(view), self.matrix_style(view), self.room
        ids = view.frame.program.quantities
        drawings = {id: self._drawing(view, id, indent, style, room, id == written) for id in ids}
        self.set_drawings(placed(list(drawings.values()), 0))
        self._written = drawings[written] if written is not None else None
        if not self.has_focus:
            self._bring_up_written()

    def on_resize(self) -> None:
        """Paint in the new size, and show what was written last."""
        super().on_resize()
        self._bring_up_written()

    def _bring_up_written(self) -> None:
        if self._written is not None:
            self.bring_up(self._written)

    def on_click(self, event: events.Click) -> None:
        """Go to what wrote the element that was clicked."""
        pointed = self.pointed(event)
        if pointed is not None and self._view is not None:
            drawing, index = pointed
            id = drawing.quantity if isinstance(drawing, ArrayLine) else drawing.shown.quantity
            self.post_message(last_write_asked(self._view.frame, id, index))

    def wanted_columns(self, view: View) -> int:
        """Return the width of the longest vector in one line, as its numbers usually are; more for maps of matrices."""
        shapes = view.frame.shapes
        if any(int(np.prod(shapes[id])) > _MANY for id in view.frame.program.quantities):
            return _MAP_WIDTH + BAR
        sizes = [int(np.prod(shapes[id])) for id in view.frame.program.quantities if is_line(shapes[id])]
        longest = max((size for size in sizes if size <= _LONGEST), default=1)
        return max(_LEAST_WIDTH, self._indent(view) + _USUAL * longest) + BAR

    def wanted_lines(self, view: View, columns: int) -> int:
        """Return the lines of all quantities, vectors in one where they are short."""
        room = columns - BAR - self._indent(view)
        shapes = [view.frame.shapes[id] for id in view.frame.program.quantities]
        return sum(1 if not shape or _fits(shape, room) else shape[0] + 1 for shape in shapes)

    def _drawing(
        self,
        view: View,
        id: str,
        indent: int,
        style: MatrixStyle,
        room: Room,
        is_written: bool,  # noqa: FBT001 - by place
    ) -> DrawnMatrix | ArrayLine:
        """Return the drawing of one quantity: the previous one, if nothing about it has changed."""
        values, note = view.frame.values.get(id), note_on(view, id)
        key = (values, view.frame.shapes, view.writing, note, style, room, indent, is_written)
        known = self._drawings.get(id)
        if known is not None and _are_same(known[0], key):
            return known[1]
        look = "faint" if id in view.frame.stale or values is None else "changed" if is_written else "plain"
        line = None if note else self._line(view, id, values, look, indent, room.width - indent)
        if line is not None:
            self._drawings[id] = key, line
            return line
        images = image_axis(view.frame.program, id)
        shown = ShownArray(
            *(_title(view, id), view.frame.shapes[id], values, look), note=note, sample_axis=images, quantity=id
        )
        part = Room(room.width, max(_LEAST_HEIGHT, room.height // 2))
        drawing = fitted_alone(shown, part, style, self.measured)
        self._drawings[id] = key, drawing
        return drawing

    def _indent(self, view: View) -> int:
        """Return the column at which the elements of numbers and vectors begin."""
        shapes, writing, indent = self._indented
        if shapes is not view.frame.shapes or writing is not view.writing:
            lines = (id for id in view.frame.program.quantities if is_line(view.frame.shapes[id]))
            indent = 1 + max((cells(_title(view, id)) for id in lines), default=0)
            self._indented = view.frame.shapes, view.writing, indent
        return indent

    def _line(self, view: View, id: str, values: Array | None, style: str, indent: int, room: int) -> ArrayLine | None:
        """Return a number or a vector in one line, if it fits."""
        shape = view.frame.shapes[id]
        if not _fits(shape, room):
            return None
        dots = " ".join([MISSING] * int(np.prod(shape)))
        text = dots if values is None else in_a_line(values, view.digits, room)
        return None if text.endswith(ELLIPSIS) else ArrayLine(_title(view, id), text, style, indent, id, shape)


def _are_same(before: tuple[object, ...], after: tuple[object, ...]) -> bool:
    """Return whether the first parts, the arrays, the shapes and the notation, are the same, and the rest is equal."""
    return all(a is b for a, b in zip(before[:3], after[:3], strict=True)) and before[3:] == after[3:]


def _title(view: View, id: str) -> str:
    symbol = view.writing.symbols(id)
    return symbol if symbol == id else f"{symbol} ({id})"


def _fits(shape: Shape, room: int) -> bool:
    """Return whether there is room for an array in one line, whatever its values are."""
    return is_line(shape) and _USUAL * int(np.prod(shape)) <= room


VALUES_PANE = PaneSpec("values", "network values", "f6", ValuesPane, area="state", order=4)
