"""From a scenario to its program: operations, shapes, start values and schedule, checked before anything runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import get_args

import numpy as np

from nnstep.errors import ProgramError
from nnstep.expr.array import Array, Shape, frozen, in_precision
from nnstep.expr.network_notation import Writing
from nnstep.expr.notation import NotationVariant
from nnstep.expr.walks.precision import typed
from nnstep.expr.walks.shape import shape_of, shape_text
from nnstep.harmless_text import visible_prose
from nnstep.notations import ordered, writings
from nnstep.notations.graph import graph_writing
from nnstep.optimizers import OPTIMIZERS
from nnstep.optimizers.optimizer import UpdateIds
from nnstep.program.evaluation import evaluation_of
from nnstep.program.iteration import CountKind, Schedule
from nnstep.program.kinks import kinks
from nnstep.program.operations.given_quantities import check_error_needs, given_values, without_given
from nnstep.program.operations.graph import graph_operations
from nnstep.program.operations.network import operations
from nnstep.program.operations.stated_quantities import ACCUMULATED, can_be_stated
from nnstep.program.operations.updates import check_optimizer, rate_constants, update_ids
from nnstep.program.program import Op, Program, Role
from nnstep.program.run_size import check_size
from nnstep.program.summary import summary_of
from nnstep.scenario.model import Scenario
from nnstep.scenario.tables.graph import Graph

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
    "predicted class",
    "output difference",
    "activation derivative",
    "exponential",
    "sum of exponentials",
)
"""The roles of what has one column a sample, or one column in all."""


def compile_program(scenario: Scenario, epochs: int | None = None) -> Program:
    """Return the program of `scenario`; `epochs` overrides its own number.

    Raise ProgramError, naming the scenario, where shapes misfit, or a run would take too much.
    """
    try:
        return _compiled(scenario, epochs)
    except ProgramError as error:
        raise ProgramError(error.message_after(f"{scenario.path}: "), error.hint) from None


def _compiled(scenario: Scenario, epochs: int | None) -> Program:
    epochs = scenario.epochs if epochs is None else epochs
    check_size(scenario, epochs)
    check_optimizer(scenario)
    graph = scenario.graph
    every = operations(scenario) if graph is None else graph_operations(graph, scenario)
    given = _parameters(scenario) if graph is None else _numbers(graph.numbers)
    ids = update_ids(scenario)
    trained = {id: value for id, value in given.items() if any(op.target == id for op in every)}
    state = {**_state(scenario, trained), **{id: frozen(0.0) for op in every if (id := op.target) in ACCUMULATED}}
    start = _rounded({**(_constants(scenario) if trained else {}), **given, **state}, scenario)
    every = tuple(replace(op, expression=typed(op.expression, scenario.conventions.precision)) for op in every)
    ops = without_given(scenario, every)
    feeds = _schedule(scenario, epochs, every)
    shapes, last_shapes = (
        _shapes({**_target(scenario), **{id: v.shape for id, v in {**feeds.feeds(step), **start}.items()}}, every)
        for step in (0, feeds.steps_per_epoch - 1)
    )
    if scenario.given:
        start |= _rounded(given_values(scenario, every, shapes, feeds.steps_per_epoch), scenario)
    schedule = _schedule(scenario, epochs, ops) if scenario.given else feeds
    check_error_needs(scenario, ops, schedule.feeds(0))
    known = {*schedule.feeds(0), *start, *(op.target for op in ops)}
    shapes, last_shapes = ({id: shape for id, shape in part.items() if id in known} for part in (shapes, last_shapes))
    return Program(
        name=scenario.name,
        title=visible_prose(scenario.title),
        ops=ops,
        shapes=shapes,
        last_shapes=last_shapes,
        start=start,
        parameters=(*trained, *state),
        scenario=scenario,
        objective=graph.result if graph is not None else "E" if any(op.target == "E" for op in ops) else "",
        columns=_columns(scenario, every) & shapes.keys(),
        gradients={id: ids.gradient(id) for id in trained or (given if graph is None else graph.given)},
        kinks=kinks(scenario),
        schedule=schedule,
        evaluation=evaluation_of(scenario),
        writings=_writings(scenario),
        about=_about(scenario),
    )


def with_other_numbers(program: Program, scenario: Scenario) -> Program:
    """Return the program of a scenario that differs from that of `program` in its numbers alone."""
    if scenario.given:  # their values decide what is read at the start
        return compile_program(scenario, program.schedule.epochs)
    given = _parameters(scenario) if scenario.graph is None else _numbers(scenario.graph.numbers)
    own = {**given, **(_constants(scenario) if program.parameters else {})}
    return replace(
        program,
        start={**program.start, **_rounded(own, scenario)},
        scenario=scenario,
        schedule=_schedule(scenario, program.schedule.epochs, program.ops),
        evaluation=evaluation_of(scenario),
    )


def extended(program: Program, ids: Iterable[str]) -> Program:
    """Return the program with those of `ids` computed too that it lacks but can have.

    Raise ProgramError for one that is spelled as such, and that there is none of in this exercise.
    """
    more = tuple(dict.fromkeys(id for id in ids if id not in program.shapes and can_be_stated(id)))
    if not more or program.scenario.graph is not None:
        return program
    scenario = replace(program.scenario, quantities=(*program.scenario.quantities, *more))
    return compile_program(scenario, program.schedule.epochs)


def _rounded(values: Mapping[str, Array], scenario: Scenario) -> dict[str, Array]:
    """Return the values in the run's precision; raise ProgramError where it can't hold one of them."""
    precision = scenario.conventions.precision
    rounded = {id: in_precision(value, precision) for id, value in values.items()}
    for id, value in rounded.items():
        if np.any(np.isinf(value) & ~np.isinf(values[id])):
            raise ProgramError(f"{id} has a number that is too large for {precision}", "choose smaller numbers")
    return rounded


def _columns(scenario: Scenario, ops: Iterable[Op]) -> frozenset[str]:
    """Return the quantities of a network that are columns, an optimizer's own for a bias among them."""
    if scenario.graph is not None:
        return frozenset()
    biases = {f"b{number}" for number in range(1, len(scenario.layers) + 1)}
    return frozenset({"x", "y", *biases, *(op.target for op in ops if op.role in _COLUMNS or op.parameter in biases)})


