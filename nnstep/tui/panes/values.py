"""The network values pane: every quantity with its present value, or dots if it is not computed yet."""

from __future__ import annotations

import numpy as np

from nnstep.drawing.array_line import ELLIPSIS, ArrayLine, in_a_line, is_line
from nnstep.drawing.matrix_block import MISSING, Block
from nnstep.expr.array import Array, Shape
from nnstep.harmless_text import cells
from nnstep.tui.panes.pane import Pane, PaneSpec
from nnstep.tui.view import View
from nnstep.tui.widgets.canvas import Canvas, flowed
from nnstep.tui.widgets.scroll_lines import BAR

_LONGEST = 8
"""Elements of a vector that the pane would be wide enough to show in one line."""
_USUAL = 5
"""Cells that a number takes, with the space after it, in a vector that is shown in one line."""


class ValuesPane(Canvas, Pane):
    """All quantities, one below the other.

    The one written last is marked and, unless the pane has the focus, scrolled into the window.
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._indented: tuple[object, object, int] = None, None, 0
        """The indent, and what it is the one of."""
        self._blocks: dict[str, tuple[tuple[object, ...], Block | ArrayLine]] = {}

    def paint(self, view: View) -> None:
        """Show `view`."""
        op = view.frame.op
        written = op.target if op is not None else None
        indent, width = self._indent(view), self.window.width
        blocks = {
            id: self._block(view, id, indent, width, written=id == written) for id in view.frame.program.quantities
        }
        self.set_blocks(flowed(list(blocks.values()), 0))
        if written is not None and not self.has_focus:
            self.bring_up(blocks[written])

    def wanted_columns(self, view: View) -> int:
        """Return the width of the longest vector in one line, as its numbers usually are."""
        shapes = view.frame.shapes
        sizes = [int(np.prod(shapes[id])) for id in view.frame.program.quantities if is_line(shapes[id])]
        return self._indent(view) + _USUAL * max((size for size in sizes if size <= _LONGEST), default=1) + BAR

    def wanted_lines(self, view: View, columns: int) -> int:
        """Return the lines of all quantities, vectors in one where they are short."""
        room = columns - BAR - self._indent(view)
        shapes = [view.frame.shapes[id] for id in view.frame.program.quantities]
        return sum(1 if _fits(shape, room) else (*shape, 1)[0] + 1 for shape in shapes)

    def _block(self, view: View, id: str, indent: int, width: int, *, written: bool) -> Block | ArrayLine:
        """Return the block of one quantity: the previous one, if nothing about it has changed."""
        values = view.frame.values.get(id)
        stale = id in view.frame.stale
        lacks = view.frame.lacks(id)
        key = (view.frame.shapes, values, written, view.digits, view.writing, stale, lacks, indent, width)
        known = self._blocks.get(id)
        if known is not None and all(a is b for a, b in zip(known[0], key, strict=True)):
            return known[1]
        style = "faint" if stale or values is None else "changed" if written else "plain"
        block = None if stale or lacks else self._line(view, id, values, style, indent, width - indent)
        self._blocks[id] = key, block or self.block(view, id, _title(view, id), values, style=style)
        return self._blocks[id][1]

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
        return None if text.endswith(ELLIPSIS) else ArrayLine(_title(view, id), text, style, indent)


def _title(view: View, id: str) -> str:
    symbol = view.writing.symbols(id)
    return symbol if symbol == id else f"{symbol} ({id})"


def _fits(shape: Shape, room: int) -> bool:
    """Return whether there is room for an array in one line, whatever its values are."""
    return is_line(shape) and _USUAL * int(np.prod(shape)) <= room


VALUES_PANE = PaneSpec("values", "network values", "f6", ValuesPane, area="state", order=4)
