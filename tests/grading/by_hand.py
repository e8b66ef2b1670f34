"""A training step of a small network worked out in plain loops, apart from the program, with a slip anywhere.

Every rule is a hook; a mistake is another function in its place. Numbers are Python floats, indices count from 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Numbers = list[float]
Matrix = list[Numbers]


def sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-z))


FUNCTIONS: dict[str, Callable[[float], float]] = {
    "sigmoid": sigmoid,
    "tanh": math.tanh,
    "relu": lambda z: max(0.0, z),
    "linear": lambda z: z,
    "step": lambda z: 1.0 if z > 0 else 0.0,
}
SLOPES: dict[str, Callable[[float, float], float]] = {
    "sigmoid": lambda _z, a: a * (1 - a),
    "tanh": lambda _z, a: 1 - a * a,
    "relu": lambda z, _a: 1.0 if z > 0 else 0.0,
    "linear": lambda _z, _a: 1.0,
    "step": lambda _z, _a: 0.0,
}


def sign(number: float) -> float:
    return math.copysign(1.0, number) if number else 0.0


@dataclass
class Net:
    """A network of some layers, with the rules of the training step; each can be replaced by a mistaken one."""

    x: Numbers
    y: Numbers
    weights: dict[int, Matrix]
    biases: dict[int, Numbers]
    functions: dict[int, str]
    rate: float
    rules: dict[str, Callable[..., Any]] = field(default_factory=dict)
    outputs: Numbers = field(default_factory=list)
    """What the last layer gives, once it is worked out."""

    @property
    def last(self) -> int:
        return max(self.weights)

    def _rule(self, name: str, *arguments: Any) -> Any:
        return self.rules[name](*arguments) if name in self.rules else getattr(self, f"_{name}")(*arguments)

    def _weighted(self, layer: int, neuron: int, before: Numbers) -> float:
        return sum(w * v for w, v in zip(self.weights[layer][neuron], before, strict=True)) + self.biases[layer][neuron]

    def _activated(self, layer: int, z: float) -> float:
        return FUNCTIONS[self.functions[layer]](z)

    def _error(self, a: Numbers, y: Numbers) -> float:
        return sum((own - wanted) ** 2 for own, wanted in zip(a, y, strict=True)) / 2

    def _error_slope(self, a: float, y: float) -> float:
        return a - y

    def _slope(self, layer: int, z: float, a: float) -> float:
        return SLOPES[self.functions[layer]](z, a)

    def _output_delta(self, arriving: float, slope: float) -> float:
        return arriving * slope

    def _hidden_delta(self, arriving: float, slope: float) -> float:
        return arriving * slope

    def _carried(self, layer: int, neuron: int, delta: Numbers) -> float:
        """Return what the deltas of `layer` carry back to a neuron of the layer before."""
        return sum(row[neuron] * own for row, own in zip(self.weights[layer], delta, strict=True))

    def _gradient(self, _layer: int, delta: float, incoming: float) -> float:
        return delta * incoming

    def _bias_gradient(self, _layer: int, delta: float) -> float:
        return delta

    def _updated(self, _id: str, old: float, gradient: float) -> float:
        return old - self.rate * gradient

    def worked(self) -> dict[str, Any]:
        """Return every quantity of the training step by its id."""
        found: dict[str, Any] = {}
        before = {1: self.x}
        for layer, rows in self.weights.items():
            z = [self._rule("weighted", layer, neuron, before[layer]) for neuron in range(len(rows))]
            found[f"z{layer}"] = z
            found[f"a{layer}"] = [self._rule("activated", layer, own) for own in z]
            if "results" in self.rules:
                self.rules["results"](found)
            before[layer + 1] = found[f"a{layer}"]
        outputs = self.outputs = found[f"a{self.last}"]
        found["E"] = self._rule("error", outputs, self.y)
        arriving = [self._rule("error_slope", a, y) for a, y in zip(outputs, self.y, strict=True)]
        for layer in range(self.last, 0, -1):
            found[f"da{layer}"] = arriving
            values = zip(arriving, found[f"z{layer}"], found[f"a{layer}"], strict=True)
            rule = "output_delta" if layer == self.last else "hidden_delta"
            delta = [self._rule(rule, own, self._rule("slope", layer, z, a)) for own, z, a in values]
            found[f"delta{layer}"] = delta
            if "results" in self.rules:
                self.rules["results"](found)
            columns = range(len(before[layer]))
            arriving = [self._rule("carried", layer, neuron, delta) for neuron in columns]
            found[f"dW{layer}"] = [[self._rule("gradient", layer, d, v) for v in before[layer]] for d in delta]
            found[f"db{layer}"] = [self._rule("bias_gradient", layer, d) for d in delta]
        found["dx"] = arriving
        for layer, rows in self.weights.items():
            gradients = found[f"dW{layer}"]
            found[f"W{layer}"] = [
                [self._rule("updated", f"W{layer}", w, g) for w, g in zip(*pair, strict=True)]
                for pair in zip(rows, gradients, strict=True)
            ]
            pairs = zip(self.biases[layer], found[f"db{layer}"], strict=True)
            found[f"b{layer}"] = [self._rule("updated", f"b{layer}", b, g) for b, g in pairs]
        return found
