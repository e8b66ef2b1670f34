"""Where the numbers on edges stand: on their own line, apart from one another and from other lines."""

from __future__ import annotations

from collections.abc import Sequence

from nnstep.drawing.svg.diagrams.node_shapes import LABEL, DrawnEdge
from nnstep.drawing.svg.markup import text_width

_SHARES = (0.5, 0.4, 0.6, 0.3, 0.7, 0.22, 0.78, 0.15, 0.85)
"""Shares of a line's first stretch, the best first."""
_HEIGHT = 14.0
_OVERLAP, _CROSSED = 10, 3
"""What it costs to cover another number, and to cover another line, in steps away from the middle."""


def label_shares(edges: Sequence[DrawnEdge], labelled: Sequence[DrawnEdge]) -> list[float]:
    """Return the share of its first stretch at which the number of each of `labelled` stands."""
    placed: list[tuple[float, float, float]] = []
    shares = []
    for edge in labelled:
        half = text_width(edge.text, LABEL) / 2 + 2
        costs = []
        for rank, share in enumerate(_SHARES):
            x, y = _at(edge, share)
            overlaps = sum(abs(x - ox) < half + other and abs(y - oy) < _HEIGHT for ox, oy, other in placed)
            crossed = sum(_passes(other, x, y, half) for other in edges if other is not edge)
            costs.append((rank + _OVERLAP * overlaps + _CROSSED * crossed, share))
        share = min(costs)[1]
        shares.append(share)
        placed.append((*_at(edge, share), half))
    return shares


def _at(edge: DrawnEdge, share: float) -> tuple[float, float]:
    (ax, ay), (bx, by) = edge.points[0], edge.points[1]
    return ax + (bx - ax) * share, ay + (by - ay) * share


def _passes(edge: DrawnEdge, x: float, y: float, half: float) -> bool:
    """Return whether the first stretch of a line passes through the room of a number."""
    (ax, ay), (bx, by) = edge.points[0], edge.points[1]
    if not ax < x < bx:
        return False
    slope = (by - ay) / (bx - ax)
    return abs(ay + slope * (x - ax) - y) < _HEIGHT / 2 + abs(slope) * half
