"""The numbers on edges: each on its own line, where it covers no other number and as few other lines as possible."""

from __future__ import annotations

from collections.abc import Mapping

from nnstep.drawing.network.character_grid import CharacterGrid
from nnstep.drawing.network.diagram import Diagram, EdgeKey, EdgeLook, GridPlace
from nnstep.expr.digits import MINUS

_MOST = 24
"""More numbers would cover the edges."""


def draw_labels(grid: CharacterGrid, diagram: Diagram, looks: Mapping[EdgeKey, EdgeLook]) -> dict[GridPlace, EdgeKey]:
    """Write the labels that have room, the chosen edge's first, and else the signs; return the cells of the labels."""
    order = ("chosen", "lit", "read", "none")
    labelled = sorted(
        ((key, look) for key, look in looks.items() if look.label), key=lambda item: order.index(item[1].involvement)
    )
    covered: dict[GridPlace, EdgeKey] = {}
    signs = {handle: key for key, handle in diagram.handles.items() if key in looks and looks[key].negative}
    for key, look in labelled[: _MOST if len(labelled) <= _MOST else 1]:
        place = _place(diagram, key, look, {**signs, **covered})
        if place is None:
            continue
        x, y = place
        grid.put(x, y, look.label, "cursor" if look.involvement == "chosen" else look.style)
        covered.update({(x + at, y): key for at in range(len(look.label))})
    written = set(covered.values())
    for handle, key in signs.items():
        if key not in written:
            grid.put(*handle, MINUS, looks[key].style)
    return covered


def _place(diagram: Diagram, key: EdgeKey, look: EdgeLook, taken: Mapping[GridPlace, EdgeKey]) -> GridPlace | None:
    """Return where a label begins: one cell away from other labels and signs; only a lit edge's covers other lines."""
    may_cover = look.involvement in ("lit", "chosen")
    size = len(look.label)
    for (x, y), others in diagram.label_places(key, size):
        if others and not may_cover:
            continue
        if all(taken.get((x + step, y), key) == key for step in range(-1, size + 1)):
            return x, y
    return None
