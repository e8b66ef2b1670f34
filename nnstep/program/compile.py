"""From a scenario to its program: operations, shapes, start values and schedule, checked before anything runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from nnstep.activations import ACTIVATIONS
from nnstep.errors import ProgramError
from nnstep.expr.array import Array, Shape, frozen
from nnstep.expr.network_notation import Writing
from nnstep.expr.notation import NotationVariant
from nnstep.expr.tree import names
from nnstep.expr.walks.shape import shape_of, shape_text
from nnstep.harmless_text import visible_prose
from nnstep.notations import ordered, writings
from nnstep.notations.graph import graph_writing
from nnstep.optimizers import OPTIMIZERS
from nnstep.program.evaluation import evaluation_of
from nnstep.program.graph import graph_operations
from nnstep.program.iteration import Schedule
from nnstep.program.network import operations
from nnstep.program.program import Op, Program, Role
from nnstep.program.run_size import check_size
from nnstep.program.summary import summary_of
from nnstep.scenario.model import Scenario
from nnstep.scenario.tables.graph import Graph
from nnstep.scenario.tables.graph_names import derivative, local_derivative, path_derivative
from nnstep.schedules import RATES

_COLUMNS: tuple[Role, ...] = (
    "pre-activation",
    "activation",
    "output delta",
    "hidden delta",
    "activation gradient",
    "input gradient",
    "bias gradient",
    "error of an output",
    "error of a sample",
    "output difference",
    "activation derivative",
    "exponential",
    "sum of exponentials",
)
"""The roles of what has one column a sample, or one column in all."""


def compile_program(scenario: Scenario, epochs: int | None = None) -> Program:
    """Return the program of `scenario`; `epochs` overrides its own number.

    Raise ProgramError where shapes misfit, or a run would take too much.
    """
    epochs = scenario.epochs if epochs is None else epochs
    check_size(scenario, epochs)
    graph = scenario.graph
    ops = operations(scenario) if graph is None else graph_operations(graph, scenario)
    given = _parameters(scenario) if graph is None else _numbers({**graph.given, **graph.parameters})
    trained = {id: value for id, value in given.items() if any(op.target == id for op in ops)}
    state = _state(scenario, trained)
    start = {**(_constants(scenario) if trained else {}), **given, **state}
    schedule = _schedule(scenario, epochs, ops)
    shapes, last_shapes = (
        _shapes({id: value.shape for id, value in {**schedule.feeds(step), **start}.items()}, ops)
        for step in (0, schedule.steps_per_epoch - 1)
    )
    return Program(
        name=scenario.name,
        title=visible_prose(scenario.title),
        ops=ops,
        shapes=shapes,
        last_shapes=last_shapes,
        start=start,
        parameters=(*trained, *state),
        scenario=scenario,
        objective="E" if graph is None else graph.result,
        columns=_columns(scenario, ops) & shapes.keys(),
        gradients={id: derivative(id) for id in trained or given},
        kinks=tuple(f"z{n}" for n, layer in enumerate(scenario.layers, 1) if ACTIVATIONS[layer.activation].kinked),
        schedule=schedule,
        evaluation=evaluation_of(scenario),
        writings=_writings(scenario),
        about=_about(scenario),
    )


def _columns(scenario: Scenario, ops: Iterable[Op]) -> frozenset[str]:
    """Return the quantities of a network that are columns, an optimizer's own for a bias among them."""
    if scenario.graph is not None:
        return frozenset()
    biases = {f"b{number}" for number in range(1, len(scenario.layers) + 1)}
    return frozenset({"x", "y", *biases, *(op.target for op in ops if op.role in _COLUMNS or op.parameter in biases)})


def _writings(scenario: Scenario) -> tuple[Writing, ...]:
    if scenario.graph is not None:
        derivatives = _derivatives(scenario.graph)
        return tuple(graph_writing(n, derivatives, scenario.graph.result) for n in ordered(scenario.notation))
    conventions = scenario.conventions
    variant = NotationVariant(thresholds=conventions.biases == "thresholds", negated=conventions.delta == "y-a")
    return writings(scenario.notation, scenario.sizes, scenario.symbols, variant)


def _derivatives(graph: Graph) -> dict[str, tuple[str, str, str]]:
    """Return, by id of each derivative, what is differentiated, by what, and through which line."""
    found = {}
    for target, expression in graph.lines:
        for name in names(expression):
            found[derivative(name)] = graph.result, name, ""
            found[local_derivative(target, name)] = target, name, ""
            found[path_derivative(name, target)] = graph.result, name, target
    return found


def _schedule(scenario: Scenario, epochs: int, ops: Iterable[Op]) -> Schedule:
    if scenario.graph is not None:
        return Schedule(None, epochs, _counted(ops))
    return Schedule(
        scenario.samples,
        epochs,
        _counted(ops),
        min(scenario.batch_size, len(scenario.samples)),
        scenario.seed if scenario.shuffled else None,
        scenario.conventions.orientation == "row",
    )


def _about(scenario: Scenario) -> tuple[str, ...]:
    texts = map(visible_prose, (scenario.source, scenario.notes.strip()))
    return tuple(filter(None, [*texts, *summary_of(scenario)]))


def _numbers(values: Mapping[str, float]) -> dict[str, Array]:
    return {id: frozen(value) for id, value in values.items()}


def _constants(scenario: Scenario) -> dict[str, Array]:
    settings = {"l2": scenario.l2, **scenario.settings} if scenario.l2 else scenario.settings
    rate = "lr" if RATES[scenario.rate].value is None else "lr0"
    return _numbers({rate: scenario.learning_rate, **settings})


def _state(scenario: Scenario, parameters: Mapping[str, Array]) -> dict[str, Array]:
    """Return what the optimizer carries along, 0 at first."""
    state = OPTIMIZERS[scenario.optimizer].state
    return {own.of(id): frozen(np.zeros(value.shape)) for id, value in parameters.items() for own in state}


def _counted(ops: Iterable[Op]) -> tuple[str, ...]:
    """Return which counts of the schedule the operations read."""
    read = {id for op in ops for id in names(op.expression)}
    return tuple(id for id in ("t", "epochs", "B") if id in read)


def _parameters(scenario: Scenario) -> dict[str, Array]:
    parameters = {}
    for number, layer in enumerate(scenario.layers, start=1):
        parameters[f"W{number}"] = layer.weights
        if layer.biases is not None:
            parameters[f"b{number}"] = layer.biases
    if scenario.conventions.orientation == "column":
        return parameters
    return {id: frozen(np.ascontiguousarray(value.T)) if value.ndim else value for id, value in parameters.items()}


def _shapes(given: dict[str, Shape], ops: Iterable[Op]) -> dict[str, Shape]:
    shapes = dict(given)
    for op in ops:
        shape = shape_of(op.expression, shapes)
        known = shapes.setdefault(op.target, shape)
        if known != shape:
            raise ProgramError(f"{op.target} is {shape_text(known)}, but {op.source} gives {shape_text(shape)}")
    return shapes
