"""What stands above a network: what is being done, and the symbols of what the columns and the edges show."""

from __future__ import annotations

from nnstep.drawing.network.character_grid import CharacterGrid
from nnstep.drawing.network.network_arrangement import NetworkArrangement
from nnstep.drawing.network.network_scene import NetworkScene
from nnstep.drawing.styled_text import width_of

_BESIDE = 2
"""Cells between the title of edges and the columns that they join."""
_EDGE_STYLES = {"written": "changed", "read": "plain", "none": "faint"}


def draw_headings(grid: CharacterGrid, arrangement: NetworkArrangement, scene: NetworkScene) -> None:
    """Write the headings as far as there is room; none is cut."""
    if arrangement.heading is not None:
        fitting = (text for text in scene.headings if width_of([(text, "")]) <= grid.width)
        style = "backward" if scene.flow == "backward" else "heading"
        grid.put(0, arrangement.heading, next(fitting, ""), style)
    if arrangement.titles is None:
        return
    spans, line = arrangement.spans, arrangement.titles
    if spans and 0 not in spans:
        grid.put(0, line, "‹", "faint")
    if arrangement.outline.layers - 1 not in spans:
        grid.put(grid.width - 1, line, "›", "faint")
    for number in spans:
        column, (x, width) = scene.columns[number], arrangement.caption(number)
        grid.put_centred(x, line, width, column.title, "changed" if column.use == "written" else "heading")
    for number, bundle in enumerate(scene.bundles):
        if number in spans and number + 1 in spans:
            left, right = sum(spans[number]) + _BESIDE, spans[number + 1][0] - _BESIDE
            arrows = f"◀ {bundle.title}" if scene.flow == "backward" else f"{bundle.title} ▶"
            text = bundle.title if bundle.use == "none" else arrows
            grid.put_centred(left, line, right - left, text, _EDGE_STYLES[bundle.use])
