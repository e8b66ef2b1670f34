"""One weight's gradient as what it is: the chain rule along each path from the error to it, summed over the paths.

Source: R. Kapur, The Backpropagation Algorithm, Explained (2016), the derivation for an arbitrary weight. It reads what
forward propagation gave and no delta; the sum of all paths is worked out from the weight towards the error, so it is a
second way to the number that backpropagation finds. Knows no face.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product

import numpy as np

from nnstep.engine.frame import Frame
from nnstep.expr.array import Array
from nnstep.expr.notation import parts
from nnstep.expr.tree import Element, Expr, Name, Number, Slope, names, substitute
from nnstep.expr.walks.evaluate import evaluate
from nnstep.expr.walks.expand import expand
from nnstep.expr.walks.orientation import transposed
from nnstep.losses import LOSSES
from nnstep.program.backward import activation_name, activation_of, loss_names, over_outputs

MOST_PATHS = 64
"""So many paths are listed one by one, at the most."""


@dataclass(frozen=True, slots=True)
class Factor:
    """One derivative along a path."""

    of: Expr
    """What is differentiated: an element, or the name of the error."""
    by: Expr
    """By what."""
    meaning: Expr
    """What that is: a scalar expression, in which an activation's derivative stands as a `Slope`."""
    value: float


@dataclass(frozen=True, slots=True)
class Path:
    """One way from the error back to the weight, through one neuron of each layer, for one sample."""

    sample: int
    """Its number in the batch, from 0."""
    factors: tuple[Factor, ...]

    @property
    def value(self) -> float:
        """The product of the factors."""
        return float(np.prod([factor.value for factor in self.factors]))


@dataclass(frozen=True, slots=True)
class Chain:
    """The derivative of the error by one element of a parameter."""

    parameter: Element
    paths: tuple[Path, ...]
    """The first of them."""
    count: int
    """How many paths there are."""
    total: float
    """The sum over all paths."""
    samples: int
    """What the sum is divided by: the samples of the batch, or 1 where their sum is taken."""
    penalty: float
    """What L2 adds to the mean."""

    @property
    def derivative(self) -> float:
        """The derivative of the error by the element."""
        return self.total / self.samples + self.penalty


class _Network:
    """Derivatives between neighbouring quantities of a network, whichever way round it is written."""

    def __init__(self, frame: Frame) -> None:
        self.program, self.values, self.shapes = frame.program, frame.values, frame.shapes
        self.scenario = self.program.scenario
        self.rows = self.program.sample_axis == 0
        self.layers = len(self.scenario.layers)
        self.samples = self.values["x"].shape[self.program.sample_axis]

    def element(self, id: str, unit: int, sample: int) -> Element:
        return Element(id, (sample, unit) if self.rows else (unit, sample))

    def weight(self, layer: int, neuron: int, given: int) -> Element:
        """Return the weight from neuron `given` of the layer before."""
        column = given + (self.scenario.conventions.biases == "folded")
        return Element(f"W{layer}", (column, neuron) if self.rows else (neuron, column))

    def factor(self, of: Expr, by: Expr, meaning: Expr) -> Factor:
        return Factor(of, by, meaning, float(evaluate(_worked(meaning), self.values)))

    def error_slope(self, output: int, sample: int) -> Factor:
        """Return the derivative of a sample's error by one output."""
        slope = over_outputs(self.scenario, substitute(LOSSES[self.scenario.error].slope, loss_names(self.scenario)))
        a = self.element(f"a{self.layers}", output, sample)
        expr = transposed(slope) if self.rows else slope
        return self.factor(Name("E"), a, expand(expr, a.index, self.shapes))

    def activation_slope(self, layer: int, output: int, given: int, sample: int) -> Factor:
        """Return the derivative of an activation by a pre-activation of its layer: of another neuron's for softmax."""
        a, z = self.element(f"a{layer}", output, sample), self.element(f"z{layer}", given, sample)
        activation = activation_of(self.scenario, layer)
        if activation.slope is not None:
            body = substitute(activation.slope_at(self.scenario.conventions.at_kink), {"z": z, "a": a})
            return self.factor(a, z, Slope(activation.value.function, z, body))
        other = self.element(f"a{layer}", given, sample)
        return self.factor(a, z, a * (1 - a) if output == given else -(a * other))

    def reaches(self, layer: int, neuron: int) -> list[int]:
        """Return the activations of a layer that depend on a neuron's pre-activation."""
        if activation_of(self.scenario, layer).slope is not None:
            return [neuron]
        return list(range(self.scenario.layers[layer - 1].neurons))


def chain(frame: Frame, parameter: str, index: tuple[int, ...], most: int = MOST_PATHS) -> Chain:
    """Return the chain rule for one element of a weight matrix or of biases, at a frame just after the error.

    Raise ValueError where the parameter or the index does not exist.
    """
    network = _Network(frame)
    layer, kind = _parsed(network, parameter, index)
    starts = _starts(network, kind, layer, index)
    conventions = network.scenario.conventions
    mean = network.scenario.batched and conventions.reduction == "mean"
    element = Element(parameter, index)
    penalised = network.scenario.l2 and kind == "W"
    return Chain(
        element,
        tuple(islice(_paths(network, layer, starts, element), most)),
        _count(network, layer, [neuron for neuron, _ in starts]) * network.samples,
        _total(network, layer, starts),
        network.samples if mean else 1,
        network.scenario.l2 * float(evaluate(element, network.values)) if penalised else 0.0,
    )


