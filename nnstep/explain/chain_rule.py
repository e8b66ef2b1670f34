"""The gradient of one weight by the chain rule: along each path from the error to it, summed over the paths.

Source: R. Kapur, The Backpropagation Algorithm, Explained (2016), the derivation for an arbitrary weight. It reads
the results of the forward pass and no delta, and sums from the weight towards the error: a second way to the gradient,
independent of backpropagation.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product

import numpy as np

from nnstep.engine.frame import Frame
from nnstep.explain.network_derivatives import Factor, NetworkDerivatives
from nnstep.expr.array import Array
from nnstep.expr.notation import parts
from nnstep.expr.tree import Element, Expr, Name, Number, names, substitute
from nnstep.expr.walks.evaluate import evaluate
from nnstep.program.operations.backward import activation_name
from nnstep.program.operations.chosen_functions import activation_of
from nnstep.program.operations.output_delta import cancelled_delta, error_slope, loss_names, over_outputs
from nnstep.program.operations.penalty_terms import gradient_terms

MOST_PATHS = 64
"""Paths listed one by one, at most."""


@dataclass(frozen=True, slots=True)
class Path:
    """One way from the error back to the weight, through one neuron of each layer, for one sample."""

    sample: int
    """The sample's number in the batch, from 0."""
    factors: tuple[Factor, ...]

    @property
    def value(self) -> float:
        """The product of the factors."""
        return math.prod(factor.value for factor in self.factors)


@dataclass(frozen=True, slots=True)
class Chain:
    """The derivative of the error by one element of a parameter."""

    parameter: Element
    paths: tuple[Path, ...]
    """The first paths."""
    count: int
    """The number of paths."""
    total: float
    """The sum over all paths."""
    samples: int
    """The divisor of the sum: the samples of the batch, or 1 for an error that is their sum."""
    penalty: float
    """What the penalty on weights adds."""

    @property
    def derivative(self) -> float:
        """The derivative of the error by the element."""
        return self.total / self.samples + self.penalty


def chain(frame: Frame, parameter: str, index: tuple[int, ...], most: int = MOST_PATHS) -> Chain:
    """Return the chain rule for one element of weights or biases, at a frame just after the error.

    Raise ValueError where the parameter or the index does not exist.
    """
    network = NetworkDerivatives(frame)
    layer, kind = _parsed(network, parameter, index)
    starts = _starts(network, kind, layer, index)
    conventions = network.scenario.conventions
    mean = network.scenario.batched and conventions.reduction == "mean"
    element = Element(parameter, index)
    penalised = gradient_terms(network.scenario, Element(network.read_as(parameter), index)) if kind == "W" else ()
    return Chain(
        element,
        tuple(islice(_paths(network, layer, starts, element), most)),
        _count(network, layer, [neuron for neuron, _ in starts]) * network.samples,
        _total(network, layer, starts),
        network.samples if mean else 1,
        sum(float(evaluate(term, network.values)) for term in penalised),
    )


def _parsed(network: NetworkDerivatives, parameter: str, index: tuple[int, ...]) -> tuple[int, str]:
    if parameter not in network.program.trained:
        raise ValueError(f"{parameter} is not a parameter of this network")
    shape = network.shapes[parameter]
    if len(index) != len(shape) or not all(0 <= i < size for i, size in zip(index, shape, strict=True)):
        raise ValueError(f"{parameter} has no element at {list(index)}")
    kind, layer = parts(parameter)
    return layer, kind


def _starts(network: NetworkDerivatives, kind: str, layer: int, index: tuple[int, ...]) -> list[tuple[int, list[Expr]]]:
    """Return the neurons that use the parameter, each with the derivative of its z by it, for each sample."""
    samples = range(network.samples)
    one = Number(-1.0 if network.scenario.conventions.biases == "thresholds" else 1.0)
    if kind == "b":
        neurons = range(network.scenario.layers[layer - 1].neurons)
        if index:
            neurons = range(max(index), max(index) + 1)
        return [(neuron, [one for _ in samples]) for neuron in neurons]
    given, neuron = index if network.rows else index[::-1]
    if network.scenario.conventions.folded:
        columns = network.scenario.layers[layer - 1].weights.shape[1]
        inputs = range(columns)[network.scenario.conventions.inputs]
        if given not in inputs:
            return [(neuron, [one for _ in samples])]
        given = inputs.index(given)
    before = activation_name(layer - 1)
    return [(neuron, [network.element(before, given, sample) for sample in samples])]


