"""How a student works the backward pass of one layer."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tests.benchmarks.students.arithmetic import Column, Matrix, exp

if TYPE_CHECKING:
    from tests.benchmarks.students.student import Student


def _slope(student: Student, layer: int, j: int) -> float:
    """Return the derivative of the activation at a neuron."""
    kind, made, part = student.exercise.activations[layer - 1], student.made, student.hand.part
    if (way := made("derivative-of-neighbour", layer)) and way.unit == j:
        j = way.other
    a, z = student.a[layer][j], student.z[layer][j]
    if made("derivative-at-activation", layer):
        a = 1 / (1 + exp(-a)) if kind == "sigmoid" else math.tanh(a)
    if made("derivative-of-z", layer):
        a = z
    if made("derivative-is-a", layer):
        return a
    if made("derivative-is-1-a", layer):
        return part(1 - a)
    sigmoid = kind == "sigmoid" and not made("derivative-of-tanh", layer)
    if sigmoid or made("derivative-of-sigmoid", layer):
        return part(a * student.hand.each(1 - a))
    if kind in ("tanh", "sigmoid"):
        return part(1 - part(a**2))
    return 1.0 if kind == "linear" or z > 0 or made("relu-passes-negative", layer) else 0.0


def output_delta(student: Student) -> Column:
    """Return the deltas of the output layer."""
    kind, made, part, last = student.exercise.error, student.made, student.hand.part, student.exercise.last
    n, found = student.exercise.sizes[-1], []
    for j, (a, y) in enumerate(zip(student.a[last], student.exercise.y, strict=True)):
        difference = part(y - a if made("difference-reversed") else a - y)
        if made("error-for-difference"):
            difference = student.error
        factor = {"squared": 2.0, "mean-squared": 2.0 / n}.get(kind, 1.0)
        factor *= 2 if made("factor-2") else 0.5 if made("factor-half") else n if made("mean-forgotten") else 1
        value = part(factor * difference) if factor != 1 else difference
        if kind.endswith("entropy"):
            found.append(value * part(a * (1 - a)) if made("cross-entropy-derivative-added") else value)
        elif made("output-derivative-missing"):
            found.append(value)
        elif made("derivative-of-difference"):
            found.append(value * part(difference * (1 - difference)))
        else:
            found.append(value * _slope(student, last, j))
    return found


def hidden_delta(student: Student, layer: int, after: Column, new: dict[int, tuple[Matrix, Column]]) -> Column:
    """Return the deltas of a hidden layer; `new` has the layers that are updated already."""
    found, made, hand = [], student.made, student.hand
    rows = new[layer + 1][0] if made("backward-updated-weights", layer) else student.weights[layer + 1]
    for j in range(student.exercise.sizes[layer]):
        column = j
        if (way := made("backward-weight-of-neighbour", layer)) and way.unit == j:
            column = way.other
        total = 0.0
        for k, delta in enumerate(after):
            if (way := made("one-path", layer)) and way.other != k:
                continue
            weight = rows[column][k] if made("backward-not-transposed", layer) else rows[k][column]
            term = delta if made("backward-without-weights", layer) else hand.part(weight * delta)
            total = hand.each(total + term)
        total = hand.part(total)
        found.append(total if made("hidden-derivative-missing", layer) else total * _slope(student, layer, j))
    return found


def gradients(student: Student, layer: int, delta: Column) -> tuple[Matrix, Column]:
    """Return the gradients of a layer: of its weights and of its biases."""
    made, a = student.made, student.a[layer - 1]
    if made("input-for-hidden", layer):
        a = student.a[0]
    elif made("hidden-for-input", layer):
        a = student.a[layer]
    elif made("z-for-a", layer):
        a = student.z[layer - 1]
    weights = [[d * value for value in a] for d in delta]
    if made("gradient-transposed", layer):
        weights = [[weights[i][j] for i in range(len(weights))] for j in range(len(weights))]
    if made("delta-for-gradient", layer):
        weights = [[d for _ in a] for d in delta]
    if made("gradient-without-delta", layer):
        weights = [list(a) for _ in delta]
    biases = [d * a[0] for d in delta] if made("bias-times-input", layer) else list(delta)
    return weights, biases
