"""A panel with a computational graph: numbers by levels, local derivatives on the lines between them."""

from __future__ import annotations

from nnstep.drawing.network.graph_levels import Levels, levels_of
from nnstep.drawing.network.graph_scene import GraphNode, GraphScene
from nnstep.drawing.network.node_drawing import fitted_number
from nnstep.drawing.svg.diagrams.label_places import label_shares
from nnstep.drawing.svg.diagrams.node_shapes import (
    DrawnEdge,
    DrawnNode,
    NodeState,
    edge_markup,
    label_markup,
    node_markup,
)
from nnstep.drawing.svg.markup import FAINT_INK, label
from nnstep.drawing.svg.scale import Area
from nnstep.expr.digits import Digits

_KEY = 24.0
_NUMBER = 9


def draw_graph_panel(scene: GraphScene, room: Area) -> str:
    """Return the graph as markup that fills `room`."""
    levels = levels_of(len(scene.nodes), tuple((edge.source, edge.target) for edge in scene.edges))
    inner = Area(room.left, room.top + 14, room.right, room.bottom - _KEY - 14)
    width = min(100.0, inner.width / (1.8 * len(levels.columns)))
    places = _places(levels, inner, width)
    pitch = inner.height / max(map(len, levels.columns))
    height = min(34.0, pitch * 0.4)
    edges = []
    for edge in scene.edges:
        slots = [places[slot] for slot in levels.routes[edge.source, edge.target]]
        middle = [(x + side * width / 2, y) for x, y in slots[1:-1] for side in (-1, 1)]
        points = ((slots[0][0] + width / 2, slots[0][1]), *middle, (slots[-1][0] - width / 2, slots[-1][1]))
        text = "" if edge.derivative is None else fitted_number(edge.derivative, scene.digits, _NUMBER)
        negative = edge.derivative is not None and edge.derivative < 0
        edges.append(DrawnEdge(points, 0.3, negative, edge.involvement, text, scene.flow == "backward"))
    nodes = [_node(node, places[n], width, height, scene.digits) for n, node in enumerate(scene.nodes)]
    key = "on a line: the derivative of its right end by its left end; ∂: the derivative of the result"
    return "\n".join(
        [
            *map(edge_markup, edges),
            *map(label_markup, edges, label_shares(edges, edges)),
            *map(node_markup, nodes),
            label(key, room.left, room.bottom - 4, size=11, fill=FAINT_INK, room=room.width),
        ]
    )


def _places(levels: Levels, inner: Area, width: float) -> dict[int, tuple[float, float]]:
    last = max(1, len(levels.columns) - 1)
    places = {}
    for number, column in enumerate(levels.columns):
        x = inner.left + width / 2 + (inner.width - width) * number / last
        for at, slot in enumerate(column):
            places[slot] = x, inner.top + inner.height * (at + 0.5) / len(column)
    return places


def _node(node: GraphNode, place: tuple[float, float], width: float, height: float, digits: Digits) -> DrawnNode:
    uses = {node.use, node.derivative_use}
    state: NodeState = "written" if "written" in uses else "read" if "read" in uses else "plain"
    below = "" if node.derivative is None else f"∂ {fitted_number(node.derivative, digits, _NUMBER)}"
    text = fitted_number(node.value, digits, _NUMBER)
    return DrawnNode(*place, width, height, text, state, above=node.name, below=below)
