"""A network trained in plain NumPy, sample by sample, with what is measured of each training step's gradients."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnstep.expr.array import Array

_TEXT = """
title = "Tanh, ReLU and sigmoid"
input = [[0.5, -1], [1, 2], [-0.3, 0.8], [2, 0.1], [-1, -1]]
target = [[1], [0], [1], [0], [1]]
learning_rate = 0.3
error = "half-squared"
[[layers]]
activation = "tanh"
weights = {first}
biases = [0.1, 0.2, 0]
[[layers]]
activation = "relu"
weights = {second}
biases = [0, -6, 0.1]
[[layers]]
activation = "sigmoid"
weights = {third}
biases = [0.2]
[training]
epochs = 40
batch_size = 2
[conventions]
orientation = "{orientation}"
"""
_WEIGHTS = (
    [[4, -3], [0.3, 0.4], [-0.2, 0.9]],
    [[0.5, -0.6, 0.2], [-1, -1, -1], [0.3, 0.2, 0.7]],
    [[0.4, 0.8, -0.5]],
)
LAYERS = 3
_RATE = 0.3


def exercise(orientation: str = "column") -> str:
    """Return the scenario: five samples in batches of two, so the last batch of an epoch has one sample.

    Its second ReLU is dead throughout.
    """
    stated = _WEIGHTS if orientation == "column" else [np.array(rows).T.tolist() for rows in _WEIGHTS]
    return _TEXT.format(orientation=orientation, first=stated[0], second=stated[1], third=stated[2])


@dataclass
class LoopStep:
    """What one training step's gradients measure, by layer from 1, and its activations."""

    deltas: list[Array]
    """One list of all elements a layer."""
    activations: list[Array]
    gradients: list[Array]
    weights: list[Array]
    """After the update."""
    idle: list[int]
    """Units with a derivative of 0, or below a hundredth of the largest, for every sample."""


def loop_steps(count: int) -> list[LoopStep]:
    """Train for `count` steps, and return what each measured."""
    x = [np.array(row, dtype=float) for row in ([0.5, -1], [1, 2], [-0.3, 0.8], [2, 0.1], [-1, -1])]
    y = [1.0, 0.0, 1.0, 0.0, 1.0]
    weights = [np.array(rows, dtype=float) for rows in _WEIGHTS]
    biases = [np.array([0.1, 0.2, 0]), np.array([0, -6, 0.1]), np.array([0.2])]
    found = []
    for step in range(count):
        batch = [[0, 1], [2, 3], [4]][step % 3]
        step_found, changes = _one_step([x[i] for i in batch], [y[i] for i in batch], weights, biases)
        weights = [w - _RATE * dw for w, (dw, _) in zip(weights, changes, strict=True)]
        biases = [b - _RATE * db for b, (_, db) in zip(biases, changes, strict=True)]
        step_found.weights = weights
        found.append(step_found)
    return found


def _one_step(
    x: list[Array], y: list[float], weights: list[Array], biases: list[Array]
) -> tuple[LoopStep, list[tuple[Array, Array]]]:
    deltas: list[list[float]] = [[] for _ in weights]
    outputs: list[list[float]] = [[] for _ in weights]
    slopes: list[list[Array]] = [[] for _ in weights]
    changes = [(np.zeros_like(w), np.zeros_like(b)) for w, b in zip(weights, biases, strict=True)]
    for sample, target in zip(x, y, strict=True):
        a, derivatives = [sample], []
        for layer, (w, b) in enumerate(zip(weights, biases, strict=True)):
            z = w @ a[-1] + b
            if layer == 0:
                a.append(np.tanh(z))
                derivatives.append(1 - np.tanh(z) ** 2)
            elif layer == 1:
                a.append(np.where(z > 0, z, 0))
                derivatives.append(np.where(z > 0, 1.0, 0.0))
            else:
                a.append(1 / (1 + np.exp(-z)))
                derivatives.append(a[-1] * (1 - a[-1]))
        delta = (a[-1] - target) * derivatives[-1]
        for layer in (2, 1, 0):
            deltas[layer] += delta.tolist()
            outputs[layer] += a[layer + 1].tolist()
            slopes[layer].append(derivatives[layer])
            dw, db = changes[layer]
            changes[layer] = dw + np.outer(delta, a[layer]) / len(x), db + delta / len(x)
            if layer:
                delta = (weights[layer].T @ delta) * derivatives[layer - 1]
    bounds = [0.01 * 1, None, 0.01 * 0.25]
    idle = [
        sum(all(one[unit] == 0 if bound is None else one[unit] < bound for one in of) for unit in range(of[0].size))
        for of, bound in zip(slopes, bounds, strict=True)
    ]
    measured = LoopStep(
        *([np.array(each) for each in of] for of in (deltas, outputs)), [dw for dw, _ in changes], [], idle
    )
    return measured, changes
