"""Backpropagation's rules: the operations of one training step of a network of layers.

Sources: A. Zheng, Neural Networks: Forward and Backpropagation (2018), section Vectorized Backpropagation, for the
deltas, gradients and updates; the updates themselves are the optimizer's. L2 adds l2/2 times the sum of all squared
weights, not of the biases, to the error, and so l2 W to a weight's gradient. Column convention: ``z = W a + b`` with
one row of W a neuron; a sample is a column. Knows layers by number, activations, error functions and optimizers as
data; knows neither files nor execution.
"""

from __future__ import annotations

import operator
from functools import reduce
from typing import TYPE_CHECKING

from nnstep.expr.tree import Expr, Name, Number, call, substitute
from nnstep.functions import ACTIVATIONS
from nnstep.losses import LOSSES
from nnstep.optimizers import OPTIMIZERS
from nnstep.program.types import Op, Role
from nnstep.rates import RATES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nnstep.functions.activation import Activation
    from nnstep.scenario.model import Scenario


def operations(scenario: Scenario) -> tuple[Op, ...]:
    """Return the operations of one training step: forward, error, deltas, gradients, updates."""
    return (
        *_forward(scenario),
        _error(scenario),
        *_deltas(scenario),
        *_gradients(scenario),
        *_updates(scenario),
    )


def activation_name(layer: int) -> str:
    """Return the id of a layer's activations; the input layer's are the input."""
    return f"a{layer}" if layer else "x"


def _activation(scenario: Scenario, layer: int) -> Activation:
    return ACTIVATIONS[scenario.layers[layer - 1].activation]


def _forward(scenario: Scenario) -> Iterator[Op]:
    for number, layer in enumerate(scenario.layers, start=1):
        weighted: Expr = Name(f"W{number}") @ Name(activation_name(number - 1))
        if layer.biases is not None:
            weighted = weighted + Name(f"b{number}")
        yield Op(f"z{number}", weighted, "forward", number, "pre-activation")
        activated = _activation(scenario, number).apply(Name(f"z{number}"))
        yield Op(f"a{number}", activated, "forward", number, "activation")


def _loss_names(scenario: Scenario) -> dict[str, Expr]:
    last = len(scenario.layers)
    return {"a": Name(f"a{last}"), "y": Name("y"), "n": Number(float(scenario.layers[-1].neurons))}


def _error(scenario: Scenario) -> Op:
    value = substitute(LOSSES[scenario.error].value, _loss_names(scenario))
    if scenario.l2:
        squares = [call("sum", Name(f"W{n}") ** 2) for n in range(1, len(scenario.layers) + 1)]
        value = value + 0.5 * Name("l2") * reduce(operator.add, squares)
    return Op("E", value, "error", len(scenario.layers), "error")


def _deltas(scenario: Scenario) -> Iterator[Op]:
    last = len(scenario.layers)
    yield _output_delta(scenario)
    for layer in range(last - 1, 0, -1):
        upstream = Name(f"W{layer + 1}").T @ Name(f"delta{layer + 1}")
        delta = _activation(scenario, layer).pull_back(upstream, Name(f"z{layer}"), Name(f"a{layer}"))
        yield Op(f"delta{layer}", delta, "backward", layer, "hidden delta")


def _output_delta(scenario: Scenario) -> Op:
    last = len(scenario.layers)
    loss, activation = LOSSES[scenario.error], _activation(scenario, last)
    fused = loss.fused.get(activation.id)
    if fused is not None:
        remark = f"with {loss.id} the derivative of {activation.id} cancels: the delta is just output less target"
        return Op(f"delta{last}", substitute(fused, _loss_names(scenario)), "backward", last, "output delta", remark)
    slope = substitute(loss.slope, _loss_names(scenario))
    delta = activation.pull_back(slope, Name(f"z{last}"), Name(f"a{last}"))
    return Op(f"delta{last}", delta, "backward", last, "output delta")


def _gradients(scenario: Scenario) -> Iterator[Op]:
    for number in range(len(scenario.layers), 0, -1):
        delta = Name(f"delta{number}")
        outer: Expr = delta @ Name(activation_name(number - 1)).T
        if scenario.l2:
            outer = outer + Name("l2") * Name(f"W{number}")
        yield Op(f"dW{number}", outer, "gradient", number, "weight gradient")
        if scenario.layers[number - 1].biases is not None:
            yield Op(f"db{number}", delta, "gradient", number, "bias gradient")


def _updates(scenario: Scenario) -> Iterator[Op]:
    rate = RATES[scenario.rate].value
    if rate is not None:
        yield Op("lr", rate, "update", 0, "learning rate")
    for number in range(len(scenario.layers), 0, -1):
        yield from _update(scenario, f"W{number}", number, "weight update")
        if scenario.layers[number - 1].biases is not None:
            yield from _update(scenario, f"b{number}", number, "bias update")


def _update(scenario: Scenario, parameter: str, layer: int, role: Role) -> Iterator[Op]:
    for target, expression in OPTIMIZERS[scenario.optimizer].assignments(parameter):
        yield Op(target, expression, "update", layer, role if target == parameter else "optimizer state")
