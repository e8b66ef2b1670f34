"""A network of somebody's own in plain NumPy, right or with one of the usual mistakes, and the scenario that it is of.

Nothing here is nnstep's: this is the independent program that comparisons are tested with.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

Logged = tuple[str, Any]
START: dict[str, Any] = {
    "W1": [[0.15, -0.2, 0.31], [0.25, 0.3, -0.12], [-0.4, 0.22, 0.17], [0.05, 0.45, 0.38]],
    "b1": [0.35, -0.15, 0.1, 0.2],
    "W2": [[0.4, 0.45, -0.3, 0.2], [-0.5, 0.55, 0.25, 0.1]],
    "b2": [0.6, -0.3],
}
INPUTS = [[0.5, -1.0, 2.0], [1.5, 0.25, -0.75]]
TARGETS = [[0.2, 0.9], [0.7, 0.1]]
RATE = 0.5
EPOCHS = 60
SCENARIO = f"""
title = "3-4-2"
learning_rate = {RATE}
error = "half-squared"
input = {INPUTS}
target = {TARGETS}
[[layers]]
activation = "sigmoid"
weights = {START["W1"]}
biases = {START["b1"]}
[[layers]]
activation = "sigmoid"
weights = {START["W2"]}
biases = {START["b2"]}
[training]
epochs = {EPOCHS}
"""

MISTAKES = {
    "updated W2 in delta1": ("delta1", "updated-weights"),
    "no derivative of the hidden activation": ("delta1", "derivative-missing-hidden"),
    "no derivative of the output activation": ("delta2", "derivative-missing-output"),
    "target minus output": ("delta2", "difference-reversed"),
    "a factor 2 in the error's derivative": ("delta2", "factor-two"),
    "error without the half": ("E", "factor-two"),
    "bias of the hidden layer forgotten": ("z1", "bias-missing"),
    "gradient added": ("W2", "step-added"),
    "z in place of a in dW2": ("dW2", "other-activation"),
    "derivative of z and not of a": ("delta1", "derivative-of-pre-activation"),
}
"""By mistake: the first quantity that differs, and the id under which the catalogue of mistakes has it."""


def sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


def train(made: str = "", epochs: int = 3, dtype: type = np.float64, since: int = 1) -> Iterator[Logged]:
    """Train for some epochs, a sample at a time, and yield each quantity as it is computed.

    A mistake is made from training step `since` on, counted from 1.
    """
    assert not made or made in MISTAKES
    step = 0
    w1, w2 = (np.array(START[id], dtype) for id in ("W1", "W2"))
    b1, b2 = (np.array(START[id], dtype).reshape(-1, 1) for id in ("b1", "b2"))
    rate, half = dtype(RATE), dtype(0.5)
    for _ in range(epochs):
        for inputs, targets in zip(INPUTS, TARGETS, strict=True):
            step += 1
            mistake = made if step >= since else ""
            x, y = (np.array(part, dtype).reshape(-1, 1) for part in (inputs, targets))
            z1 = w1 @ x if mistake == "bias of the hidden layer forgotten" else w1 @ x + b1
            yield "z1", z1
            a1 = sigmoid(z1)
            yield "a1", a1
            z2 = w2 @ a1 + b2
            yield "z2", z2
            a2 = sigmoid(z2)
            yield "a2", a2
            yield "E", (1 if mistake == "error without the half" else half) * np.sum((a2 - y) ** 2)
            delta2 = a2 - y
            if mistake == "target minus output":
                delta2 = -delta2
            if mistake != "no derivative of the output activation":
                delta2 = delta2 * a2 * (1 - a2)
            if mistake == "a factor 2 in the error's derivative":
                delta2 = 2 * delta2
            yield "delta2", delta2
            dw2 = delta2 @ (z1 if mistake == "z in place of a in dW2" else a1).T
            new_w2 = w2 + rate * dw2 if mistake == "gradient added" else w2 - rate * dw2
            delta1 = (new_w2 if mistake == "updated W2 in delta1" else w2).T @ delta2
            if mistake == "derivative of z and not of a":
                delta1 = delta1 * z1 * (1 - z1)
            elif mistake != "no derivative of the hidden activation":
                delta1 = delta1 * a1 * (1 - a1)
            yield "delta1", delta1
            yield "dW2", dw2
            dw1 = delta1 @ x.T
            yield "dW1", dw1
            w2, b2 = new_w2, b2 - rate * delta2
            w1, b1 = w1 - rate * dw1, b1 - rate * delta1
            yield from (("W2", w2), ("b2", b2), ("W1", w1), ("b1", b1))


def write(path: Path, logged: Iterator[Logged], form: Callable[[Any], Any] = lambda value: value.tolist()) -> Path:
    """Write a line for each quantity, as people do: with Python's own json."""
    with path.open("w") as file:
        for target, value in logged:
            file.write(json.dumps({"target": target, "value": form(np.asarray(value))}) + "\n")
    return path
