"""A student who works an exercise with plain loops, and makes the mistakes that we know."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.benchmarks.students.arithmetic import Column, Matrix, exp, log
from tests.benchmarks.students.backward import gradients, hidden_delta, output_delta
from tests.benchmarks.students.exercise import Cell, Exercise
from tests.benchmarks.students.hand import Hand
from tests.benchmarks.students.mistakes import SLIPS, Mistake
from tests.benchmarks.students.places import possible
from tests.benchmarks.students.slips import slipped
from tests.benchmarks.students.updates import updated

LATE = ("one-step-too-many", "one-step-too-few", "error-after-update")
"""Mistakes that put a number of another training step on the paper."""


class DiffersError(Exception):
    """A number that is not the expected one."""


@dataclass
class Student:
    """One run through an exercise; `texts` is what stands on the paper at its end."""

    exercise: Exercise
    hand: Hand
    mistakes: tuple[Mistake, ...] = ()
    expected: Mapping[Cell, str] | None = None
    """What must come out; the student stops at the first other number, and does not write what is not asked for."""
    texts: dict[Cell, str] = field(default_factory=dict)
    step: int = 0
    now: dict[tuple[str, int], Mistake] = field(default_factory=dict)
    """The mistakes made in this step, by id and layer; 0 where no layer matters."""
    weights: dict[int, Matrix] = field(default_factory=dict)
    biases: dict[int, Column] = field(default_factory=dict)
    state: dict[tuple[str, int, int], float] = field(default_factory=dict)
    """The optimizer's memory of each weight, by its name, neuron and input."""

    def made(self, id: str, layer: int = 0) -> Mistake | None:
        """Return the mistake if it is made in this step and layer."""
        return self.now.get((id, layer))

    def _begin(self, step: int) -> None:
        """Begin a training step: note which mistakes are made in it, in which layers."""
        self.step, self.now = step, {}
        for way in self.mistakes:
            if way.step in (0, step):
                everywhere = [0, *(layer for layer in self.exercise.layers if possible(self.exercise, way.id, layer))]
                self.now |= {(way.id, layer): way for layer in ([0, way.layer] if way.layer else everywhere)}

    def put(self, id: str, index: tuple[int, ...], value: float) -> float:
        """Write a result down; return what is carried on."""
        cell, expected = (self.step, id, index), self.expected
        kept = self.hand.keep(value)
        if expected is not None and cell not in expected and all(way.cell is None for way in self.mistakes):
            return kept
        text = self.hand.write(kept if self.hand.habit == "float32" else value)  # a program prints what it keeps
        for way in self.mistakes:
            if way.cell == cell and (way.id in SLIPS or way.id == "arithmetic-slip"):
                wrong = slipped(text, way, self.texts.get(way.source, text) if way.source else "")
                kept, text = float(wrong) if way.carried and wrong != text else kept, wrong
        if expected is not None and expected.get(cell, text) != text:
            raise DiffersError
        self.texts[cell] = text
        return kept

    def work(self) -> dict[Cell, str]:
        """Work all training steps; return every number written."""
        steps, start = self.exercise.steps, self.hand.each
        for layer in self.exercise.layers:
            self.weights[layer] = [[start(w) for w in row] for row in self.exercise.weights[layer - 1]]
            if self.exercise.biases is not None:
                self.biases[layer] = [start(b) for b in self.exercise.biases[layer - 1]]
        extra = int(any(way.id in ("one-step-too-many", "error-after-update") for way in self.mistakes))
        for step in range(1, steps + 1 + extra):
            self._begin(step)
            self._train()
        for (step, id, index), text in list(self.texts.items()):
            if step > steps:
                del self.texts[step, id, index]
                if id[0] in "Wb" and any(way.id == "one-step-too-many" for way in self.mistakes):
                    self.texts[steps, id, index] = text
                if id == "E" and any(way.id == "error-after-update" for way in self.mistakes):
                    self.texts[step - 1, id, index] = text
            elif step == steps and id[0] in "Wb" and any(way.id == "one-step-too-few" for way in self.mistakes):
                self.texts[step, id, index] = self.texts[step - 1, id, index]
        return self.texts

    def _train(self) -> None:
        self.z: dict[int, Column] = {}
        self.a: dict[int, Column] = {0: [self.hand.each(x) for x in self.exercise.x]}
        for layer in self.exercise.layers:
            net = [self._net(layer, j) for j in range(self.exercise.sizes[layer])]
            self.z[layer] = [self.put(f"z{layer}", (j,), z) for j, z in enumerate(net)]
            self.a[layer] = [self.put(f"a{layer}", (j,), a) for j, a in enumerate(self._activations(layer))]
        self.error = self.put("E", (), self._error())
        delta: Column = []
        new: dict[int, tuple[Matrix, Column]] = {}
        for layer in reversed(self.exercise.layers):
            found = output_delta(self) if layer == self.exercise.last else hidden_delta(self, layer, delta, new)
            delta = [self.put(f"delta{layer}", (j,), value) for j, value in enumerate(found)]
            new[layer] = updated(self, layer, *gradients(self, layer, delta))
        for layer, (weights, biases) in new.items():
            self.weights[layer], self.biases[layer] = weights, biases

    def _net(self, layer: int, j: int) -> float:
        rows, inputs, hand = self.weights[layer], list(self.a[layer - 1]), self.hand
        weights = list(rows[j])
        if self.made("forward-transposed", layer):
            weights = [rows[i][j] for i in range(len(weights))]
        if self.made("input-for-hidden-forward", layer):
            inputs = list(self.a[0])
        if (way := self.made("weights-exchanged", layer)) and way.unit == j:
            weights[way.other], weights[way.other + 1] = weights[way.other + 1], weights[way.other]
        if (way := self.made("inputs-exchanged", layer)) and way.unit == j:
            inputs[way.other], inputs[way.other + 1] = inputs[way.other + 1], inputs[way.other]
        if (way := self.made("weight-of-neighbour", layer)) and way.unit == j:
            weights[way.other] = weights[way.other + 1]
        terms = [hand.part(w * x) for w, x in zip(weights, inputs, strict=True)]
        if (way := self.made("term-left-out", layer)) and way.unit == j:
            terms[way.other] = 0.0
        total = 0.0
        for term in terms:
            total = hand.each(total + term)
        if self.exercise.biases is None or self.made("bias-left-out", layer):
            return total
        bias = self.biases[layer][j]
        if (way := self.made("bias-of-neighbour", layer)) and way.unit == j:
            bias = self.biases[layer][way.other]
        if self.made("bias-of-other-layer", layer):
            bias = self.biases[layer - 1][j]
        return total - bias if self.made("bias-subtracted", layer) else total + bias

    def _activations(self, layer: int) -> Column:
        z, kind = self.z[layer], self.exercise.activations[layer - 1]
        if self.made("activation-left-out", layer):
            return list(z)
        base = math.log(2.7) if self.made("e-is-2.7") else 1.0
        each = self.hand.each
        if kind == "softmax":
            powers = list(z) if self.made("softmax-without-exp", layer) else [each(exp(base * value)) for value in z]
            total = 1.0 if self.made("softmax-not-normalized", layer) else sum(powers)
            return [power / total if total else math.nan for power in powers]
        found = []
        for value in z:
            if (kind == "sigmoid" and self.made("tanh-for-sigmoid", layer)) or (
                kind == "tanh" and not self.made("sigmoid-for-tanh", layer)
            ):
                found.append(math.tanh(value))
            elif kind in ("sigmoid", "tanh"):
                sign = 1 if self.made("exponent-sign-lost", layer) else -1
                found.append(1 / each(1 + each(exp(sign * base * value))))
            else:
                found.append(max(0.0, value) if kind == "relu" else value)
        return found

    def _error(self) -> float:
        hand, made, kind, n = self.hand, self.made, self.exercise.error, self.exercise.sizes[-1]
        a, y = self.a[self.exercise.last], self.exercise.y
        if kind.endswith("entropy"):
            total = 0.0
            for output, target in zip(a, y, strict=True):
                total += target * log(output)
                if kind == "binary-cross-entropy":
                    total += (1 - target) * log(1 - output)
            total = total / math.log(10) if made("error-log10") else total
            return total if made("error-minus-lost") else -total
        differences = [hand.part(output - target) for output, target in zip(a, y, strict=True)]
        factor = {"half-squared": 0.5, "squared": 1.0, "mean-squared": 1 / n}[kind]
        if made("error-half-missing"):
            factor = 1.0
        if made("error-half-added"):
            factor = 0.5
        if made("error-mean-for-sum"):
            factor = factor / n
        if made("error-square-of-sum"):
            return factor * sum(differences) ** 2
        if made("error-square-missing"):
            squares = differences
        elif made("error-absolute"):
            squares = [abs(difference) for difference in differences]
        else:
            squares = [hand.part(difference**2) for difference in differences]
        total = squares[0] if made("error-of-one-output") else sum(squares)
        return math.sqrt(factor * total) if made("error-root") else factor * total
