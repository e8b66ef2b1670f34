"""A graph's operations: forward values, local derivatives, the chain rule along each path, and the sum across paths.

Source of the rules: K. Bradbury, Tutorial on Neural Network Math (2019), sections on computational graphs; descent:
A. Tashfeen, Neural Networks: The Backward Pass (2020). All quantities are numbers. Knows neither files nor execution.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator
from functools import reduce

from nnstep.expr.tree import Expr, Name, Number, names
from nnstep.expr.walks.derive import partial
from nnstep.program.operations.updates import at_look_ahead, learning_rate, update
from nnstep.program.program import Op, Role
from nnstep.scenario.model import Scenario
from nnstep.scenario.tables.graph import Graph


def graph_operations(graph: Graph, scenario: Scenario) -> tuple[Op, ...]:
    """Return the operations of one pass through the graph, and of one step of the descent where it has parameters."""
    relevant = _upstream_of_result(graph)
    ops = (
        *(_line(graph, line, target, expr) for line, (target, expr) in enumerate(graph.lines, start=1)),
        *_local(graph, relevant),
        *_chained(graph, relevant),
        *_updates(graph, scenario),
    )
    return at_look_ahead(scenario, ops)


def _line(graph: Graph, line: int, target: str, expression: Expr) -> Op:
    if graph.targets and target == graph.result:
        return Op(target, expression, "error", line, "error")
    return Op(target, expression, "forward", line, "line")


def _upstream_of_result(graph: Graph) -> set[str]:
    """Return the lines that the result depends on, itself among them."""
    relevant = {graph.result}
    for target, expression in reversed(graph.lines):
        if target in relevant:
            relevant.update(names(expression))
    return relevant


def _local(graph: Graph, relevant: set[str]) -> Iterator[Op]:
    for line, (target, expression) in enumerate(graph.lines, start=1):
        if target in relevant:
            for name in graph.reads(expression):
                id = _local_id(graph, relevant, target, name)
                yield Op(id, partial(expression, name), "backward", line, "local derivative")


def _local_id(graph: Graph, relevant: set[str], target: str, name: str) -> str:
    """Return the id of one line's derivative by a number that it reads.

    Where the result reads it, and no other line does, that is the derivative of the result itself.
    """
    alone = target == graph.result and _readers(graph, relevant, name) == [target]
    return graph.ids.derivative(name) if alone else graph.ids.local_derivative(target, name)


def _readers(graph: Graph, relevant: set[str], name: str) -> list[str]:
    """Return the lines that read a number, and that the result depends on."""
    return [target for target, expression in graph.lines if target in relevant and name in names(expression)]


def _chained(graph: Graph, relevant: set[str]) -> Iterator[Op]:
    """Yield the derivatives of the result, from the lines just below it back to the numbers that it starts from."""
    numbers = {target: line for line, (target, _) in enumerate(graph.lines, start=1)}
    inner = [target for target, _ in reversed(graph.lines) if target != graph.result]
    for name in [*inner, *graph.parameters, *graph.given]:
        layer = numbers.get(name, 0)
        readers = _readers(graph, relevant, name)
        if readers == [graph.result]:
            continue
        if not readers:
            remark = f"{graph.result} does not depend on it"
            yield Op(graph.ids.derivative(name), Number(0.0), "gradient", layer, "derivative", remark)
        elif len(readers) == 1:
            remark = "the chain rule, along the only path"
            yield Op(
                graph.ids.derivative(name), _along(graph, readers[0], name), "gradient", layer, "derivative", remark
            )
        else:
            yield from _over_paths(graph, readers, name, layer)


def _over_paths(graph: Graph, readers: list[str], name: str, layer: int) -> Iterator[Op]:
    parts: list[Expr] = []
    role: Role = "chain rule along a path"
    for reader in readers:
        id = graph.ids.path_derivative(name, reader)
        yield Op(id, _along(graph, reader, name), "gradient", layer, role)
        parts.append(Name(id))
    total = reduce(operator.add, parts)
    yield Op(
        graph.ids.derivative(name),
        total,
        "gradient",
        layer,
        "sum rule across paths",
        f"the sum over {len(parts)} paths",
    )


def _along(graph: Graph, reader: str, name: str) -> Expr:
    """Return the derivative of the result by `name` through the line of `reader` alone."""
    local = Name(graph.ids.local_derivative(reader, name))
    return local if reader == graph.result else Name(graph.ids.derivative(reader)) * local


def _updates(graph: Graph, scenario: Scenario) -> Iterator[Op]:
    if graph.parameters:
        yield from learning_rate(scenario)
    for parameter in graph.parameters:
        yield from update(scenario, parameter, 0, "parameter update")
