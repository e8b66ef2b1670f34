"""The network values pane: every quantity with its present value, or dots if it is not computed yet."""

from __future__ import annotations

from nnstep.drawing.matrix_block import Block
from nnstep.tui.panes.pane import Pane, PaneSpec
from nnstep.tui.view import View
from nnstep.tui.widgets.canvas import Canvas, flowed


class ValuesPane(Canvas, Pane):
    """All quantities, one below the other.

    The one written last is marked and, unless the pane has the focus, scrolled into the window.
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._blocks: dict[str, tuple[tuple[object, ...], Block]] = {}

    def paint(self, view: View) -> None:
        """Show `view`."""
        op = view.frame.op
        written = op.target if op is not None else None
        blocks = {id: self._block(view, id, written=id == written) for id in view.frame.program.quantities}
        self.set_blocks(flowed(list(blocks.values()), 0))
        if written is not None and not self.has_focus:
            self.bring_up(blocks[written])

    def _block(self, view: View, id: str, *, written: bool) -> Block:
        """Return the block of one quantity: the previous one, if nothing about it has changed."""
        values = view.frame.values.get(id)
        stale = id in view.frame.stale
        key = (view.frame.shapes, values, written, view.digits, view.writing, stale, view.frame.lacks(id))
        known = self._blocks.get(id)
        if known is not None and all(a is b for a, b in zip(known[0], key, strict=True)):
            return known[1]
        symbol = view.writing.symbols(id)
        title = symbol if symbol == id else f"{symbol}  ({id})"
        style = "faint" if stale else "changed" if written else "plain"
        block = self.block(view, id, title, values, style=style)
        self._blocks[id] = key, block
        return block


VALUES_PANE = PaneSpec("values", "network values", "f6", ValuesPane, area="state", order=4)