def _writings(scenario: Scenario) -> tuple[Writing, ...]:
    if scenario.graph is not None:
        derivatives, training = _derivatives(scenario.graph), scenario.graph.ids.training
        return tuple(graph_writing(notation, derivatives, training) for notation in ordered(scenario.notation))
    conventions = scenario.conventions
    variant = NotationVariant(thresholds=conventions.biases == "thresholds", negated=conventions.delta == "y-a")
    return writings(scenario.notation, scenario.sizes, scenario.symbols, variant)


def _derivatives(graph: Graph) -> dict[str, tuple[str, str, str]]:
    """Return, by id of each derivative, what is differentiated, by what, and through which line."""
    found, ids = {}, graph.ids
    for target, expression in graph.lines:
        for name in graph.reads(expression):
            found[ids.derivative(name)] = graph.result, name, ""
            found[ids.local_derivative(target, name)] = target, name, ""
            found[ids.path_derivative(name, target)] = graph.result, name, target
    return found


def _schedule(scenario: Scenario, epochs: int, ops: Iterable[Op]) -> Schedule:
    if scenario.graph is not None:
        return Schedule(None, epochs, _counted(ops, update_ids(scenario)), precision=scenario.conventions.precision)
    return Schedule(
        scenario.samples,
        epochs,
        _counted(ops, update_ids(scenario)),
        min(scenario.batch_size, len(scenario.samples)),
        scenario.seed if scenario.shuffled else None,
        scenario.conventions.orientation == "row",
        scenario.conventions.precision,
    )


def _about(scenario: Scenario) -> tuple[str, ...]:
    texts = map(visible_prose, (scenario.source, scenario.notes.strip()))
    return tuple(filter(None, [*texts, *summary_of(scenario)]))


def _numbers(values: Mapping[str, float]) -> dict[str, Array]:
    return {id: frozen(value) for id, value in values.items()}


def _constants(scenario: Scenario) -> dict[str, Array]:
    penalties = {id: value for id, value in (("l2", scenario.l2), ("l1", scenario.l1)) if value}
    constants, ids = {**rate_constants(scenario), **penalties, **scenario.settings}, update_ids(scenario)
    return _numbers({ids.of_training(id): value for id, value in constants.items()})


def _state(scenario: Scenario, parameters: Mapping[str, Array]) -> dict[str, Array]:
    """Return what the optimizer carries along: 0 at first, where the scenario states nothing else."""
    state = OPTIMIZERS[scenario.optimizer].state
    ids = update_ids(scenario)
    zeros = {ids.state(own, id): frozen(np.zeros(value.shape)) for id, value in parameters.items() for own in state}
    return {id: scenario.state.get(id, zero) for id, zero in zeros.items()}


def _counted(ops: Iterable[Op], ids: UpdateIds) -> Mapping[str, CountKind]:
    """Return which counts of the schedule the operations read, by their ids."""
    read = {id for op in ops for id in op.reads}
    return {id: count for count in get_args(CountKind) if (id := ids.of_training(count)) in read}


def _parameters(scenario: Scenario) -> dict[str, Array]:
    parameters = {}
    for number, layer in enumerate(scenario.layers, start=1):
        parameters[f"W{number}"] = layer.weights
        if layer.biases is not None:
            parameters[f"b{number}"] = layer.biases
    if scenario.conventions.orientation == "column":
        return parameters
    return {id: frozen(np.ascontiguousarray(value.T)) if value.ndim else value for id, value in parameters.items()}


def _target(scenario: Scenario) -> dict[str, Shape]:
    """Return the shape that a target would have where only what is given makes it needless."""
    if not scenario.given or scenario.samples.has_targets:
        return {}
    shape = (scenario.layers[-1].neurons, scenario.batch_size)
    return {"y": shape if scenario.conventions.orientation == "column" else shape[::-1]}


def _shapes(given: dict[str, Shape], ops: Iterable[Op]) -> dict[str, Shape]:
    shapes = dict(given)
    for op in ops:
        shape = shape_of(op.expression, shapes)
        known = shapes.setdefault(op.target, shape)
        if known != shape:
            raise ProgramError(f"{op.target} is {shape_text(known)}, but {op.source} gives {shape_text(shape)}")
    return shapes
