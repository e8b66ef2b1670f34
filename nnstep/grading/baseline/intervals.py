"""Interval arithmetic over expressions: between which values a result lies, given those of what it is made of.

Each node is bounded by itself, so the bounds are sure, if at times wider than need be.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import product
from typing import Any, TypeAlias, assert_never

import numpy as np

from nnstep.expr.array import Array, Shape
from nnstep.expr.primitive import Monotone, Turning, Wave
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
    Shorthand,
    Total,
    Transpose,
    substitute,
)
from nnstep.expr.walks.shape import shape_of


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


Rounding: TypeAlias = Callable[[Interval], Interval]
"""What the rounding of a result on the way does to its bounds."""


def bounds(expr: Expr, values: Mapping[str, Interval], rounding: Rounding | None = None) -> Interval:
    """Return between which values `expr` lies; NaN where nothing is known.

    With `rounding` every result within the expression, if not its own, may be rounded on the way.
    """
    match expr:
        case Number(value):
            return Interval.of(value)
        case Name(id):
            return values[id]
        case Element(id, index):
            return Interval(np.asarray(values[id].low[index]), np.asarray(values[id].high[index]))
        case Negative(operand):
            inner = _within(operand, values, rounding)
            return Interval(-inner.high, -inner.low)
        case Transpose(operand):
            inner = _within(operand, values, rounding)
            return Interval(inner.low.T, inner.high.T)
        case Pick(operand):
            inner = _within(operand, values, rounding)
            return Interval(np.asarray(inner.low[expr.subscript]), np.asarray(inner.high[expr.subscript]))
        case Shorthand(_, _, body):
            return bounds(body, values, rounding)
        case Binary("*", left, Binary("-", Number(1.0), right)) if left == right:
            return _parabola(_within(left, values, rounding))
        case Binary("*", left, right) if left == right:
            return _power(_within(left, values, rounding), Interval.of(2.0))
        case Binary("@", left, right):
            return _product(_within(left, values, rounding), _within(right, values, rounding), rounding)
        case Binary(operator, left, right):
            return _joined(operator, _within(left, values, rounding), _within(right, values, rounding))
        case Total(terms):
            inners = [_within(term, values, rounding) for term in terms]
            return reduce(lambda left, right: _joined("+", left, right), inners)
        case Call(function, arguments):
            return _call(function, arguments, values, rounding)
        case _:
            assert_never(expr)


def _within(expr: Expr, values: Mapping[str, Interval], rounding: Rounding | None) -> Interval:
    """Return the bounds of a part of an expression, which may be rounded on the way where it is worked out at all."""
    found = bounds(expr, values, rounding)
    if rounding is None or isinstance(expr, Number | Name | Element | Negative | Transpose | Pick):
        return found
    return rounding(found)


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


def _product(left: Interval, right: Interval, rounding: Rounding | None = None) -> Interval:
    """Return the bounds of a matrix product: those of each product, summed."""
    terms = _joined(
        "*",
        Interval(left.low[:, :, np.newaxis], left.high[:, :, np.newaxis]),
        Interval(right.low[np.newaxis], right.high[np.newaxis]),
    )
    if rounding is not None:
        terms = rounding(terms)
    return Interval(terms.low.sum(axis=1), terms.high.sum(axis=1))


def _power(base: Interval, exponent: Interval) -> Interval:
    corners = [a**b for a in (base.low, base.high) for b in (exponent.low, exponent.high)]
    low, high = reduce(np.minimum, corners), reduce(np.maximum, corners)
    across = (base.low <= 0) & (base.high >= 0)
    even = (exponent.low == exponent.high) & (exponent.low % 2 == 0) & (exponent.low > 0)
    divides = across & (exponent.low < 0)
    low = np.where(divides, np.nan, np.where(across & even, 0.0, low))
    return Interval(low, np.where(divides, np.nan, high))


def _call(
    function: str, arguments: tuple[Expr, ...], values: Mapping[str, Interval], rounding: Rounding | None
) -> Interval:
    primitive = PRIMITIVES[function]
    inner = [_within(argument, values, rounding) for argument in arguments]
    match primitive.course:
        case Monotone(signs):
            low = primitive.function(*(p.low if sign > 0 else p.high for p, sign in zip(inner, signs, strict=True)))
            high = primitive.function(*(p.high if sign > 0 else p.low for p, sign in zip(inner, signs, strict=True)))
            return Interval(np.asarray(low), np.asarray(high))
        case Turning(at):
            return _turning(primitive.function, inner, at)
        case Wave(peak):
            return _wave(primitive.function, inner[0], peak)
        case None if (definition := primitive.paper or primitive.definition) is not None:
            named = {name: Name(f"_{name}") for name in "uv"}
            known = {f"_{name}": part for name, part in zip("uv", inner, strict=False)}
            return bounds(substitute(definition, named), known, rounding)
        case None:
            shape = shape_of(Call(function, tuple(map(Name, "uv"[: len(inner)]))), _shapes(inner))
            unknown = np.full(shape, np.nan)
            return Interval(unknown, unknown)
        case _:
            assert_never(primitive.course)


def _shapes(inner: Sequence[Interval]) -> dict[str, Shape]:
    return {name: part.low.shape for name, part in zip("uv", inner, strict=False)}


def _turning(function: Callable[..., Array], inner: Sequence[Interval], at: tuple[float, ...]) -> Interval:
    """Return the bounds of what is monotone between turning points: its values lie between those at all corners."""
    first, *others = inner
    points = [first.low, first.high, *(np.clip(turn, first.low, first.high) for turn in at)]
    corners = [function(*corner) for corner in product(points, *((part.low, part.high) for part in others))]
    return Interval(np.asarray(reduce(np.minimum, corners)), np.asarray(reduce(np.maximum, corners)))


def _wave(function: Callable[..., Array], inner: Interval, peak: float) -> Interval:
    """Return the bounds of a wave: the values at the ends, and -1 or 1 where it turns between them."""
    ends = [function(end) for end in (inner.low, inner.high)]
    turns = np.floor(inner.high / np.pi - peak) > np.floor(inner.low / np.pi - peak)
    return Interval(np.where(turns, -1.0, np.minimum(*ends)), np.where(turns, 1.0, np.maximum(*ends)))
