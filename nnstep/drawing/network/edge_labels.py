"""The numbers on edges: each on its own line, where it covers no other number."""

from __future__ import annotations

from collections.abc import Mapping

from nnstep.drawing.network.character_grid import CharacterGrid
from nnstep.drawing.network.diagram import Diagram, EdgeKey, EdgeLook

_MOST = 24
"""More numbers would cover the edges."""


def draw_labels(
    grid: CharacterGrid, diagram: Diagram, looks: Mapping[EdgeKey, EdgeLook]
) -> dict[tuple[int, int], EdgeKey]:
    """Write the labels that have room, the chosen edge's first; return the cells of each."""
    labelled = [(key, look) for key, look in looks.items() if look.label]
    labelled.sort(key=lambda item: item[1].involvement != "chosen")
    covered: dict[tuple[int, int], EdgeKey] = {}
    if len(labelled) > _MOST:
        labelled = labelled[:1] if labelled[0][1].involvement == "chosen" else []
    for key, look in labelled:
        place = _place(diagram, key, len(look.label), covered)
        if place is None:
            continue
        x, y = place
        grid.put(x, y, look.label, "cursor" if look.involvement == "chosen" else look.style)
        covered.update({(x + at, y): key for at in range(len(look.label))})
    return covered


def _place(
    diagram: Diagram, key: EdgeKey, size: int, covered: Mapping[tuple[int, int], EdgeKey]
) -> tuple[int, int] | None:
    """Return where a label begins: over its line, nearest to the middle, one cell away from other labels."""
    cells = diagram.paths[key].cells
    left, right = cells[0][0], cells[-1][0]
    middle = len(cells) // 2
    for at in sorted(range(len(cells)), key=lambda n: abs(n - middle)):
        x, y = cells[at][0] - size // 2, cells[at][1]
        if x <= left or x + size - 1 >= right:
            continue
        if not any((x + step, y) in covered for step in range(-1, size + 1)):
            return x, y
    return None
