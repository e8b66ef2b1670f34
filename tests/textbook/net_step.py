"""One training step of a drawn network, by the formulas of textbooks, sample by sample and number by number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from tests.textbook.bounded import Bounded, Rounding, by_sign, size, total
from tests.textbook.drawn_net import KINKS, DrawnNet
from tests.textbook.functions import activation, error, error_slopes, slope, softmax
from tests.textbook.updates import Updates

Vector = list[Bounded]
Matrix = list[Vector]
Values = Mapping[str, Matrix]


@dataclass(slots=True)
class NetStep:
    """The values of a training step by id, as lists of rows: a row a neuron, a column a sample of z, a, delta."""

    net: DrawnNet
    rounding: Rounding
    start: Values
    """Parameters and the optimizer's own, as the step begins."""
    step: int
    """From 0."""
    epochs: int
    """Those that are over."""
    rows: Sequence[int]
    """The samples of the batch."""
    found: dict[str, Matrix] = field(default_factory=dict)

    def run(self) -> dict[str, Matrix]:
        """Return all values of the step, as it ends."""
        net, count = self.net, len(self.net.layers)
        updates = Updates(net.training, self.rounding, self.start, self.step, self.epochs)
        read = updates.read
        per_sample = [self._forward(read, sample) for sample in self.rows]
        for number in range(1, count + 1):
            for kind in "za":
                self.found[f"{kind}{number}"] = _columns([each[f"{kind}{number}"] for each in per_sample])
        self.found["E"] = [[self._error(read, [each[f"a{count}"] for each in per_sample])]]
        deltas = [self._output_delta(each, sample) for each, sample in zip(per_sample, self.rows, strict=True)]
        for number in range(count, 0, -1):
            self.found[f"delta{number}"] = _columns(deltas)
            gradients = self._gradients(read, number, deltas, per_sample)
            self.found |= gradients
            new = {
                id: updates.updated(id, gradients[f"d{id}"])
                for id in (f"W{number}", f"b{number}")
                if f"d{id}" in gradients
            }
            for each in new.values():
                self.found |= each
            if number > 1:
                weights = (
                    self.found[f"W{number}"] if net.conventions["update"] == "output-first" else read[f"W{number}"]
                )
                deltas = [
                    self._delta_before(weights, number - 1, delta, each)
                    for delta, each in zip(deltas, per_sample, strict=True)
                ]
        return self.found

    def _numbers(self, row: Sequence[float]) -> Vector:
        return [self.rounding.given(number) for number in row]

    def _forward(self, read: Values, sample: int) -> dict[str, Vector]:
        found = {"a0": self._numbers(self.net.inputs[sample])}
        for number, layer in enumerate(self.net.layers, start=1):
            sums = [
                total(w * a for w, a in zip(row, found[f"a{number - 1}"], strict=True)) for row in read[f"W{number}"]
            ]
            if (biases := self._biases(read, number)) is not None:
                minus = self.net.conventions["biases"] == "thresholds"
                sums = [z - b if minus else z + b for z, b in zip(sums, biases, strict=True)]
            found[f"z{number}"] = sums
            soft = layer.activation == "softmax"
            found[f"a{number}"] = (
                softmax(sums) if soft else [activation(layer.activation, z, layer.settings) for z in sums]
            )
        return found

    def _biases(self, read: Values, number: int) -> Vector | None:
        """Return one bias a neuron; None where there is none."""
        match self.net.conventions["biases"]:
            case "none":
                return None
            case "frozen":
                return self._numbers(self.net.layers[number - 1].biases)
            case "shared":
                return read[f"b{number}"][0] * len(self.net.layers[number - 1].weights)
            case _:
                return [row[0] for row in read[f"b{number}"]]

    @property
    def _share(self) -> Fraction:
        """What the error of a sample is multiplied by, beside that of the batch."""
        outputs = len(self.net.layers[-1].weights)
        share = Fraction(*self.net.error_factor)
        return share / outputs if self.net.conventions["over_outputs"] == "mean" else share

    @property
    def _of_batch(self) -> float:
        return 1 / len(self.rows) if self.net.conventions["reduction"] == "mean" else 1.0

    def _targets(self, sample: int) -> Vector:
        return self._numbers(self.net.targets[sample])

    def _error(self, read: Values, outputs: Sequence[Vector]) -> Bounded:
        net = self.net
        errors = [
            error(net.error, a, self._targets(s), net.error_delta) for a, s in zip(outputs, self.rows, strict=True)
        ]
        found = total(errors) * self._of_batch * float(self._share)
        l2, l1 = self._penalties()
        weights = [w for number in range(1, len(net.layers) + 1) for row in read[f"W{number}"] for w in row]
        if l2:
            found = found + l2 / 2 * total(w**2 for w in weights)
        return found + l1 * total(map(size, weights)) if l1 else found

    def _penalties(self) -> tuple[float, float]:
        """Return what λ and λ₁ are multiplied with in all, as factors of ½ Σ W² and of Σ |W|."""
        kind = self.net.penalty.get("penalty", "lambda/2")
        by = {"lambda/(2m)": len(self.net.inputs), "lambda/(2B)": len(self.rows)}.get(str(kind), 1)
        twice = 2 if kind == "lambda" else 1
        return twice * float(self.net.penalty.get("l2", 0)) / by, float(self.net.penalty.get("l1", 0)) / by

    def _output_delta(self, values: Mapping[str, Vector], sample: int) -> Vector:
        net, last = self.net, len(self.net.layers)
        y = self._targets(sample)
        if net.training.optimizer == "perceptron":
            return [a - target for a, target in zip(values[f"a{last}"], y, strict=True)]
        slopes = error_slopes(net.error, values[f"a{last}"], y, net.error_delta)
        return self._through(last, [each * float(self._share) for each in slopes], values)

    def _through(self, number: int, upstream: Vector, values: Mapping[str, Vector]) -> Vector:
        """Return dE/dz of a layer from its dE/da."""
        layer, z, a = self.net.layers[number - 1], values[f"z{number}"], values[f"a{number}"]
        if layer.activation == "softmax":
            inner = total(x * g for x, g in zip(a, upstream, strict=True))
            return [x * (g - inner) for x, g in zip(a, upstream, strict=True)]
        kink = KINKS[self.net.conventions["at_kink"]]
        return [g * slope(layer.activation, x, layer.settings, kink) for g, x in zip(upstream, z, strict=True)]

    def _delta_before(self, weights: Matrix, number: int, delta: Vector, values: Mapping[str, Vector]) -> Vector:
        upstream = [total(row[k] * d for row, d in zip(weights, delta, strict=True)) for k in range(len(weights[0]))]
        return self._through(number, upstream, values)

    def _gradients(
        self, read: Values, number: int, deltas: Sequence[Vector], per_sample: Sequence[Mapping[str, Vector]]
    ) -> dict[str, Matrix]:
        before = [each[f"a{number - 1}"] for each in per_sample]
        l2, l1 = self._penalties()
        weights = [
            [
                total(d[i] * a[k] for d, a in zip(deltas, before, strict=True)) * self._of_batch
                for k in range(len(before[0]))
            ]
            for i in range(len(deltas[0]))
        ]
        if l2 or l1:
            weights = [
                [
                    g + l2 * w + l1 * by_sign(w, -1.0, 0.0, 1.0) if l1 else g + l2 * w
                    for g, w in zip(row, ws, strict=True)
                ]
                for row, ws in zip(weights, read[f"W{number}"], strict=True)
            ]
        found = {f"dW{number}": weights}
        biases = [[total(d[i] for d in deltas) * self._of_batch] for i in range(len(deltas[0]))]
        match self.net.conventions["biases"]:
            case "per-neuron":
                found[f"db{number}"] = biases
            case "thresholds":
                found[f"db{number}"] = [[-row[0]] for row in biases]
            case "shared":
                found[f"db{number}"] = [[total(row[0] for row in biases)]]
        return found


def _columns(vectors: Sequence[Vector]) -> Matrix:
    return [list(row) for row in zip(*vectors, strict=True)]
