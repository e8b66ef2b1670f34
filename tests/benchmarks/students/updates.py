"""How a student updates the weights and biases of one layer."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tests.benchmarks.students.exercise import BETA1, BETA2, EPS, MU

if TYPE_CHECKING:
    from tests.benchmarks.students.student import Student


def updated(
    student: Student, layer: int, weights: list[list[float]], biases: list[float]
) -> tuple[list[list[float]], list[float]]:
    """Write the gradients and the new weights and biases of a layer; return the latter two."""
    exercise = student.exercise
    kept = [
        [_gradient(student, layer, f"dW{layer}", (j, i), g) for i, g in enumerate(row)] for j, row in enumerate(weights)
    ]
    old = student.weights[layer]
    new = [
        [_new(student, layer, f"W{layer}", (j, i), old[j][i], g) for i, g in enumerate(row)]
        for j, row in enumerate(kept)
    ]
    if exercise.biases is None:
        return new, []
    slopes = [_gradient(student, layer, f"db{layer}", (j,), g) for j, g in enumerate(biases)]
    start = student.biases[layer]
    return new, [_new(student, layer, f"b{layer}", (j,), start[j], g) for j, g in enumerate(slopes)]


def _gradient(student: Student, layer: int, id: str, index: tuple[int, ...], value: float) -> float:
    if student.made("step-for-gradient", layer):
        value = -student.exercise.rate * value
    return student.put(id, index, value)


def _new(student: Student, layer: int, id: str, index: tuple[int, ...], old: float, gradient: float) -> float:
    """Write the new value of a weight or bias; return it."""
    made, optimizer = student.made, student.exercise.optimizer
    way = made("weight-not-updated", layer)
    left = (way is not None and (way.unit, way.other) == index) or (
        id.startswith("b") and made("bias-not-updated", layer) is not None
    )
    rate = student.hand.each(student.exercise.rate)
    if optimizer == "momentum":
        velocity = _velocity(student, id, index, gradient, rate)
        return student.put(id, index, old if left else old + velocity)
    if optimizer == "adam":
        step = _adam_step(student, id, index, gradient, rate)
        return student.put(id, index, old if left else old - step)
    if left:
        return student.put(id, index, old)
    if made("rate-twice", layer):
        rate = rate * rate
    elif made("rate-not-used", layer):
        rate = 1.0
    elif way := made("rate-other", layer):
        rate = way.value
    step = student.hand.part(rate * gradient)
    if made("step-for-gradient", layer):
        return student.put(id, index, old + gradient)
    if made("step-for-weight", layer):
        return student.put(id, index, -step)
    return student.put(id, index, old + step if made("step-added", layer) else old - step)


def _velocity(student: Student, id: str, index: tuple[int, ...], gradient: float, rate: float) -> float:
    made, place = student.made, (id, *_pair(index))
    before, earlier = student.state.get(place, 0.0), student.state.get((f"d{id}", *_pair(index)), 0.0)
    student.state[f"d{id}", *_pair(index)] = gradient
    if made("momentum-left-out"):
        before = 0.0
    if made("momentum-of-gradient"):
        before = earlier
    if made("momentum-sign"):
        before = -before
    step = student.hand.part(rate * gradient)
    if made("momentum-average"):
        step = student.hand.part((1 - MU) * step)
    student.state[place] = student.put(f"v{id}", index, student.hand.part(MU * before) - step)
    return student.state[place]


def _adam_step(student: Student, id: str, index: tuple[int, ...], gradient: float, rate: float) -> float:
    made, put, hand, t = student.made, student.put, student.hand, student.step
    first, second = (f"m{id}", *_pair(index)), (f"s{id}", *_pair(index))
    square = gradient if made("adam-not-squared") else hand.part(gradient**2)
    m = put(first[0], index, hand.part(BETA1 * student.state.get(first, 0.0)) + hand.part((1 - BETA1) * gradient))
    s = put(second[0], index, hand.part(BETA2 * student.state.get(second, 0.0)) + hand.part((1 - BETA2) * square))
    student.state[first], student.state[second] = m, s
    m_hat = put(f"mhat{id}", index, m if made("adam-first-uncorrected") else m / (1 - BETA1**t))
    s_hat = put(f"shat{id}", index, s if made("adam-second-uncorrected") else s / (1 - BETA2**t))
    root = s_hat if made("adam-root-missing") else hand.part(math.sqrt(max(s_hat, 0.0)))
    below = root + EPS
    return hand.part(rate * m_hat / below) if below else math.nan


def _pair(index: tuple[int, ...]) -> tuple[int, int]:
    return (index[0], index[1]) if len(index) == 2 else (index[0], -1)
