"""A graph as styled text: numbers in columns, lines from each to what is computed from it, and derivatives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from nnstep.drawing.braille import DOTS_ACROSS, DOTS_DOWN
from nnstep.drawing.network.character_grid import CharacterGrid
from nnstep.drawing.network.diagram import (
    Diagram,
    EdgeKey,
    EdgeLook,
    GridPlace,
    NodeBox,
    NodeFrame,
    NodeKey,
    NodeLook,
    draw_edges,
)
from nnstep.drawing.network.edge_labels import draw_labels
from nnstep.drawing.network.edge_path import Dot, path_through
from nnstep.drawing.network.graph_levels import Levels, Link, levels_of
from nnstep.drawing.network.graph_scene import GraphEdge, GraphNode, GraphScene
from nnstep.drawing.network.node_drawing import draw_node, fitted_number
from nnstep.drawing.styled_text import StyledLine, width_of
from nnstep.expr.digits import Digits

_LEAST_GAP, _MOST_GAP = 5, 22
"""Cells between two columns."""
_MOST_PITCH = 5
"""Lines from a node to the next one."""
_NUMBERS = (9, 7, 6, 5, 4, 3)
"""Cells of a number, from the most to the least."""
_LABEL = 6
_WIDE_NODE = 16
"""Cells of a node that more room would not make better."""


@dataclass(frozen=True, slots=True)
class GraphOutline:
    """What an arrangement depends on."""

    names: tuple[str, ...]
    links: tuple[Link, ...]
    width: int
    height: int
    focus: int


@dataclass(frozen=True, eq=False)
class GraphArrangement:
    """Where everything stands; the key of node `n` is ``(0, n)``."""

    diagram: Diagram
    heading: bool
    hidden: int
    """Nodes that have no room."""


@dataclass(frozen=True, eq=False)
class GraphDrawing:
    """The lines, and what can be pointed at."""

    lines: list[StyledLine]
    arrangement: GraphArrangement
    labels: Mapping[GridPlace, EdgeKey]

    def at(self, x: int, y: int) -> NodeKey | EdgeKey | None:
        """Return the node or the edge at a cell; node `n` is ``(0, n)``."""
        return self.labels.get((x, y)) or self.arrangement.diagram.at(x, y)


def most_size(count: int, links: tuple[Link, ...]) -> tuple[int, int]:
    """Return the columns and the lines that a graph of `count` nodes can fill."""
    levels = levels_of(count, links).columns
    return len(levels) * (_WIDE_NODE + _MOST_GAP) - _MOST_GAP, 1 + _MOST_PITCH * max(map(len, levels), default=0)


@lru_cache(maxsize=32)
def arranged_graph(outline: GraphOutline) -> GraphArrangement:
    """Return where everything stands; only what changes the outline costs a new arrangement."""
    levels = levels_of(len(outline.names), outline.links)
    heading = outline.height >= 4
    body = range(int(heading), max(0, outline.height))
    shown, spans = _spans(outline, levels)
    places = {slot: place for column in shown for slot, place in _column(levels.columns[column], body, levels).items()}
    height = 3 if all(3 * len(levels.columns[column]) <= len(body) for column in shown) else 1
    column_of = {slot: column for column in shown for slot in levels.columns[column]}
    boxes: dict[NodeKey, NodeBox] = {}
    for slot, y in places.items():
        x, width = spans[column_of[slot]]
        boxes[0, slot] = NodeBox(x, y - height // 2, width, height)
    paths = {}
    for (source, target), route in levels.routes.items():
        if all(slot in places for slot in route):
            corners = list(_corners([boxes[0, slot] for slot in route]))
            paths[(0, source), (0, target)] = path_through(corners)
    count = len(outline.names)
    own = {key: box for key, box in boxes.items() if key[1] < count}
    return GraphArrangement(Diagram(outline.width, outline.height, own, paths), heading, count - len(own))


def _spans(outline: GraphOutline, levels: Levels) -> tuple[range, dict[int, tuple[int, int]]]:
    """Return the columns that are shown, and the first cell and the width of each."""
    names = outline.names
    every = len(levels.columns)
    focus = next((n for n, column in enumerate(levels.columns) if outline.focus in column), 0)
    for count in range(every, 0, -1):
        first = max(0, min(focus - count // 2, every - count))
        shown = range(first, first + count)
        for number in _NUMBERS:
            widths = [
                max((len(names[slot]) for slot in levels.columns[c] if slot < len(names)), default=0) + number + 3
                for c in shown
            ]
            rest = outline.width - sum(widths)
            if rest >= _LEAST_GAP * (count - 1):
                gap = min(_MOST_GAP, rest // (count - 1)) if count > 1 else 0
                x, spans = (rest - gap * (count - 1)) // 2, {}
                for column, width in zip(shown, widths, strict=True):
                    spans[column] = x, width
                    x += width + gap
                return shown, spans
    return range(focus, focus + 1), {focus: (0, max(0, outline.width))}


def _column(slots: Sequence[int], body: range, levels: Levels) -> dict[int, int]:
    """Return the middle line of each slot that has room."""
    most = max(len(column) for column in levels.columns)
    height = 3 if 3 * most <= len(body) else 1
    common = max(1, min(_MOST_PITCH, len(body) // max(1, most)))
    pitch = max(common, min(_MOST_PITCH, (len(body) - height) // max(1, len(slots) - 1)))
    taken = pitch * (len(slots) - 1) + height
    top = body.start + max(0, (len(body) - taken) // 2) + height // 2
    return {slot: top + pitch * at for at, slot in enumerate(slots) if top + pitch * at < body.stop}


def _corners(boxes: Sequence[NodeBox]) -> Iterator[Dot]:
    """Yield the corners of a line from the first box to the last, straight through those between."""
    last = len(boxes) - 1
    for number, box in enumerate(boxes):
        y = DOTS_DOWN * box.middle + 1
        if number > 0:
            yield DOTS_ACROSS * box.x - 1, y
        if number < last:
            yield DOTS_ACROSS * (box.x + box.width), y


def draw_graph(scene: GraphScene, width: int, height: int) -> GraphDrawing:
    """Return the drawing of a scene in `width` by `height` cells."""
    links = tuple((edge.source, edge.target) for edge in scene.edges)
    names = tuple(node.name for node in scene.nodes)
    arrangement = arranged_graph(GraphOutline(names, links, width, height, scene.focus))
    diagram = arrangement.diagram
    grid = CharacterGrid(max(0, width), max(0, height))
    looks = {
        ((0, edge.source), (0, edge.target)): _edge_look(edge, scene.digits)
        for edge in scene.edges
        if ((0, edge.source), (0, edge.target)) in diagram.paths
    }
    draw_edges(grid, diagram, looks)
    labels = draw_labels(grid, diagram, looks)
    for (_, number), box in diagram.boxes.items():
        _draw_node(grid, box, scene.nodes[number], scene.digits)
    if arrangement.heading:
        more = f"   {arrangement.hidden} more" if arrangement.hidden else ""
        texts = [f"{text}{more}" for text in scene.headings]
        fitting = (text for text in texts if width_of([(text, "")]) <= width)
        grid.put(0, 0, next(fitting, ""), "backward" if scene.flow == "backward" else "heading")
    return GraphDrawing(grid.lines, arrangement, labels)


def _edge_look(edge: GraphEdge, digits: Digits) -> EdgeLook:
    label = "" if edge.derivative is None else fitted_number(edge.derivative, digits, _LABEL)
    negative = edge.derivative is not None and edge.derivative < 0
    return EdgeLook(1, negative, edge.involvement, label)


def _draw_node(grid: CharacterGrid, box: NodeBox, node: GraphNode, digits: Digits) -> None:
    written = "written" in (node.use, node.derivative_use)
    frame: NodeFrame = "heavy" if written else "square" if "read" in (node.use, node.derivative_use) else "light"
    style = "changed" if written else "plain" if frame == "square" else "faint"
    text_style = "changed" if node.use == "written" else "feeds" if node.use == "read" else "plain"
    inner = box.width - 2
    if box.height < 3:
        named = f"{node.name} {fitted_number(node.value, digits, inner - len(node.name) - 1)}"
        short = named if len(named) <= inner else node.name
        draw_node(grid, box, NodeLook(short, text_style, frame), style)
        return
    below = ""
    if node.derivative is not None or node.derivative_use == "written":
        below = f"∂ {fitted_number(node.derivative, digits, inner - 2)}"
    draw_node(grid, box, NodeLook(fitted_number(node.value, digits, inner), text_style, frame), style)
    if len(node.name) <= inner:
        grid.put_centred(box.x + 1, box.y, inner, node.name, "heading")
    back = {"written": "changed", "read": "feeds", "none": "backward"}[node.derivative_use]
    if below and len(below) <= inner:
        grid.put_centred(box.x + 1, box.y + 2, inner, below, back)
