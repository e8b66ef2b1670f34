"""From a scenario to its program: operations, shapes, start values and schedule, checked before anything runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nnstep.errors import ProgramError
from nnstep.expr.array import frozen
from nnstep.expr.shape import shape_of, shape_text
from nnstep.functions import ACTIVATIONS
from nnstep.notations import NOTATIONS
from nnstep.notations.notation import parts
from nnstep.program.network import operations
from nnstep.program.schedule import Schedule
from nnstep.program.types import Program

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nnstep.expr.array import Array, Shape
    from nnstep.program.types import Op
    from nnstep.scenario.model import Scenario

_COLUMNS = {"x", "y", "b", "z", "a", "delta", "db"}
"""The kinds of quantities that are columns."""


def compile_program(scenario: Scenario, epochs: int | None = None) -> Program:
    """Return the program of `scenario`; `epochs` overrides its own number. Raise ProgramError where shapes misfit."""
    ops = operations(scenario)
    parameters = _parameters(scenario)
    start = {"lr": frozen(scenario.learning_rate), **parameters}
    schedule = Schedule(scenario.samples, scenario.epochs if epochs is None else epochs)
    given = {**schedule.feeds(0), **start}
    notation = NOTATIONS[scenario.notation]
    shapes = _shapes({id: value.shape for id, value in given.items()}, ops)
    return Program(
        name=scenario.name,
        title=scenario.title,
        ops=ops,
        shapes=shapes,
        start=start,
        parameters=tuple(parameters),
        columns=frozenset(id for id in shapes if parts(id)[0] in _COLUMNS),
        gradients={parameter: f"d{parameter}" for parameter in parameters},
        kinks=tuple(f"z{n}" for n, layer in enumerate(scenario.layers, 1) if ACTIVATIONS[layer.activation].kinked),
        schedule=schedule,
        symbols=notation.symbols_for(len(scenario.layers)),
        assign=notation.assign,
        about=_about(scenario),
    )


def _about(scenario: Scenario) -> tuple[str, ...]:
    notation = NOTATIONS[scenario.notation]
    sizes = [scenario.samples[0].input.shape[0], *(layer.neurons for layer in scenario.layers)]
    activations = ", ".join(layer.activation for layer in scenario.layers)
    network = f"Network {'-'.join(map(str, sizes))} with activations {activations}; error {scenario.error}."
    remarks = "; ".join([f"Notation: {notation.title}", *notation.aliases.values()])
    return tuple(filter(None, [scenario.source, scenario.notes.strip(), network, f"{remarks}."]))


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
