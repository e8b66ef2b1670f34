"""From a scenario to its program: operations, shapes, start values and schedule, checked before anything runs."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import TYPE_CHECKING

import numpy as np

from nnstep.errors import ProgramError
from nnstep.expr.array import frozen
from nnstep.expr.shape import shape_of, shape_text
from nnstep.expr.tree import names
from nnstep.functions import ACTIVATIONS
from nnstep.notations import writings
from nnstep.optimizers import OPTIMIZERS
from nnstep.program.network import operations
from nnstep.program.schedule import Schedule
from nnstep.program.types import Program
from nnstep.rates import RATES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from nnstep.expr.array import Array, Shape
    from nnstep.program.types import Op
    from nnstep.scenario.model import Scenario

_COLUMN = re.compile(r"d?x|y|(z|a|da|delta)\d+|[a-z]*b\d+")
"""The quantities that are columns, an optimizer's own for a bias among them."""


def compile_program(scenario: Scenario, epochs: int | None = None) -> Program:
    """Return the program of `scenario`; `epochs` overrides its own number. Raise ProgramError where shapes misfit."""
    ops = operations(scenario)
    parameters = _parameters(scenario)
    trained = {id: value for id, value in parameters.items() if any(op.target == id for op in ops)}
    state = _state(scenario, trained)
    start = {**_constants(scenario), **parameters, **state}
    schedule = Schedule(scenario.samples, scenario.epochs if epochs is None else epochs, _counted(ops))
    given = {**schedule.feeds(0), **start}
    shapes = _shapes({id: value.shape for id, value in given.items()}, ops)
    return Program(
        name=scenario.name,
        title=scenario.title,
        ops=ops,
        shapes=shapes,
        start=start,
        parameters=(*trained, *state),
        columns=frozenset(filter(_is_column, shapes)),
        gradients={parameter: f"d{parameter}" for parameter in trained},
        kinks=tuple(f"z{n}" for n, layer in enumerate(scenario.layers, 1) if ACTIVATIONS[layer.activation].kinked),
        schedule=schedule,
        writings=writings(scenario.notation, _sizes(scenario), scenario.symbols),
        about=_about(scenario),
    )


def _about(scenario: Scenario) -> tuple[str, ...]:
    activations = ", ".join(layer.activation for layer in scenario.layers)
    conventions = ", ".join(f"{key} {value}" for key, value in asdict(scenario.conventions).items())
    how = f"activations {activations}; error {scenario.error}; {scenario.optimizer}; conventions: {conventions}"
    network = f"Network {'-'.join(map(str, _sizes(scenario)))} with {how}."
    return tuple(filter(None, [scenario.source, scenario.notes.strip(), network]))


def _sizes(scenario: Scenario) -> tuple[int, ...]:
    """Return the sizes of all layers, the input's first."""
    return (scenario.samples[0].input.shape[0], *(layer.neurons for layer in scenario.layers))


def _is_column(id: str) -> bool:
    return _COLUMN.fullmatch(id) is not None


def _constants(scenario: Scenario) -> dict[str, Array]:
    settings = {"l2": scenario.l2, **scenario.settings} if scenario.l2 else scenario.settings
    rate = "lr" if RATES[scenario.rate].value is None else "lr0"
    return {rate: frozen(scenario.learning_rate), **{id: frozen(value) for id, value in settings.items()}}


def _state(scenario: Scenario, parameters: Mapping[str, Array]) -> dict[str, Array]:
    """Return what the optimizer carries along, 0 at first."""
    letters = OPTIMIZERS[scenario.optimizer].state
    return {f"{letter}{id}": frozen(np.zeros(value.shape)) for id, value in parameters.items() for letter in letters}


def _counted(ops: Iterable[Op]) -> tuple[str, ...]:
    """Return which counts of the schedule the operations read."""
    read = {id for op in ops for id in names(op.expression)}
    return tuple(id for id in ("t", "epochs") if id in read)


def _parameters(scenario: Scenario) -> dict[str, Array]:
    parameters = {}
    for number, layer in enumerate(scenario.layers, start=1):
        parameters[f"W{number}"] = layer.weights
        if layer.biases is not None:
            parameters[f"b{number}"] = layer.biases
    return parameters


def _shapes(given: dict[str, Shape], ops: Iterable[Op]) -> dict[str, Shape]:
    shapes = dict(given)
    for op in ops:
        shape = shape_of(op.expression, shapes)
        known = shapes.setdefault(op.target, shape)
        if known != shape:
            raise ProgramError(f"{op.target} is {shape_text(known)}, but {op.source} gives {shape_text(shape)}")
    return shapes
