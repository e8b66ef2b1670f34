"""A scrolling widget of matrices, side by side or one below the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from textual import events

from nnstep.drawing.array_line import ArrayLine
from nnstep.drawing.matrix_block import STALE, UNRECORDED, Block, Form, form_of
from nnstep.expr.array import Array
from nnstep.expr.digits import Digits
from nnstep.tui.view import View
from nnstep.tui.widgets.scroll_lines import ScrollLines

GAP = 2


class Placed(NamedTuple):
    """A block and the cells that it takes, from its upper left corner to before its lower right one."""

    x: int
    y: int
    right: int
    bottom: int
    block: Block | ArrayLine


def flowed(blocks: Sequence[Block | ArrayLine], width: int) -> list[Placed]:
    """Return the blocks placed from left to right, in rows of at most `width` cells; for 0 from top to bottom."""
    placed: list[Placed] = []
    x = y = bottom = 0
    for block in blocks:
        if x and x + block.width > width:
            x, y = 0, bottom
        placed.append(Placed(x, y, x + block.width, y + block.height, block))
        x, bottom = placed[-1].right + GAP, max(bottom, placed[-1].bottom)
    return placed


class Canvas(ScrollLines):
    """Placed blocks, of which only what is visible is formatted."""

    _placed: Sequence[Placed] = ()

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._forms: dict[str, tuple[Array | None, Digits, Form]] = {}
        """The form of the array that each quantity had last; arrays never change once they are made."""

    def form(self, name: str, values: Array | None, digits: Digits) -> Form:
        """Return the form of `values`, those of the quantity `name`; what has not changed is not measured again."""
        known = self._forms.get(name)
        if known is None or known[0] is not values or known[1] != digits:
            known = self._forms[name] = values, digits, form_of(values, digits)
        return known[2]

    def block(self, view: View, id: str, title: str, values: Array | None, **looks: Any) -> Block:
        """Return the block of a quantity with these values, and with other fields of `Block`."""
        note = STALE if id in view.frame.stale else UNRECORDED if view.frame.lacks(id) else ""
        return Block(title, view.frame.shapes[id], values, self.form(id, values, view.digits), note=note, **looks)

    def set_blocks(self, placed: Sequence[Placed]) -> None:
        """Show these blocks."""
        before, self._placed = set(self._placed), placed
        moved = before.symmetric_difference(placed)
        self.show_content(
            max((p.right for p in placed), default=0),
            max((p.bottom for p in placed), default=0),
            [y for p in moved for y in range(p.y, p.bottom)],
        )

    def line(self, y: int, begin: int, end: int) -> list[tuple[str, str]]:
        """Return what stands in line `y` of the canvas between two columns."""
        pieces: list[tuple[str, str]] = []
        at = begin
        for x, top, right, bottom, block in self._placed:
            if top <= y < bottom and at < right and x < end:
                left, stop = max(at, x), min(end, right)
                pieces.append((" " * (left - at), "plain"))
                pieces += block.line(y - top, left - x, stop - x)
                at = stop
        return pieces

    def reveal(self, block: Block, index: tuple[int, ...]) -> None:
        """Scroll as little as is needed to bring an element of `block` into the window."""
        (left, top), window = self.scroll_offset, self.window
        for placed in self._placed:
            if placed.block is block:
                x, y = placed.x + block.left_of(index), placed.y + 1 + (index[0] if index else 0)
                new_left = min(x, max(left, x + block.form.width - window.width + 1))
                new_top = min(y, max(top, y - window.height + 1))
                if (new_left, new_top) != (left, top):
                    self.scroll_to(new_left if new_left > 1 else 0, new_top if new_top > 1 else 0, animate=False)

    def bring_up(self, block: Block | ArrayLine) -> None:
        """Scroll `block` to the top, unless the window shows it already; so that the window seldom moves."""
        top, height = self.scroll_offset.y, self.window.height
        for placed in self._placed:
            if placed.block is block and not top <= placed.y <= top + height - min(block.height, height):
                self.scroll_to(y=placed.y, animate=False)

    def pointed(self, event: events.Click) -> tuple[Block, tuple[int, ...]] | None:
        """Return the block and the element that a click fell on."""
        offset = event.get_content_offset(self)
        if offset is None:
            return None
        x, y = offset + self.scroll_offset
        for placed in self._placed:
            index = placed.block.cell_at(x - placed.x, y - placed.y)
            if index is not None and isinstance(placed.block, Block):
                return placed.block, index
        return None