def _paths(
    network: NetworkDerivatives, layer: int, starts: list[tuple[int, list[Expr]]], parameter: Element
) -> Iterator[Path]:
    for sample, (neuron, givens) in product(range(network.samples), starts):
        z = network.element(f"z{layer}", neuron, sample)
        last = network.factor(z, parameter, givens[sample])
        for factors in _backwards(network, layer, neuron, sample):
            yield Path(sample, (*factors, last))


def _backwards(network: NetworkDerivatives, layer: int, neuron: int, sample: int) -> Iterator[tuple[Factor, ...]]:
    """Yield the derivatives along each path from the error to a neuron's pre-activation."""
    for output in network.reaches(layer, neuron):
        slope = network.activation_slope(layer, output, neuron, sample)
        if layer == network.layers:
            yield _at_output(network, output, neuron, sample, slope)
            continue
        a = network.element(f"a{layer}", output, sample)
        for following in range(network.scenario.layers[layer].neurons):
            z = network.element(f"z{layer + 1}", following, sample)
            weight = network.factor(z, a, network.weight(layer + 1, following, output))
            for factors in _backwards(network, layer + 1, following, sample):
                yield (*factors, weight, slope)


def _at_output(network: NetworkDerivatives, output: int, neuron: int, sample: int, slope: Factor) -> tuple[Factor, ...]:
    """Return the derivatives from the error to an output's pre-activation, as one where their product is lost."""
    outer = network.error_slope(output, sample)
    if np.isfinite(outer.value * slope.value):
        return (outer, slope)
    cancelled = network.cancelled(output, neuron, sample)
    return (outer, slope) if cancelled is None else (cancelled,)


def _count(network: NetworkDerivatives, layer: int, neurons: list[int]) -> int:
    """Return the number of paths from the error to these neurons of a layer."""
    count = sum(len(network.reaches(layer, neuron)) for neuron in neurons)
    for following in range(layer + 1, network.layers + 1):
        size = network.scenario.layers[following - 1].neurons
        count *= sum(len(network.reaches(following, neuron)) for neuron in range(size))
    return count


@np.errstate(all="ignore")  # what is not finite is to be seen in the numbers
def _total(network: NetworkDerivatives, layer: int, starts: list[tuple[int, list[Expr]]]) -> float:
    """Return the sum over all paths: the effect of a small change of the parameter, followed to the error."""
    change = np.zeros((network.scenario.layers[layer - 1].neurons, network.samples))
    for neuron, givens in starts:
        change[neuron] = [float(evaluate(given, network.values)) for given in givens]
    for following in range(layer, network.layers + 1):
        if following > layer:
            change = _columns(network, network.read_as(f"W{following}"), folded=True) @ change
        if following < network.layers:
            change = _through(network, following, change)
    moved = _through(network, network.layers, change)
    total = float(np.sum(np.broadcast_to(_of_output(network, error_slope(network.scenario)), moved.shape) * moved))
    limit = cancelled_delta(network.scenario)
    if np.isfinite(total) or limit is None:
        return total
    return float(np.sum(np.broadcast_to(_of_output(network, limit), change.shape) * change))


def _of_output(network: NetworkDerivatives, derivative: Expr) -> Array:
    """Return a derivative of the error function at the output, one column a sample."""
    names_here = {**loss_names(network.scenario), "z": Name(f"z{network.layers}")}
    expr = over_outputs(network.scenario, substitute(derivative, names_here))
    return evaluate(expr, {id: _columns(network, id) for id in names(expr)})


def _through(network: NetworkDerivatives, layer: int, change: Array) -> Array:
    """Return the change of a layer's activations that a change of its pre-activations makes."""
    values = {id: _columns(network, f"{id}{layer}") for id in ("z", "a")}
    activation = activation_of(network.scenario, layer)
    if activation.slope is not None:
        return change * evaluate(network.kept_slope(layer), values)
    a = values["a"]
    result: Array = a * (change - np.sum(a * change, axis=0, keepdims=True))
    return result


def _columns(network: NetworkDerivatives, id: str, *, folded: bool = False) -> Array:
    """Return a quantity with one column a sample, or one row a neuron; weights without a folded bias."""
    value = network.values[id].T if network.rows else network.values[id]
    return value[:, network.scenario.conventions.inputs] if folded else value
