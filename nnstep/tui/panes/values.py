"""The network values pane: every quantity with its present value, or dots if it is not computed yet."""

from __future__ import annotations

from nnstep.drawing.matrix.drawn_matrix import DrawnMatrix
from nnstep.drawing.matrix.fitting import MatrixStyle, fitted_alone
from nnstep.drawing.matrix.map_plan import Room
from nnstep.drawing.matrix.shown_array import STALE, ShownArray
from nnstep.program.image_axes import image_axis
from nnstep.tui.panes.pane import Pane, PanePlace, PaneSpec
from nnstep.tui.view import View
from nnstep.tui.widgets.canvas import Canvas, note_on, placed

_LEAST_HEIGHT = 7
"""Lines that each quantity may take at least."""


class ValuesPane(Canvas, Pane):
    """All quantities, one below the other.

    The one written last is marked and, unless the pane has the focus, scrolled into the window.
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._drawings: dict[str, tuple[tuple[object, ...], DrawnMatrix]] = {}

    def paint(self, view: View) -> None:
        """Show `view`."""
        op = view.frame.op
        written = op.target if op is not None else None
        style, room = self.matrix_style(view), self.room
        room = Room(room.width, max(_LEAST_HEIGHT, room.height // 2))
        drawings = {id: self._drawing(view, id, style, room, written) for id in view.frame.program.quantities}
        self.set_drawings(placed(list(drawings.values()), 0))
        if written is not None and not self.has_focus:
            self.bring_up(drawings[written])

    def _drawing(self, view: View, id: str, style: MatrixStyle, room: Room, written: str | None) -> DrawnMatrix:
        """Return the drawing of one quantity: the previous one, if nothing about it has changed."""
        values = view.frame.values.get(id)
        note = note_on(view, id)
        key = (values, view.frame.shapes, view.writing, note, style, room, id == written)
        known = self._drawings.get(id)
        if known is not None and _are_same(known[0], key):
            return known[1]
        symbol = view.writing.symbols(id)
        title = symbol if symbol == id else f"{symbol}  ({id})"
        look = "faint" if note == STALE else "changed" if id == written else "plain"
        shown = ShownArray(
            title, view.frame.shapes[id], values, look, note=note, sample_axis=image_axis(view.frame.program, id)
        )
        drawing = fitted_alone(shown, room, style, self.measured)
        self._drawings[id] = key, drawing
        return drawing


def _are_same(before: tuple[object, ...], after: tuple[object, ...]) -> bool:
    """Return whether the first parts, the arrays, the shapes and the notation, are the same, and the rest is equal."""
    return all(a is b for a, b in zip(before[:3], after[:3], strict=True)) and before[3:] == after[3:]


VALUES_PANE = PaneSpec(
    *("values", "network values", ValuesPane),
    order=4,
    wide=PanePlace(2, "3fr"),
    narrow=PanePlace(1, "4fr", takes_turns=True),
    short=PanePlace(1, takes_turns=True),
)
