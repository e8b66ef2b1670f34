"""A node as text: a value in round brackets on one line, or in a box of three."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from math import isfinite

from nnstep.drawing.network.character_grid import CharacterGrid
from nnstep.drawing.network.diagram import NodeBox, NodeLook
from nnstep.drawing.value_signs import MISSING
from nnstep.expr.digits import MINUS, Digits

_BOXES = {"light": "╭─╮│╰╯", "square": "┌─┐│└┘", "heavy": "┏━┓┃┗┛", "double": "╔═╗║╚╝"}
_BRACKETS = {"light": "()", "square": "[]", "heavy": "┃┃", "double": "║║"}
TOO_LONG = "…"
"""Stands for a number that has no room: a part of it would be another number."""


@lru_cache(maxsize=4096)
def fitted_number(value: float | None, digits: Digits, width: int) -> str:
    """Return a number with as many of its digits as fit into `width` cells, a dot for a missing one."""
    if value is None:
        return MISSING
    for significant in range(digits.significant, 0, -1):
        fewer = digits if significant == digits.significant else replace(digits, significant=significant)
        text = fewer.number(value).replace("-", MINUS)
        text = text.replace(f"e{MINUS}0", f"e{MINUS}").replace("e+0", "e").replace("e+", "e").replace(".e", "e")
        if len(text) <= width:
            return text
        if not isfinite(value):
            break
    return TOO_LONG


def draw_node(grid: CharacterGrid, box: NodeBox, look: NodeLook, style: str) -> None:
    """Draw a node; its frame is in `style`."""
    inner = box.width - 2
    if box.height >= 3:
        corner, line, right_corner, side, low, right_low = list(_BOXES[look.frame])
        grid.put(box.x, box.y, corner + line * inner + right_corner, style)
        grid.put(box.x, box.middle, side + " " * inner + side, style)
        grid.put(box.x, box.y + 2, low + line * inner + right_low, style)
        if look.below and len(look.below) <= inner:
            grid.put_centred(box.x + 1, box.y + 2, inner, look.below, look.below_style)
    elif inner >= 1:
        left, right = list(_BRACKETS[look.frame])
        grid.put(box.x, box.y, left + " " * inner + right, style)
    else:
        grid.put_centred(box.x, box.y, box.width, look.text, look.style)
        return
    grid.put_centred(box.x + 1, box.middle, inner, look.text, look.style)
