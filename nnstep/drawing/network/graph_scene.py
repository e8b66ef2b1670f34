"""What a picture of a computational graph shows: numbers, what each is computed from, and derivatives."""

from __future__ import annotations

from dataclasses import dataclass

from nnstep.drawing.network.diagram import Involvement
from nnstep.drawing.network.network_scene import Flow, Use
from nnstep.expr.digits import Digits


@dataclass(frozen=True, slots=True)
class GraphNode:
    """A number, and the derivative of the result by it."""

    name: str
    value: float | None
    use: Use = "none"
    derivative: float | None = None
    derivative_use: Use = "none"


@dataclass(frozen=True, slots=True)
class GraphEdge:
    """That a node is computed from another one, by their numbers; with the derivative of the one by the other."""

    source: int
    target: int
    derivative: float | None = None
    involvement: Involvement = "none"


@dataclass(frozen=True, slots=True)
class GraphScene:
    """One picture of a graph; each node comes after all that it is computed from."""

    headings: tuple[str, ...]
    """What is being done, from the longest text to the shortest; the first that has room is shown."""
    flow: Flow
    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]
    digits: Digits
    focus: int = 0
    """The node that must be seen."""
