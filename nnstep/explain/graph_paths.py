"""The paths of a graph from its result back to one number, with the local derivatives along each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

import numpy as np

from nnstep.engine.frame import Frame
from nnstep.explain.chain_rule import MOST_PATHS, Chain, Path
from nnstep.explain.network_derivatives import Factor
from nnstep.expr.tree import Element, Expr, Name, names, substitute
from nnstep.expr.walks.derive import partial
from nnstep.expr.walks.evaluate import evaluate
from nnstep.scenario.tables.graph import Graph


def graph_chain(frame: Frame, graph: Graph, name: str, most: int = MOST_PATHS) -> Chain:
    """Return the chain rule for one number of a graph, at a frame where all lines are computed.

    Raise ValueError where there is no number of this name.
    """
    lines = dict(graph.lines)
    if name not in {*graph.given, *graph.parameters, *lines} - {graph.result}:
        raise ValueError(f"{name} is not a number that {graph.result} depends on")
    paths = tuple(Path(0, factors) for factors in islice(_paths(frame, lines, graph.result, name), most))
    ways, total = _sums(frame, graph, name)
    return Chain(Element(name, ()), paths, ways, total, 1, 0.0)


def _local(frame: Frame, line: Expr, name: str) -> Expr:
    """Return the derivative of a line by a number, over what the frame's program reads for each parameter."""
    return substitute(partial(line, name), {id: Name(ahead) for id, ahead in frame.program.read_as.items()})


def _paths(frame: Frame, lines: Mapping[str, Expr], target: str, name: str) -> Iterator[tuple[Factor, ...]]:
    """Yield the derivatives along each path from a line's target back to a number."""
    for read in names(lines[target]):
        local = _local(frame, lines[target], read)
        factor = Factor(Name(target), Name(read), local, float(evaluate(local, frame.values)))
        if read == name:
            yield (factor,)
        elif read in lines:
            for further in _paths(frame, lines, read, name):
                yield (factor, *further)


def _sums(frame: Frame, graph: Graph, name: str) -> tuple[int, float]:
    """Return the number of paths and their sum, line by line from the number to the result."""
    ways, changes = {name: 1}, {name: 1.0}
    for target, expression in graph.lines:
        if target == name:
            continue
        read = [other for other in names(expression) if other in ways]
        if read:
            slopes = [float(evaluate(_local(frame, expression, other), frame.values)) for other in read]
            ways[target] = sum(ways[other] for other in read)
            changes[target] = float(np.dot(slopes, [changes[other] for other in read]))
    return ways.get(graph.result, 0), changes.get(graph.result, 0.0)
