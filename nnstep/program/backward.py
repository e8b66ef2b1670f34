"""Backpropagation's rules: the deltas of a network, layer by layer from the output, and the gradients they give.

Sources: A. Zheng, Neural Networks: Forward and Backpropagation (2018), section Vectorized Backpropagation; stepwise,
K. Bradbury, Tutorial on Neural Network Math (2019), table 2. Knows neither files nor execution.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nnstep.expr.tree import Expr, Name, Number, substitute
from nnstep.functions import ACTIVATIONS
from nnstep.losses import LOSSES
from nnstep.program.types import Op, Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nnstep.functions.activation import Activation
    from nnstep.scenario.model import Scenario


def activation_name(layer: int) -> str:
    """Return the id of a layer's activations; the input layer's are the input."""
    return f"a{layer}" if layer else "x"


def activation_of(scenario: Scenario, layer: int) -> Activation:
    """Return the activation of a layer."""
    return ACTIVATIONS[scenario.layers[layer - 1].activation]


def loss_names(scenario: Scenario) -> dict[str, Expr]:
    """Return what the names of an error function stand for in this network."""
    last = len(scenario.layers)
    return {"a": Name(f"a{last}"), "y": Name("y"), "n": Number(float(scenario.layers[-1].neurons))}


def delta(scenario: Scenario, layer: int) -> Iterator[Op]:
    """Yield the operations that give a layer's delta, dE/dz; those of the layer after it come before."""
    role: Role = "output delta" if layer == len(scenario.layers) else "hidden delta"
    if scenario.conventions.backward == "stepwise":
        yield Op(f"da{layer}", _upstream(scenario, layer), "backward", layer, "activation gradient")
        yield Op(f"delta{layer}", _pulled_back(scenario, layer, Name(f"da{layer}")), "backward", layer, role)
        return
    loss = LOSSES[scenario.error]
    fused = loss.fused.get(scenario.layers[layer - 1].activation) if role == "output delta" else None
    if fused is not None and scenario.conventions.output_delta == "fused":
        short = substitute(fused, loss_names(scenario))
        yield Op(f"delta{layer}", short, "backward", layer, role, _cancelled(scenario))
    else:
        expression = _pulled_back(scenario, layer, _upstream(scenario, layer))
        yield Op(f"delta{layer}", expression, "backward", layer, role)


def input_gradient(scenario: Scenario) -> Iterator[Op]:
    """Yield the last step of the stepwise way: the derivative of the error by the input."""
    if scenario.conventions.backward == "stepwise":
        yield Op("dx", Name("W1").T @ Name("delta1"), "backward", 0, "input gradient")


def gradients(scenario: Scenario, layer: int) -> Iterator[Op]:
    """Yield the operations that give the gradients of a layer's weights and biases."""
    outer: Expr = Name(f"delta{layer}") @ Name(activation_name(layer - 1)).T
    if scenario.l2:
        outer = outer + Name("l2") * Name(f"W{layer}")
    yield Op(f"dW{layer}", outer, "gradient", layer, "weight gradient")
    if trains_biases(scenario, layer):
        yield Op(f"db{layer}", Name(f"delta{layer}"), "gradient", layer, "bias gradient")


def trains_biases(scenario: Scenario, layer: int) -> bool:
    """Return whether a layer has biases that the updates change."""
    return scenario.layers[layer - 1].biases is not None and scenario.conventions.biases == "trained"


def _upstream(scenario: Scenario, layer: int) -> Expr:
    """Return dE/da of a layer: the error's slope at the output, elsewhere what the layer after it passes back."""
    if layer == len(scenario.layers):
        return substitute(LOSSES[scenario.error].slope, loss_names(scenario))
    return Name(f"W{layer + 1}").T @ Name(f"delta{layer + 1}")


def _pulled_back(scenario: Scenario, layer: int, upstream: Expr) -> Expr:
    return activation_of(scenario, layer).pull_back(upstream, Name(f"z{layer}"), Name(f"a{layer}"))


def _cancelled(scenario: Scenario) -> str:
    last = scenario.layers[-1].activation
    return f"with {scenario.error} the derivative of {last} cancels: the delta is just output less target"
