"""Interval arithmetic over expressions: between which values a result lies, given those of what it is made of.

Each node is bounded by itself, so the bounds are sure, if at times wider than need be. Knows no sheet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any, assert_never

import numpy as np

from nnstep.expr.array import Array
from nnstep.expr.primitives import PRIMITIVES
from nnstep.expr.tree import (
    Binary,
    Call,
    Element,
    Expr,
    Name,
    Negative,
    Number,
    Operator,
    Pick,
    Slope,
    Total,
    Transpose,
    substitute,
)

_RISING = {
    "exp", "ln", "sqrt", "floor", "sum", "mean", "largest", "smallest", "column_sums", "row_sums", "with_one",
    "with_one_column", "without_first_column", "without_first_row", "step", "step_up", "sigmoid", "tanh", "relu",
    "linear", "max", "ln_sigmoid", "ln_softmax", "ln_softmax_rows",
}  # fmt: skip
"""The functions that grow, or stay, with each of their arguments; of a logarithm of softmax, the first."""
_LEAKY = {"leaky_relu", "leaky_step", "leaky_step_up"}


@dataclass(frozen=True, slots=True, eq=False)
class Interval:
    """Element by element, the least and the largest value."""

    low: Array
    high: Array

    @classmethod
    def of(cls, value: Any) -> Interval:
        """Return the interval of one value."""
        array = np.asarray(value, dtype=np.float64)
        return cls(array, array)


def bounds(expr: Expr, values: Mapping[str, Interval]) -> Interval:
    """Return between which values `expr` lies; NaN where nothing is known."""
    match expr:
        case Number(value):
            return Interval.of(value)
        case Name(id):
            return values[id]
        case Element(id, index):
            return Interval(np.asarray(values[id].low[index]), np.asarray(values[id].high[index]))
        case Negative(operand):
            inner = bounds(operand, values)
            return Interval(-inner.high, -inner.low)
        case Transpose(operand):
            inner = bounds(operand, values)
            return Interval(inner.low.T, inner.high.T)
        case Pick(operand):
            inner = bounds(operand, values)
            return Interval(np.asarray(inner.low[expr.subscript]), np.asarray(inner.high[expr.subscript]))
        case Slope(_, _, body):
            return bounds(body, values)
        case Binary("*", left, Binary("-", Number(1.0), right)) if left == right:
            return _parabola(bounds(left, values))
        case Binary(operator, left, right):
            return _joined(operator, bounds(left, values), bounds(right, values))
        case Total(terms):
            return reduce(lambda left, right: _joined("+", left, right), [bounds(term, values) for term in terms])
        case Call(function, arguments):
            return _call(function, arguments, values)
        case _:
            assert_never(expr)


def _parabola(inner: Interval) -> Interval:
    """Return the bounds of u (1 - u), which is largest at 1/2."""
    ends = [inner.low * (1 - inner.low), inner.high * (1 - inner.high)]
    top = np.where((inner.low <= 0.5) & (inner.high >= 0.5), 0.25, np.maximum(*ends))
    return Interval(np.minimum(*ends), top)


def _joined(operator: Operator, left: Interval, right: Interval) -> Interval:
    match operator:
        case "+":
            return Interval(left.low + right.low, left.high + right.high)
        case "-":
            return Interval(left.low - right.high, left.high - right.low)
        case "*":
            corners = [a * b for a in (left.low, left.high) for b in (right.low, right.high)]
            return Interval(reduce(np.minimum, corners), reduce(np.maximum, corners))
        case "/":
            return _quotient(left, right)
        case "@":
            return _product(left, right)
        case "**":
            return _power(left, right)
        case _:
            assert_never(operator)


def _quotient(left: Interval, right: Interval) -> Interval:
    corners = [a / b for a in (left.low, left.high) for b in (right.low, right.high)]
    across = (right.low <= 0) & (right.high >= 0)
    low, high = reduce(np.minimum, corners), reduce(np.maximum, corners)
    return Interval(np.where(across, np.nan, low), np.where(across, np.nan, high))


def _product(left: Interval, right: Interval) -> Interval:
    """Return the bounds of a matrix product: those of each product, summed."""
    terms = _joined(
        "*",
        Interval(left.low[:, :, np.newaxis], left.high[:, :, np.newaxis]),
        Interval(right.low[np.newaxis], right.high[np.newaxis]),
    )
    return Interval(terms.low.sum(axis=1), terms.high.sum(axis=1))


def _power(base: Interval, exponent: Interval) -> Interval:
    corners = [a**b for a in (base.low, base.high) for b in (exponent.low, exponent.high)]
    low, high = reduce(np.minimum, corners), reduce(np.maximum, corners)
    even = (exponent.low == exponent.high) & (exponent.low % 2 == 0) & (exponent.low > 0)
    return Interval(np.where(even & (base.low <= 0) & (base.high >= 0), 0.0, low), high)


def _call(function: str, arguments: tuple[Expr, ...], values: Mapping[str, Interval]) -> Interval:
    primitive = PRIMITIVES[function]
    inner = [bounds(argument, values) for argument in arguments]
    if function in _RISING:
        return Interval(
            np.asarray(primitive.function(*(part.low for part in inner))),
            np.asarray(primitive.function(*(part.high for part in inner))),
        )
    if function in _LEAKY:
        return Interval(
            np.asarray(primitive.function(inner[0].low, inner[1].low)),
            np.asarray(primitive.function(inner[0].high, inner[1].low)),
        )
    match function:
        case "ones":
            return Interval.of(np.ones_like(inner[0].low))
        case "abs":
            ends = [np.abs(inner[0].low), np.abs(inner[0].high)]
            across = (inner[0].low <= 0) & (inner[0].high >= 0)
            return Interval(np.where(across, 0.0, np.minimum(*ends)), np.maximum(*ends))
        case "ln_rest_of_sigmoid":  # which falls with z
            rest, z = inner
            return Interval(
                np.asarray(primitive.function(rest.low, z.high)), np.asarray(primitive.function(rest.high, z.low))
            )
        case "times_ln":
            product = _joined("*", *inner)
            none = (inner[0].low == 0) & (inner[0].high == 0)
            return Interval(np.where(none, 0.0, product.low), np.where(none, 0.0, product.high))
        case _ if primitive.definition is not None:
            named = {name: Name(f"_{name}") for name in "uv"}
            known = {f"_{name}": part for name, part in zip("uv", inner, strict=False)}
            return bounds(substitute(primitive.definition, named), known)
        case _:  # sin and cos, which only graphs have
            return _wave(function, inner[0])


def _wave(function: str, inner: Interval) -> Interval:
    """Return the bounds of a sine or cosine: those at the ends where it turns nowhere between them, else -1 to 1."""
    ends = [PRIMITIVES[function].function(end) for end in (inner.low, inner.high)]
    offset = 0.5 if function == "sin" else 0.0
    turns = np.floor(inner.high / np.pi - offset) > np.floor(inner.low / np.pi - offset)
    return Interval(np.where(turns, -1.0, np.minimum(*ends)), np.where(turns, 1.0, np.maximum(*ends)))
