"""A panel with a network: neurons with their values, edges by size and sign, large layers as images."""

from __future__ import annotations

from math import isfinite, isqrt

import numpy as np

from nnstep.drawing.network.network_arrangement import MOST_DRAWN
from nnstep.drawing.network.network_drawing import FEW_EDGES, edge_involvement
from nnstep.drawing.network.network_scene import EdgeBundle, NetworkScene, NeuronColumn
from nnstep.drawing.network.node_drawing import fitted_number
from nnstep.drawing.svg.colour_bar import extent_of
from nnstep.drawing.svg.diagrams.label_places import label_shares
from nnstep.drawing.svg.diagrams.node_shapes import (
    TEXT,
    DrawnEdge,
    DrawnNode,
    NodeState,
    edge_markup,
    label_markup,
    node_markup,
)
from nnstep.drawing.svg.markup import FAINT_INK, INK, label, text_width
from nnstep.drawing.svg.palette import levels
from nnstep.drawing.svg.pixels.raster import raster
from nnstep.drawing.svg.scale import Area, outline
from nnstep.expr.digits import Digits

_TITLES, _KEY = 26.0, 24.0
"""Heights of the columns' titles, and of the key below."""
_NUMBER = 9
"""Characters of a number in a neuron."""
_TARGET_STEP = 0.5
"""Distance of the target from the outputs, in distances of two layers."""
_BELOW = 16.0
"""Height of the numbers below a neuron."""
_MOST_LABELS = 24


def draw_network_panel(scene: NetworkScene, room: Area) -> str:
    """Return the network as markup that fills `room`."""
    count = len(scene.columns)
    inner = Area(room.left, room.top + _TITLES, room.right, room.bottom - _KEY)
    width = min(96.0, inner.width / (2 * count))
    layers = count - scene.columns[-1].is_target
    steps = [*range(layers), *([layers - 1 + _TARGET_STEP] if layers < count else [])]
    middles = [inner.left + width / 2 + (inner.width - width) * step / max(1, steps[-1]) for step in steps]
    nodes = {n: _nodes(column, middles[n], width, inner, scene.digits) for n, column in enumerate(scene.columns)}
    edges = [edge for n, bundle in enumerate(scene.bundles) for edge in _edges(bundle, nodes[n], nodes[n + 1], scene)]
    order = ("none", "read", "lit", "chosen")
    edges.sort(key=lambda edge: (order.index(edge.involvement), edge.share))
    labelled = [edge for edge in edges if edge.text]
    parts = [edge_markup(edge) for edge in edges]
    if len(labelled) <= _MOST_LABELS:
        parts += map(label_markup, labelled, label_shares(edges, labelled))
    for n, column in enumerate(scene.columns):
        parts.append(_title(column.title, middles[n], room, written=column.use == "written"))
        parts += [node_markup(node) for node in nodes[n]] or [_blocks(column, middles[n], width, inner)]
    for n, bundle in enumerate(scene.bundles):
        arrows = f"◀ {bundle.title}" if scene.flow == "backward" else f"{bundle.title} ▶"
        text = bundle.title if bundle.use == "none" else arrows
        parts.append(_title(text, (middles[n] + middles[n + 1]) / 2, room, written=bundle.use == "written"))
    key = "width: size within the layer; blue: positive; orange and dashed: negative; grey: not read now"
    parts.append(label(key, room.left, room.bottom - 4, size=11, fill=FAINT_INK, room=room.width))
    return "\n".join(parts)


def _title(text: str, x: float, room: Area, *, written: bool) -> str:
    weight = "bold" if written else "normal"
    return label(text, x, room.top + 14, size=TEXT, anchor="middle", fill=INK, weight=weight)


def _nodes(column: NeuronColumn, x: float, width: float, inner: Area, digits: Digits) -> list[DrawnNode]:
    """Return the neurons of a column; none where they are too many."""
    if column.count > MOST_DRAWN:
        return []
    pitch = min(130.0, inner.height / column.count)
    height = min(34.0, pitch * 0.62)
    top = (inner.top + inner.bottom - pitch * (column.count - 1)) / 2
    values = [None] * column.count if column.values is None else column.values.tolist()
    below = [None] * column.count if column.below is None else column.below.tolist()
    room = max(3, min(_NUMBER, int(width / text_width("0", TEXT)) - 1))
    return [
        DrawnNode(
            x,
            top + pitch * unit,
            width,
            height,
            fitted_number(value, digits, room),
            _state(column, unit),
            column.flow == "backward",
            below=""
            if under is None or pitch < height + _BELOW
            else f"{column.below_name} {fitted_number(under, digits, _NUMBER)}",
        )
        for unit, (value, under) in enumerate(zip(values, below, strict=True))
    ]


def _below(column: NeuronColumn, value: float | None, digits: Digits) -> str:
    return "" if value is None else f"{column.below_name} {fitted_number(value, digits, _NUMBER)}"


def _state(column: NeuronColumn, unit: int) -> NodeState:
    if unit == column.chosen:
        return "chosen"
    return "read" if unit in column.feeds else "written" if column.use == "written" else "plain"


def _edges(bundle: EdgeBundle, left: list[DrawnNode], right: list[DrawnNode], scene: NetworkScene) -> list[DrawnEdge]:
    if not left or not right:
        return []
    weights = np.full((len(right), len(left)), np.nan) if bundle.weights is None else bundle.weights
    finite = np.abs(weights[np.isfinite(weights)])
    largest = float(finite.max()) if finite.size else 0.0
    found = []
    for j, target in enumerate(right):
        for i, source in enumerate(left):
            value = float(weights[j, i])
            involvement = edge_involvement(bundle, (j, i))
            lit = involvement in ("lit", "chosen")
            share = abs(value) / largest if largest and isfinite(value) else 0.0
            points = (source.x + source.width / 2, source.y), (target.x - target.width / 2, target.y)
            shown = bundle.weights is not None and (lit or len(left) * len(right) <= FEW_EDGES)
            text = fitted_number(value, scene.digits, _NUMBER) if shown else ""
            found.append(DrawnEdge(points, share, value < 0, involvement, text, scene.flow == "backward"))
    return found


def _blocks(column: NeuronColumn, x: float, width: float, inner: Area) -> str:
    """Return a large layer as pixels, a square where its neurons make one, with their number below."""
    side = isqrt(column.count)
    across = side if side * side == column.count else max(1, round((column.count / 4) ** 0.5))
    down = -(-column.count // across)
    values = np.zeros(across * down) if column.values is None else column.values
    padded = np.concatenate([values, np.zeros(across * down - values.size)]).reshape(down, across)
    pixel = min(width / across, (inner.height - 20) / down)
    left, top = x - pixel * across / 2, (inner.top + inner.bottom - pixel * down) / 2
    box = Area(left, top, left + pixel * across, top + pixel * down)
    note = label(f"{column.count:,} neurons", x, box.bottom + 14, size=11, anchor="middle", fill=FAINT_INK)
    return raster(levels(padded, extent_of(padded)), box) + outline(box) + note
