"""Activations and error functions with their derivatives, as textbooks print them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from tests.textbook.bounded import (
    Bounded,
    arctan,
    by_sign,
    erf,
    exp,
    larger,
    ln,
    size,
    sqrt,
    tanh,
    total,
)

Kink = float
"""The share of the slope above 0 in that at 0: 0, a half or 1."""


def _sigmoid(x: Bounded) -> Bounded:
    return 1 / (1 + exp(-x))


def _gelu_tanh_share(z: Bounded) -> Bounded:
    return 0.5 * (1 + tanh(math.sqrt(2 / math.pi) * (z + 0.044715 * z**3)))


def activation(name: str, z: Bounded, s: Mapping[str, float]) -> Bounded:
    """Return f(z); `s` has the settings."""
    match name:
        case "linear":
            return z
        case "sigmoid":
            return _sigmoid(s["steepness"] * z)
        case "tanh":
            return tanh(z)
        case "arctan":
            return arctan(z)
        case "relu":
            return larger(z, 0.0)
        case "leaky-relu":
            return by_sign(z, s["leak"] * z, 0.0, z)
        case "elu":
            return by_sign(z, s["alpha"] * (exp(z) - 1), 0.0, z)
        case "softplus":
            return ln(1 + exp(z))
        case "gelu":
            return z * (0.5 * (1 + erf(z / math.sqrt(2))))
        case "gelu-tanh":
            return z * _gelu_tanh_share(z)
        case "swish":
            return z * _sigmoid(s["steepness"] * z)
        case "hard-sigmoid":
            line = s["slope"] * z + 0.5
            return by_sign(line, 0.0, 0.0, by_sign(line - 1, line, 1.0, 1.0))
        case "step":
            return by_sign(z, 0.0, s["at_zero"], 1.0)
        case "sign":
            return by_sign(z, -1.0, 0.0, 1.0)
        case "square":
            return z**2
        case "cube":
            return z**3
        case "reciprocal":
            return 1 / z
        case "exponential":
            return exp(z)
    raise ValueError(name)


def slope(name: str, z: Bounded, s: Mapping[str, float], kink: Kink) -> Bounded:
    """Return f'(z)."""
    match name:
        case "linear":
            return z.of(1.0)
        case "sigmoid":
            a = activation(name, z, s)
            return s["steepness"] * (a * (1 - a))
        case "tanh":
            return 1 - tanh(z) ** 2
        case "arctan":
            return 1 / (1 + z**2)
        case "relu":
            return by_sign(z, 0.0, kink, 1.0)
        case "leaky-relu":
            return by_sign(z, s["leak"], (1 - kink) * s["leak"] + kink, 1.0)
        case "elu":
            return by_sign(z, s["alpha"] * exp(z), (1 - kink) * s["alpha"] + kink, 1.0)
        case "softplus":
            return _sigmoid(z)
        case "gelu":
            return 0.5 * (1 + erf(z / math.sqrt(2))) + z * (exp(-(z**2) / 2) / math.sqrt(2 * math.pi))
        case "gelu-tanh":
            share, root = _gelu_tanh_share(z), math.sqrt(2 / math.pi)
            return share + z * (2 * root * (share * (1 - share)) * (1 + 3 * 0.044715 * z**2))
        case "swish":
            share = _sigmoid(s["steepness"] * z)
            return share + s["steepness"] * z * share * (1 - share)
        case "hard-sigmoid":
            line = s["slope"] * z + 0.5
            inside = by_sign(line - 1, s["slope"], (1 - kink) * s["slope"], 0.0)
            return by_sign(line, 0.0, kink * s["slope"], inside)
        case "step" | "sign":
            return z.of(0.0)
        case "square":
            return 2 * z
        case "cube":
            return 3 * z**2
        case "reciprocal":
            return -(1 / z**2)
        case "exponential":
            return exp(z)
    raise ValueError(name)


def softmax(z: Sequence[Bounded]) -> list[Bounded]:
    """Return e^z over the sum of all e^z; the largest z is taken from all, which changes nothing."""
    largest = max(z, key=lambda each: each.value)
    powers = [exp(each - largest) for each in z]
    return [each / total(powers) for each in powers]


def error(name: str, a: Sequence[Bounded], y: Sequence[Bounded], delta: float) -> Bounded:
    """Return the error of one sample."""
    pairs = list(zip(a, y, strict=True))
    of_pair: Mapping[str, Callable[[Bounded, Bounded], Bounded]] = {
        "half-squared": lambda a, y: 0.5 * (a - y) ** 2,
        "squared": lambda a, y: (a - y) ** 2,
        "mean-squared": lambda a, y: (a - y) ** 2 / len(pairs),
        "cross-entropy": lambda a, y: -(y * ln(a)),
        "binary-cross-entropy": lambda a, y: -(y * ln(a) + (1 - y) * ln(1 - a)),
        "absolute": lambda a, y: size(a - y),
        "huber": lambda a, y: by_sign(
            size(a - y) - delta, 0.5 * (a - y) ** 2, 0.5 * (a - y) ** 2, delta * (size(a - y) - 0.5 * delta)
        ),
        "hinge": lambda a, y: larger(1 - y * a, 0.0),
        "none": lambda a, y: a,
    }
    if name == "root-mean-squared":
        return sqrt(total((a - y) ** 2 for a, y in pairs) / len(pairs))
    return total(of_pair[name](*pair) for pair in pairs)


def error_slopes(name: str, a: Sequence[Bounded], y: Sequence[Bounded], delta: float) -> list[Bounded]:
    """Return dE/da of one sample."""
    count = len(a)
    of_pair: Mapping[str, Callable[[Bounded, Bounded], Bounded]] = {
        "half-squared": lambda a, y: a - y,
        "squared": lambda a, y: 2 * (a - y),
        "mean-squared": lambda a, y: 2 / count * (a - y),
        "cross-entropy": lambda a, y: -(y / a),
        "binary-cross-entropy": lambda a, y: (1 - y) / (1 - a) - y / a,
        "absolute": lambda a, y: by_sign(a - y, -1.0, 0.0, 1.0),
        "huber": lambda a, y: by_sign(size(a - y) - delta, a - y, a - y, by_sign(a - y, -delta, 0.0, delta)),
        "hinge": lambda a, y: by_sign(1 - y * a, 0.0, 0.0, -y),
        "none": lambda a, _: a.of(1.0),
    }
    if name == "root-mean-squared":
        root = error(name, a, y, delta)
        return [(each - target) / (count * root) for each, target in zip(a, y, strict=True)]
    return [of_pair[name](*pair) for pair in zip(a, y, strict=True)]
