"""Nodes and edges of a diagram as markup: values in rounded boxes, lines by size and sign, numbers on lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from nnstep.drawing.network.diagram import Involvement
from nnstep.drawing.svg.markup import FAINT_INK, INK, element, label, text_width
from nnstep.drawing.svg.palette import BACKGROUND, LINE_COLOURS

POSITIVE, NEGATIVE = LINE_COLOURS[0], LINE_COLOURS[1]
_DASHES = "6 4"
"""Beside its colour the other sign of a negative weight."""
_GREY = "#949494"
_READ, _WRITTEN, _CHOSEN = "#e3eef7", "#fdf0cf", "#f6c445"
_BACKWARD_INK = "#a3155f"
TEXT = 13.0
LABEL = 11.0
_ARROW = 7.0

NodeState: TypeAlias = Literal["plain", "read", "written", "chosen"]
_FILLS: dict[NodeState, str] = {"plain": BACKGROUND, "read": _READ, "written": _WRITTEN, "chosen": _CHOSEN}
_STROKES: dict[NodeState, float] = {"plain": 1.0, "read": 1.5, "written": 2.5, "chosen": 3.5}


@dataclass(frozen=True, slots=True)
class DrawnNode:
    """A node of a picture: its middle, its size, and what stands in it."""

    x: float
    y: float
    width: float
    height: float
    text: str
    state: NodeState = "plain"
    backward: bool = False
    above: str = ""
    below: str = ""


@dataclass(frozen=True, slots=True)
class DrawnEdge:
    """A line from the right side of a node to the left side of another, through any points between."""

    points: tuple[tuple[float, float], ...]
    share: float
    """Its size among those it is compared with, from 0 to 1."""
    negative: bool
    involvement: Involvement
    text: str = ""
    backward: bool = False


def edge_markup(edge: DrawnEdge) -> str:
    """Return the line, with an arrow head where it is lit."""
    colour = _GREY if edge.involvement == "none" else NEGATIVE if edge.negative else POSITIVE
    lit = edge.involvement in ("lit", "chosen")
    data = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in edge.points)
    line = element(
        "path",
        d=data,
        fill="none",
        stroke=colour,
        stroke_width=0.8 + 3.2 * edge.share,
        stroke_opacity=0.7 if edge.involvement == "read" else 1.0,
        stroke_dasharray=_DASHES if edge.negative else "none",
        **{"class": "edge"},
    )
    return line + _arrow(edge, colour) if lit else line


def _arrow(edge: DrawnEdge, colour: str) -> str:
    (fx, fy), (x, y) = edge.points[1::-1] if edge.backward else edge.points[-2:]
    length = max(1e-9, ((x - fx) ** 2 + (y - fy) ** 2) ** 0.5)
    dx, dy = (x - fx) / length * _ARROW, (y - fy) / length * _ARROW
    corners = ((x, y), (x - dx - dy / 2, y - dy + dx / 2), (x - dx + dy / 2, y - dy - dx / 2))
    return element("polygon", points=" ".join(f"{a:.1f},{b:.1f}" for a, b in corners), fill=colour)


def label_markup(edge: DrawnEdge, at: float) -> str:
    """Return the number on an edge, at a share of its first stretch from left to right."""
    if not edge.text:
        return ""
    (ax, ay), (bx, by) = edge.points[0], edge.points[1]
    x, y = ax + (bx - ax) * at, ay + (by - ay) * at
    wide = text_width(edge.text, LABEL) + 2
    colour = NEGATIVE if edge.negative else POSITIVE
    back = element("rect", x=x - wide / 2, y=y - 7, width=wide, height=14.0, fill=BACKGROUND, fill_opacity=0.9, rx=3.0)
    weight = "bold" if edge.involvement == "chosen" else "normal"
    return back + label(edge.text, x, y + 4, size=LABEL, anchor="middle", fill=colour, weight=weight)


def node_markup(node: DrawnNode) -> str:
    """Return the node with its texts."""
    left, top = node.x - node.width / 2, node.y - node.height / 2
    ink = _BACKWARD_INK if node.backward else INK
    box = element(
        "rect",
        x=left,
        y=top,
        width=node.width,
        height=node.height,
        rx=node.height / 2,
        fill=_FILLS[node.state],
        stroke=ink if node.state != "plain" else FAINT_INK,
        stroke_width=_STROKES[node.state],
        **{"class": "node"},
    )
    parts = [box, label(node.text, node.x, node.y + TEXT / 3, size=TEXT, anchor="middle", fill=ink)]
    if node.above:
        parts.append(label(node.above, node.x, top - 4, size=LABEL, anchor="middle", fill=INK))
    if node.below:
        below = top + node.height + LABEL + 1
        parts.append(label(node.below, node.x, below, size=LABEL, anchor="middle", fill=FAINT_INK))
    return "".join(parts)
