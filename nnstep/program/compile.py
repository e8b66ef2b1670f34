"""From a scenario to its program: operations, shapes, start values and schedule, checked before anything runs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import numpy as np

from nnstep.activations import ACTIVATIONS
from nnstep.errors import ProgramError
from nnstep.expr.array import Array, Shape, frozen
from nnstep.expr.notation import NotationVariant
from nnstep.expr.tree import names
from nnstep.expr.walks.shape import shape_of, shape_text
from nnstep.harmless_text import visible_prose
from nnstep.notations import ordered, writings
from nnstep.notations.graph import graph_writing
from nnstep.optimizers import OPTIMIZERS
from nnstep.program.evaluation import examination
from nnstep.program.graph import graph_operations
from nnstep.program.iteration import Schedule
from nnstep.program.network import operations
from nnstep.program.program import Op, Program
from nnstep.program.run_size import check_size
from nnstep.program.summary import stated
from nnstep.scenario.model import Scenario
from nnstep.scenario.tables.graph import Graph
from nnstep.scenario.tables.graph_names import derivative, local_derivative, path_derivative
from nnstep.schedules import RATES

_COLUMN = re.compile(r"d?x|y|(z|a|da|delta)\d+|[a-z]*b\d+")
"""The quantities that are columns, an optimizer's own for a bias among them."""


def compile_program(scenario: Scenario, epochs: int | None = None) -> Program:
    """Return the program of `scenario`; `epochs` overrides its own number.

    Raise ProgramError where shapes misfit, or a run would take too much.
    """
    check_size(scenario, scenario.epochs if epochs is None else epochs)
    if scenario.graph is not None:
        return _graph_program(scenario, scenario.graph, scenario.epochs if epochs is None else epochs)
    ops = operations(scenario)
    parameters = _parameters(scenario)
    trained = {id: value for id, value in parameters.items() if any(op.target == id for op in ops)}
    state = _state(scenario, trained)
    start = {**_constants(scenario), **parameters, **state}
    schedule = _schedule(scenario, scenario.epochs if epochs is None else epochs, ops)
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
        objective="E",
        columns=frozenset(filter(_is_column, shapes)),
        gradients={parameter: f"d{parameter}" for parameter in trained},
        kinks=tuple(f"z{n}" for n, layer in enumerate(scenario.layers, 1) if ACTIVATIONS[layer.activation].kinked),
        schedule=schedule,
        examination=examination(scenario),
        writings=writings(scenario.notation, scenario.sizes, scenario.symbols, _variant(scenario)),
        about=_about(scenario),
    )


def _graph_program(scenario: Scenario, graph: Graph, epochs: int) -> Program:
    ops = graph_operations(graph, scenario)
    numbers = {id: frozen(value) for id, value in {**graph.given, **graph.parameters}.items()}
    derivatives = _derivatives(graph)
    state = _state(scenario, {id: numbers[id] for id in graph.parameters})
    start = {**(_constants(scenario) if graph.parameters else {}), **numbers, **state}
    schedule = Schedule(None, epochs, _counted(ops))
    shapes = _shapes({id: value.shape for id, value in {**schedule.feeds(0), **start}.items()}, ops)
    return Program(
        name=scenario.name,
        title=visible_prose(scenario.title),
        ops=ops,
        shapes=shapes,
        last_shapes=shapes,
        start=start,
        parameters=(*graph.parameters, *state),
        scenario=scenario,
        objective=graph.result,
        columns=frozenset(),
        gradients={name: derivative(name) for name in graph.parameters or graph.given},
        kinks=(),
        schedule=schedule,
        examination=None,
        writings=tuple(graph_writing(n, derivatives, graph.result) for n in ordered(scenario.notation)),
        about=_about(scenario),
    )


def _derivatives(graph: Graph) -> dict[str, tuple[str, str, str]]:
    """Return, by id of each derivative, what is differentiated, by what, and through which line."""
    found = {}
    for target, expression in graph.lines:
        for name in names(expression):
            found[derivative(name)] = graph.result, name, ""
            found[local_derivative(target, name)] = target, name, ""
            found[path_derivative(name, target)] = graph.result, name, target
    return found


def _variant(scenario: Scenario) -> NotationVariant:
    conventions = scenario.conventions
    return NotationVariant(thresholds=conventions.biases == "thresholds", negated=conventions.delta == "y-a")


def _schedule(scenario: Scenario, epochs: int, ops: Iterable[Op]) -> Schedule:
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
    return tuple(filter(None, [*texts, *stated(scenario)]))


def _is_column(id: str) -> bool:
    return _COLUMN.fullmatch(id) is not None


def _constants(scenario: Scenario) -> dict[str, Array]:
    settings = {"l2": scenario.l2, **scenario.settings} if scenario.l2 else scenario.settings
    rate = "lr" if RATES[scenario.rate].value is None else "lr0"
    return {rate: frozen(scenario.learning_rate), **{id: frozen(value) for id, value in settings.items()}}


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
