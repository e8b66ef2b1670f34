"""A training step of a sigmoid net with one hidden layer, as other people write it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from nnstep.scenario.model import Scenario
from tests.benchmarks.nets import RATE

try:
    import torch
except ImportError:
    torch = None

OPERATIONS = ("z1", "a1", "z2", "a2", "E", "delta2", "delta1", "dW2", "db2", "dW1", "db1", "W2", "b2", "W1", "b1")
"""The names of what `training_step` returns."""


def samples_of(scenario: Scenario) -> tuple[Any, Any]:
    """Return all inputs and targets, a column a sample."""
    return scenario.samples.take(np.arange(len(scenario.samples)))


def training_step(x: Any, y: Any, w1: Any, b1: Any, w2: Any, b2: Any) -> tuple[Any, ...]:
    """Do one training step in straightforward NumPy, which allocates its results; return every value."""
    count = x.shape[1]
    z1 = w1 @ x + b1
    a1 = 1 / (1 + np.exp(-z1))
    z2 = w2 @ a1 + b2
    a2 = 1 / (1 + np.exp(-z2))
    error = 0.5 * np.sum((a2 - y) ** 2) / count
    delta2 = (a2 - y) * (a2 * (1 - a2))
    delta1 = (w2.T @ delta2) * (a1 * (1 - a1))
    if count == 1:
        dw2, db2, dw1, db1 = delta2 @ a1.T, delta2, delta1 @ x.T, delta1
    else:
        dw2, db2 = (delta2 @ a1.T) / count, np.sum(delta2, axis=1, keepdims=True) / count
        dw1, db1 = (delta1 @ x.T) / count, np.sum(delta1, axis=1, keepdims=True) / count
    w2 = w2 - RATE * dw2
    b2 = b2 - RATE * db2
    w1 = w1 - RATE * dw1
    b1 = b1 - RATE * db1
    return z1, a1, z2, a2, error, delta2, delta1, dw2, db2, dw1, db1, w2, b2, w1, b1


def by_hand(scenario: Scenario) -> Callable[[], list[float]]:
    """Prepare the training of a net in straightforward NumPy."""
    (w1, b1), (w2, b2) = ((layer.weights.copy(), np.array(layer.biases)) for layer in scenario.layers)
    x, y = samples_of(scenario)

    def run() -> list[float]:
        nonlocal w1, b1, w2, b2
        errors = []
        for _ in range(scenario.epochs):
            *_, error, _, _, _, _, _, _, w2, b2, w1, b1 = training_step(x, y, w1, b1, w2, b2)
            errors.append(error)
        return errors

    return run


def by_an_expert(scenario: Scenario) -> Callable[[], list[float]]:
    """Prepare the same in NumPy whose results go into arrays set aside before."""
    (w1, b1), (w2, b2) = ((layer.weights.copy(), np.array(layer.biases)) for layer in scenario.layers)
    x, y = samples_of(scenario)
    count = len(scenario.samples)
    n1, n2 = w1.shape[0], w2.shape[0]
    a1, s1, delta1 = (np.empty((n1, count)) for _ in range(3))
    a2, s2, delta2 = (np.empty((n2, count)) for _ in range(3))
    g1, g2, c1, c2 = np.empty(w1.shape), np.empty(w2.shape), np.empty(b1.shape), np.empty(b2.shape)
    add, sub, mul, div, exp, neg, dot = np.add, np.subtract, np.multiply, np.divide, np.exp, np.negative, np.matmul
    x_t, a1_t, w2_t, rate = x.T, a1.T, w2.T, RATE / count

    def run() -> list[float]:
        errors = []
        for _ in range(scenario.epochs):
            for w, b, given, a in ((w1, b1, x, a1), (w2, b2, a1, a2)):
                dot(w, given, a)
                add(a, b, a)
                neg(a, a)
                exp(a, a)
                add(a, 1, a)
                div(1, a, a)
            sub(a2, y, delta2)
            mul(delta2, delta2, s2)
            errors.append(0.5 * np.add.reduce(s2, axis=None) / count)
            sub(1, a2, s2)
            mul(a2, s2, s2)
            mul(delta2, s2, delta2)
            dot(w2_t, delta2, delta1)
            sub(1, a1, s1)
            mul(a1, s1, s1)
            mul(delta1, s1, delta1)
            for w, b, g, c, delta, given in ((w2, b2, g2, c2, delta2, a1_t), (w1, b1, g1, c1, delta1, x_t)):
                dot(delta, given, g)
                mul(g, rate, g)
                sub(w, g, w)
                if count > 1:
                    np.add.reduce(delta, axis=1, keepdims=True, out=c)
                    mul(c, rate, c)
                else:
                    mul(delta, rate, c)
                sub(b, c, b)
        return errors

    return run


def with_torch(scenario: Scenario) -> Callable[[], Any]:
    """Prepare the same in PyTorch, which finds the gradients itself."""
    torch.set_num_threads(1)
    tensors = [
        torch.tensor(np.array(v), requires_grad=True)
        for layer in scenario.layers
        for v in (layer.weights, layer.biases)
    ]
    count = len(scenario.samples)
    x, y = (torch.tensor(np.array(v)) for v in samples_of(scenario))
    optimizer = torch.optim.SGD(tensors, lr=RATE)

    def run() -> list[float]:
        errors = []
        w1, b1, w2, b2 = tensors
        for _ in range(scenario.epochs):
            optimizer.zero_grad()
            error = 0.5 * torch.sum((torch.sigmoid(w2 @ torch.sigmoid(w1 @ x + b1) + b2) - y) ** 2) / count
            error.backward()
            optimizer.step()
            errors.append(error.item())
        return errors

    return run
