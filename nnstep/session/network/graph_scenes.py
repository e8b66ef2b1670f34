"""A frame of a graph as the scene that is drawn of it."""

from __future__ import annotations

from collections.abc import Iterator

from nnstep.drawing.network.diagram import EdgeKey, Involvement, NodeKey
from nnstep.drawing.network.graph_scene import GraphEdge, GraphNode, GraphScene
from nnstep.drawing.network.network_scene import Flow, Use
from nnstep.engine.frame import Frame
from nnstep.expr.tree import names
from nnstep.program.program import PHASE_TITLES, Op, Program
from nnstep.scenario.tables.graph import Graph
from nnstep.session.network.network_scenes import ARROWS, BACKWARD_PHASES, Looking
from nnstep.session.network.pointing import QuantityElement


class GraphScenes:
    """Makes the scenes of one program of a graph; knows by heart what is the same in all of them."""

    def __init__(self, program: Program, graph: Graph) -> None:
        self.program = program
        self._graph = graph
        self._names = (*graph.numbers, *(target for target, _ in graph.lines))
        number_of = {name: number for number, name in enumerate(self._names)}
        reads = [(name, target) for target, expression in graph.lines for name in names(expression)]
        self._links = [(number_of[name], number_of[target]) for name, target in reads]
        self._number_of = number_of
        self.outline = len(self._names), tuple(self._links)
        """How many nodes there are, and which lead to which."""

    def _derivative(self, name: str) -> str:
        """Return the id of the derivative of the result by a number."""
        return self._graph.ids.others.get(("derivative", name), "")

    def _on_edge(self, source: int, target: int) -> Iterator[str]:
        """Yield the ids of what belongs to an edge: the local derivative, and the derivative along this path."""
        name, reader = self._names[source], self._names[target]
        ids = self._graph.ids.others
        local = ids.get(("local", reader, name), "")
        yield local if local in self.program.shapes or reader != self._graph.result else self._derivative(name)
        yield ids.get(("path", name, reader), "")

    def scene(self, looking: Looking) -> GraphScene:
        """Return the scene of a frame."""
        frame = looking.frame
        op = frame.inside.op if frame.inside is not None else frame.op or frame.unrecorded_op
        nodes = tuple(self._node(looking, op, name) for name in self._names)
        edges = tuple(self._edge(frame, op, source, target) for source, target in self._links)
        flow: Flow = "backward" if op is not None and op.phase in BACKWARD_PHASES else "forward"
        return GraphScene(self._headings(looking, op), flow, nodes, edges, looking.digits, self._focus(op))

    def _headings(self, looking: Looking, op: Op | None) -> tuple[str, ...]:
        if op is None:
            return ("start of the run",)
        short = f"{ARROWS[op.phase]} {looking.writing.symbols(op.target)}"
        return (f"{PHASE_TITLES[op.phase]} {short}", short)

    def _focus(self, op: Op | None) -> int:
        if op is None:
            return 0
        touched = [name for name in (op.target, op.parameter, *op.reads) if name in self._number_of]
        return self._number_of[touched[0]] if touched else len(self._names) - 1

    def _node(self, looking: Looking, op: Op | None, name: str) -> GraphNode:
        value, derivative = looking.frame.values.get(name), looking.frame.values.get(self._derivative(name))
        return GraphNode(
            looking.writing.symbols(name),
            None if value is None else float(value),
            _use(op, name),
            None if derivative is None else float(derivative),
            _use(op, self._derivative(name)),
        )

    def _edge(self, frame: Frame, op: Op | None, source: int, target: int) -> GraphEdge:
        local, path = self._on_edge(source, target)
        value = frame.values.get(local)
        involvement: Involvement = "none"
        uses = {_use(op, local), _use(op, path)}
        writes_target = op is not None and op.target == self._names[target]
        if "written" in uses or writes_target:
            involvement = "lit"
        elif "read" in uses or op is None:
            involvement = "read"
        return GraphEdge(source, target, None if value is None else float(value), involvement)

    def pointed(self, looking: Looking, place: NodeKey | EdgeKey) -> QuantityElement | None:
        """Return what a node or an edge stands for; None where it has no value yet."""
        match place:
            case ((_, source), (_, target)):
                known = [id for id in self._on_edge(source, target) if id in looking.frame.values]
                return QuantityElement(known[0], ()) if known else None
            case (int(), int() as number):
                return QuantityElement(self._names[number], ())


def _use(op: Op | None, id: str) -> Use:
    if op is None or not id:
        return "none"
    return "written" if op.target == id else "read" if id in op.reads else "none"
