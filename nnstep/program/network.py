"""Backpropagation's rules: the operations of one training step of a network of layers.

Sources: A. Zheng, Neural Networks: Forward and Backpropagation (2018), section Vectorized Backpropagation, for the
deltas, gradients and updates. Column convention: ``z = W a + b`` with one row of W a neuron; a sample is a column.
Knows layers by number, activations and error functions as data; knows neither files nor execution.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nnstep.expr.tree import Expr, Name, Number, substitute
from nnstep.functions import ACTIVATIONS
from nnstep.losses import LOSSES
from nnstep.program.types import Op

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
        outer = delta @ Name(activation_name(number - 1)).T
        yield Op(f"dW{number}", outer, "gradient", number, "weight gradient")
        if scenario.layers[number - 1].biases is not None:
            yield Op(f"db{number}", delta, "gradient", number, "bias gradient")


def _updates(scenario: Scenario) -> Iterator[Op]:
    for number in range(len(scenario.layers), 0, -1):
        weights = Name(f"W{number}") - Name("lr") * Name(f"dW{number}")
        yield Op(f"W{number}", weights, "update", number, "weight update")
        if scenario.layers[number - 1].biases is not None:
            biases = Name(f"b{number}") - Name("lr") * Name(f"db{number}")
            yield Op(f"b{number}", biases, "update", number, "bias update")