def _parsed(network: _Network, parameter: str, index: tuple[int, ...]) -> tuple[int, str]:
    if parameter not in network.program.trained:
        raise ValueError(f"{parameter} is no parameter of this network")
    shape = network.shapes[parameter]
    if len(index) != len(shape) or not all(0 <= i < size for i, size in zip(index, shape, strict=True)):
        raise ValueError(f"{parameter} has no element at {list(index)}")
    kind, layer = parts(parameter)
    return layer, kind


def _starts(network: _Network, kind: str, layer: int, index: tuple[int, ...]) -> list[tuple[int, list[Expr]]]:
    """Return the neurons that the parameter belongs to, each with the derivative of its z by it, for each sample."""
    samples = range(network.samples)
    one = Number(-1.0 if network.scenario.conventions.biases == "thresholds" else 1.0)
    if kind == "b":
        neurons = range(network.scenario.layers[layer - 1].neurons)
        if index:
            neurons = range(max(index), max(index) + 1)
        return [(neuron, [one for _ in samples]) for neuron in neurons]
    given, neuron = index if network.rows else index[::-1]
    if network.scenario.conventions.biases == "folded":
        if given == 0:
            return [(neuron, [one for _ in samples])]
        given -= 1
    before = activation_name(layer - 1)
    return [(neuron, [network.element(before, given, sample) for sample in samples])]


def _paths(network: _Network, layer: int, starts: list[tuple[int, list[Expr]]], parameter: Element) -> Iterator[Path]:
    for sample, (neuron, givens) in product(range(network.samples), starts):
        z = network.element(f"z{layer}", neuron, sample)
        last = network.factor(z, parameter, givens[sample])
        for factors in _backwards(network, layer, neuron, sample):
            yield Path(sample, (*factors, last))


def _backwards(network: _Network, layer: int, neuron: int, sample: int) -> Iterator[tuple[Factor, ...]]:
    """Yield, for each way from the error to a neuron's pre-activation, its derivatives."""
    for output in network.reaches(layer, neuron):
        slope = network.activation_slope(layer, output, neuron, sample)
        if layer == network.layers:
            yield (network.error_slope(output, sample), slope)
            continue
        a = network.element(f"a{layer}", output, sample)
        for following in range(network.scenario.layers[layer].neurons):
            z = network.element(f"z{layer + 1}", following, sample)
            weight = network.factor(z, a, network.weight(layer + 1, following, output))
            for factors in _backwards(network, layer + 1, following, sample):
                yield (*factors, weight, slope)


def _count(network: _Network, layer: int, neurons: list[int]) -> int:
    """Return how many ways there are from the error to these neurons of a layer."""
    count = sum(len(network.reaches(layer, neuron)) for neuron in neurons)
    for following in range(layer + 1, network.layers + 1):
        size = network.scenario.layers[following - 1].neurons
        count *= sum(len(network.reaches(following, neuron)) for neuron in range(size))
    return count


def _total(network: _Network, layer: int, starts: list[tuple[int, list[Expr]]]) -> float:
    """Return the sum over all paths: what a small change of the parameter does, followed towards the error."""
    change = np.zeros((network.scenario.layers[layer - 1].neurons, network.samples))
    for neuron, givens in starts:
        change[neuron] = [float(evaluate(given, network.values)) for given in givens]
    for following in range(layer, network.layers + 1):
        if following > layer:
            change = _columns(network, f"W{following}", folded=True) @ change
        change = _through(network, following, change)
    loss = LOSSES[network.scenario.error]
    slope = over_outputs(network.scenario, substitute(loss.slope, loss_names(network.scenario)))
    outputs = {id: _columns(network, id) for id in names(slope)}
    return float(np.sum(np.broadcast_to(evaluate(slope, outputs), change.shape) * change))


def _through(network: _Network, layer: int, change: Array) -> Array:
    """Return the change of a layer's activations that a change of its pre-activations makes."""
    values = {id: _columns(network, f"{id}{layer}") for id in ("z", "a")}
    activation = activation_of(network.scenario, layer)
    if activation.slope is not None:
        return change * evaluate(activation.slope_at(network.scenario.conventions.at_kink), values)
    a = values["a"]
    result: Array = a * (change - np.sum(a * change, axis=0, keepdims=True))
    return result


def _columns(network: _Network, id: str, *, folded: bool = False) -> Array:
    """Return a quantity with one column a sample, or one row a neuron; weights without what is a bias."""
    value = network.values[id].T if network.rows else network.values[id]
    return value[:, 1:] if folded and network.scenario.conventions.biases == "folded" else value


def _worked(meaning: Expr) -> Expr:
    return meaning.body if isinstance(meaning, Slope) else meaning
