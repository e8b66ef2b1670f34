"""The built-in functions that NumPy does not have: NumPy lines call them by name, and scripts define them as here.

Each needs nothing but NumPy and the others.
"""

from __future__ import annotations

import numpy as np

from nnstep.expr.array import Array


def sigmoid(z: Array) -> Array:
    """1 / (1 + e^-z): where e^-z is beyond all numbers, below z = -709, that is 0."""
    result: Array = 1 / (1 + np.exp(-z))
    return result


def normal_cdf(z: Array) -> Array:
    """1/2 (1 + erf(z / sqrt 2)) as 1/2 erfc(-z / sqrt 2), which keeps its digits where it is near 0."""
    # Imported here, since a script has the lines of this function alone.
    from math import erfc

    number = np.asarray(z).dtype  # rounded once where the run is in single precision
    return np.reshape(np.array([0.5 * erfc(-u * 0.5**0.5) for u in np.ravel(z)], number), np.shape(z))


def half_of_tanh(z: Array) -> Array:
    """1/2 (1 + tanh z) as 1 / (1 + e^-2z), which keeps its digits where it is near 0."""
    result: Array = 1 / (1 + np.exp(-2 * z))
    return result


def softmax(z: Array) -> Array:
    """e^z over its sum in each column; the column's largest z is taken off first, which changes no value."""
    exponentials = np.exp(z - z.max(axis=0, keepdims=True))
    result: Array = exponentials / exponentials.sum(axis=0, keepdims=True)
    return result


def softmax_rows(z: Array) -> Array:
    """As softmax, in each row."""
    return softmax(z.T).T


def column_argmax(values: Array) -> Array:
    """Return the number of the largest element of each column, from 0."""
    return np.asarray(np.argmax(values, axis=0, keepdims=True), dtype=values.dtype)


def row_argmax(values: Array) -> Array:
    """Return the number of the largest element of each row, from 0."""
    return np.asarray(np.argmax(values, axis=1, keepdims=True), dtype=values.dtype)


def with_one(values: Array) -> Array:
    """Return the columns, each with a 1 above its first entry."""
    return np.vstack([np.ones((1, values.shape[1]), values.dtype), values])


def with_one_column(values: Array) -> Array:
    """Return the rows, each with a 1 before its first entry."""
    return np.hstack([np.ones((values.shape[0], 1), values.dtype), values])


def with_one_last(values: Array) -> Array:
    """Return the columns, each with a 1 below its last entry."""
    return np.vstack([values, np.ones((1, values.shape[1]), values.dtype)])


def with_one_last_column(values: Array) -> Array:
    """Return the rows, each with a 1 after its last entry."""
    return np.hstack([values, np.ones((values.shape[0], 1), values.dtype)])


def times_ln(y: Array, logarithm: Array) -> Array:
    """Y times a logarithm, and 0 where y is 0, whatever that is: the limit that cross-entropies mean by 0 ln 0."""
    return np.where(y == 0, 0.0, y * logarithm)


def zero_over(u: Array, v: Array) -> Array:
    """U / v, and 0 where u is 0, whatever v is."""
    return np.where(u == 0, 0.0, u / np.where(u == 0, 1.0, v))


def finite_or(value: Array, limit: Array) -> Array:
    """Return the value; where that is no finite number, what it is in the limit."""
    return np.where(np.isfinite(value), value, limit)


def rest_of_sigmoid(rest: Array, z: Array) -> Array:
    """Return what is left to 1: from z where that is 1 - sigmoid(z), but for rounding, else `rest` itself."""
    return np.where(np.abs(rest - (1 - sigmoid(z))) <= 3e-16, sigmoid(-z), rest)


def ln_sigmoid(a: Array, z: Array) -> Array:
    """Ln a: from z where a is sigmoid(z), but for rounding, since a has few digits left of what is near 0 or 1."""
    own = sigmoid(z)
    known = np.abs(a - own) <= 1e-15 * own
    exact = -np.maximum(0, -z) - np.log1p(np.exp(-np.abs(z)))
    return np.where(known, exact, np.log(np.where(known, 1.0, a)))


def ln_rest_of_sigmoid(rest: Array, z: Array) -> Array:
    """Ln of what is left to 1: from z where that is 1 - sigmoid(z), but for rounding, else of `rest` itself."""
    known = np.abs(rest - (1 - sigmoid(z))) <= 3e-16
    exact = -np.maximum(0, z) - np.log1p(np.exp(-np.abs(z)))
    return np.where(known, exact, np.log(np.where(known, 1.0, rest)))


def log_softmax(z: Array) -> Array:
    """Z less its column's largest, less ln of the sum of e^that; the largest's own 1 in the sum is added by log1p."""
    below = z - z.max(axis=0, keepdims=True)
    top = (below == 0).astype(z.dtype)
    others = (np.exp(below) - top).sum(axis=0, keepdims=True)
    result: Array = below - np.log1p(others + (top.sum(axis=0, keepdims=True) - 1))
    return result


def log_softmax_rows(z: Array) -> Array:
    """As log_softmax, in each row."""
    return log_softmax(z.T).T


def ln_softmax(a: Array, z: Array) -> Array:
    """Ln a: from z where a is softmax(z), but for rounding, since a has few digits left of what is near 0 or 1."""
    own = softmax(z)
    known = np.abs(a - own) <= 1e-15 * own
    return np.where(known, log_softmax(z), np.log(np.where(known, 1.0, a)))


def ln_softmax_rows(a: Array, z: Array) -> Array:
    """As ln_softmax, in each row."""
    return ln_softmax(a.T, z.T).T
