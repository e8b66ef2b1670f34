"""A network as styled text, and what lies at each of its cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite

import numpy as np

from nnstep.drawing.network.character_grid import CharacterGrid
from nnstep.drawing.network.diagram import EdgeKey, EdgeLook, Involvement, NodeFrame, NodeKey, NodeLook, draw_edges
from nnstep.drawing.network.edge_labels import draw_labels
from nnstep.drawing.network.network_arrangement import MOST_DRAWN, NetworkArrangement, NetworkOutline, arranged_network
from nnstep.drawing.network.network_headings import draw_headings
from nnstep.drawing.network.network_scene import EdgeBundle, NetworkScene, NeuronColumn
from nnstep.drawing.network.node_drawing import draw_node, fitted_number
from nnstep.drawing.network.pixel_image import PixelGrid, draw_image, pixel_grid
from nnstep.drawing.network.unit_blocks import BlockGrid, block_grid, draw_blocks
from nnstep.drawing.styled_text import StyledLine
from nnstep.expr.digits import Digits

_LABEL = 7
"""Cells of the number on an edge."""
FEW_EDGES = 6
"""Up to so many edges between two layers, all have their numbers on them where these cover no other edge."""
_EDGES_A_LINE = 2
"""Where there are more, only dots are left of edges that the chosen element does not read."""
LONGEST_NUMBER = 12
"""Cells that a number takes at the most; a longer one has fewer digits."""


@dataclass(frozen=True, eq=False)
class NetworkDrawing:
    """The lines, and what can be pointed at."""

    lines: list[StyledLine]
    arrangement: NetworkArrangement
    labels: Mapping[tuple[int, int], EdgeKey]
    """The cells of the numbers on edges."""
    blocks: Mapping[int, BlockGrid | PixelGrid]
    """By column that is drawn as blocks."""

    def at(self, x: int, y: int) -> NodeKey | EdgeKey | None:
        """Return the neuron (column and number) or the edge (from neuron to neuron) at a cell."""
        if (x, y) in self.labels:
            return self.labels[x, y]
        for column, blocks in self.blocks.items():
            unit = blocks.unit_at(x, y)
            if unit is not None:
                return column, unit
        return self.arrangement.diagram.at(x, y)


def number_widths(scene: NetworkScene) -> tuple[int, ...]:
    """Return how many cells the longest number in the neurons of each column takes."""
    return tuple(_number_width(column, scene.digits) for column in scene.columns)


def _number_width(column: NeuronColumn, digits: Digits) -> int:
    if column.count > MOST_DRAWN:
        return 1
    values = [] if column.values is None else column.values.tolist()
    below = [] if column.below is None else column.below.tolist()
    named = len(column.below_name) + 1
    inside = max((len(fitted_number(value, digits, LONGEST_NUMBER)) for value in values), default=1)
    return max(inside, *(named + len(fitted_number(value, digits, LONGEST_NUMBER - named)) for value in below), 1)


def draw_network(scene: NetworkScene, width: int, height: int, numbers: tuple[int, ...]) -> NetworkDrawing:
    """Return the drawing of a scene in `width` by `height` cells; numbers take `numbers` cells where there is room."""
    has_target = scene.columns[-1].is_target
    images = tuple(column.image for column in scene.columns)
    outline = NetworkOutline(scene.sizes, has_target, width, height, numbers, scene.focus, images)
    arrangement = arranged_network(outline)
    grid = CharacterGrid(max(0, width), max(0, height))
    labels = _draw_bundles(grid, arrangement, scene)
    blocks = {}
    for number in arrangement.spans:
        column = scene.columns[number]
        if number in arrangement.folded:
            blocks[number] = _draw_folded(grid, arrangement, column, number, scene.digits)
        else:
            _draw_column(grid, arrangement, column, number, scene.digits)
    draw_headings(grid, arrangement, scene)
    return NetworkDrawing(grid.lines, arrangement, labels, blocks)


def _draw_folded(
    grid: CharacterGrid, arrangement: NetworkArrangement, column: NeuronColumn, number: int, digits: Digits
) -> BlockGrid | PixelGrid:
    span, body = arrangement.spans[number], arrangement.body
    blocks: BlockGrid | PixelGrid
    text, style = f"{column.count}", _text_style(column, None)
    if column.image is not None and column.values is not None:
        blocks = pixel_grid(span, body, column.image)
        draw_image(grid, blocks, column.values, style)
        last = blocks.y + blocks.height
        full = "×".join(map(str, column.image))
    else:
        blocks = block_grid(span, body, column.count)
        draw_blocks(grid, blocks, column, style)
        last = blocks.y + blocks.rows
        full = text if blocks.group == 1 else f"{text}, {blocks.group} a block"
    if len(body) > 1:
        left, room = arrangement.caption(number)
        if column.chosen is not None and column.values is not None:
            named = f"[{column.chosen}] "
            full = named + fitted_number(float(column.values[column.chosen]), digits, room - len(named))
        grid.put_centred(left, last, room, full if len(full) <= room else text, "faint")
    return blocks


def _draw_column(
    grid: CharacterGrid, arrangement: NetworkArrangement, column: NeuronColumn, number: int, digits: Digits
) -> None:
    inner = max(1, arrangement.spans[number][1] - 2)
    values = [None] * column.count if column.values is None else column.values.tolist()
    beside = [None] * column.count if column.below is None else column.below.tolist()
    for unit, (value, other) in enumerate(zip(values, beside, strict=True)):
        box = arrangement.diagram.boxes[number, unit]
        below = ""
        if other is not None:
            room = inner - len(column.below_name) - 1
            below = f"{column.below_name} {fitted_number(other, digits, room)}"
        text, style = fitted_number(value, digits, inner), _text_style(column, unit)
        look = NodeLook(text, style, _frame(column, unit), below, _below_style(column, unit))
        draw_node(grid, box, look, _frame_style(column))
        if below and box.height == 1 and arrangement.diagram.room_below:
            grid.put_centred(box.x, box.y + 1, box.width, below, look.below_style)


def _frame(column: NeuronColumn, unit: int) -> NodeFrame:
    if unit == column.chosen:
        return "double"
    return "square" if unit in column.feeds else "heavy" if column.use == "written" else "light"


def _frame_style(column: NeuronColumn) -> str:
    if column.use == "written":
        return "changed"
    if column.flow == "backward":
        return "backward"
    return "plain" if column.use == "read" else "faint"


def _below_style(column: NeuronColumn, unit: int) -> str:
    if unit == column.below_chosen:
        return "cursor"
    if unit in column.below_feeds:
        return "feeds"
    return {"written": "changed", "read": "plain", "none": "faint"}[column.below_use]


def _text_style(column: NeuronColumn, unit: int | None) -> str:
    if column.values is None:
        return "faint"
    if unit is not None and unit == column.chosen:
        return "cursor"
    if unit is not None and unit in column.feeds:
        return "feeds"
    if column.use == "written":
        return "changed"
    return "backward" if column.flow == "backward" else "plain"


def _draw_bundles(
    grid: CharacterGrid, arrangement: NetworkArrangement, scene: NetworkScene
) -> dict[tuple[int, int], EdgeKey]:
    looks: dict[EdgeKey, EdgeLook] = {}
    paths = arrangement.diagram.paths
    for number, bundle in enumerate(scene.bundles):
        if ((number, 0), (number + 1, 0)) in paths:
            looks.update(_edge_looks(bundle, number, scene, len(arrangement.body)))
    draw_edges(grid, arrangement.diagram, looks)
    return draw_labels(grid, arrangement.diagram, looks)


def _edge_looks(bundle: EdgeBundle, number: int, scene: NetworkScene, lines: int) -> dict[EdgeKey, EdgeLook]:
    outs, ins = scene.columns[number + 1].count, scene.columns[number].count
    weights = [[None] * ins] * outs if bundle.weights is None else bundle.weights.tolist()
    largest = 0.0
    if bundle.weights is not None:
        finite = np.abs(bundle.weights[np.isfinite(bundle.weights)])
        largest = float(finite.max()) if finite.size else 0.0
    looks = {}
    crowded, few = outs * ins > _EDGES_A_LINE * lines, outs * ins <= FEW_EDGES
    for j in range(outs):
        for i in range(ins):
            value = weights[j][i]
            involvement = edge_involvement(bundle, (j, i))
            shown = few or involvement in ("lit", "chosen")
            label = fitted_number(value, scene.digits, _LABEL) if shown and value is not None else ""
            negative = value is not None and value < 0
            beside = involvement == "none" or (involvement == "read" and bool(bundle.feeds))
            weight = 0 if crowded and beside else _weight(value, largest)
            looks[(number, i), (number + 1, j)] = EdgeLook(weight, negative, involvement, label)
    return looks


def edge_involvement(bundle: EdgeBundle, edge: tuple[int, int]) -> Involvement:
    """Return how much the present operation has to do with an edge, by neuron and input."""
    if edge == bundle.chosen:
        return "chosen"
    if edge in bundle.feeds or bundle.use == "written":
        return "lit"
    return "read" if bundle.use == "read" else "none"


def _weight(value: float | None, largest: float) -> int:
    """Return how thick an edge is, by its share of the largest weight: dotted up to a third, thick from two thirds."""
    if value is None or not isfinite(value) or not largest:
        return 0
    return min(2, int(3 * (abs(value) / largest)))
