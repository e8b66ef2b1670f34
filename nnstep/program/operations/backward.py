"""Backpropagation's rules: the deltas of a network, layer by layer from the output, and the gradients they give.

Sources: A. Zheng, Neural Networks: Forward and Backpropagation (2018), section Vectorized Backpropagation; stepwise,
K. Bradbury, Tutorial on Neural Network Math (2019), table 2. Of a batch each delta is one column a sample, the
derivative of that sample's own error; the mean or the sum is taken in the gradients. All is stated for columns.
Knows neither files nor execution.
"""

from __future__ import annotations

from collections.abc import Iterator

from nnstep.expr.tree import Expr, Name, call
from nnstep.expr.walks.paper import negated
from nnstep.program.operations.chosen_functions import activation_of
from nnstep.program.operations.output_delta import (
    digits_remark,
    error_derivative,
    pulled_back_at_output,
    simplified_delta,
    slope_remark,
)
from nnstep.program.operations.penalty_terms import gradient_terms
from nnstep.program.program import Op, Role
from nnstep.scenario.model import Scenario


def activation_name(layer: int) -> str:
    """Return the id of a layer's activations; the input layer's are the input."""
    return f"a{layer}" if layer else "x"


def incoming(scenario: Scenario, layer: int) -> Expr:
    """Return what a layer's weights are multiplied by; with folded biases that begins, or ends, with a constant 1."""
    before = Name(activation_name(layer - 1))
    match scenario.conventions.biases:
        case "folded":
            return call("with_one", before)
        case "folded-last":
            return call("with_one_last", before)
        case _:
            return before


def over_batch(scenario: Scenario, total: Expr) -> Expr:
    """Return the sum `total` over the samples of a batch, or their mean."""
    mean = scenario.batched and scenario.conventions.reduction == "mean"
    return total / Name("B") if mean else total


def delta(scenario: Scenario, layer: int) -> Iterator[Op]:
    """Yield the operations that give a layer's delta, dE/dz; those of the layer after it come before."""
    role: Role = "output delta" if layer == len(scenario.layers) else "hidden delta"
    short = simplified_delta(scenario) if role == "output delta" else None
    remark = digits_remark(scenario) if role == "output delta" else ""
    if short is None and scenario.conventions.backward == "stepwise":
        lost = slope_remark(scenario) if remark else ""
        yield Op(f"da{layer}", upstream(scenario, layer), "backward", layer, "activation gradient", lost)
        pulled = _pulled_back(scenario, layer, Name(f"da{layer}"))
        yield Op(f"delta{layer}", pulled, "backward", layer, role, remark)
        return
    expression, remark = short or (_pulled_back(scenario, layer, upstream(scenario, layer)), remark)
    yield Op(f"delta{layer}", expression, "backward", layer, role, remark)


def input_gradient(scenario: Scenario) -> Iterator[Op]:
    """Yield the last step of the stepwise way: the derivative of the error by the input."""
    if scenario.conventions.backward == "stepwise":
        yield Op("dx", _passed_back(scenario, 1), "backward", 0, "input gradient")


def gradients(scenario: Scenario, layer: int) -> Iterator[Op]:
    """Yield the operations that give the gradients of a layer's weights and biases."""
    outer = over_batch(scenario, Name(f"delta{layer}") @ incoming(scenario, layer).T)
    for term in gradient_terms(scenario, Name(f"W{layer}")):
        outer = outer + term if scenario.conventions.delta == "a-y" else outer - term
    yield Op(f"dW{layer}", outer, "gradient", layer, "weight gradient")
    if trains_biases(scenario, layer):
        yield Op(f"db{layer}", _bias_gradient(scenario, layer), "gradient", layer, "bias gradient")


def trains_biases(scenario: Scenario, layer: int) -> bool:
    """Return whether a layer has biases that the updates change."""
    return scenario.layers[layer - 1].biases is not None and scenario.conventions.biases != "frozen"


def _bias_gradient(scenario: Scenario, layer: int) -> Expr:
    gradient: Expr = Name(f"delta{layer}")
    if scenario.conventions.biases == "shared":
        gradient = call("sum", gradient)
    elif scenario.batched:
        gradient = call("row_sums", gradient)
    gradient = over_batch(scenario, gradient)
    return negated(gradient) if scenario.conventions.biases == "thresholds" else gradient


def upstream(scenario: Scenario, layer: int) -> Expr:
    """Return dE/da of a layer: the error's slope at the output, elsewhere what the layer after it passes back."""
    return error_derivative(scenario) if layer == len(scenario.layers) else _passed_back(scenario, layer + 1)


def _passed_back(scenario: Scenario, layer: int) -> Expr:
    """Return the derivative by what a layer was given, from its delta."""
    weights: Expr = Name(f"W{layer}")
    if scenario.conventions.folded:
        end = "last" if scenario.conventions.biases == "folded-last" else "first"
        weights = call(f"without_{end}_column", weights)
    return weights.T @ Name(f"delta{layer}")


def _pulled_back(scenario: Scenario, layer: int, upstream: Expr) -> Expr:
    z, a = Name(f"z{layer}"), Name(f"a{layer}")
    pulled = activation_of(scenario, layer).pull_back(upstream, z, a, scenario.conventions.at_kink)
    return pulled_back_at_output(scenario, pulled) if layer == len(scenario.layers) else pulled
