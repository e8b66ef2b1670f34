"""How far a program that computes in single precision may be from the true values, in any order of its sums.

Running error analysis: each quantity is its true value and a bound of its error; each operation passes the errors of
what it is made of on and adds its own rounding. Source: N. Higham, Accuracy and Stability of Numerical Algorithms
(2002), sections 3.1 to 3.3.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, TypeAlias, assert_never

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
    Shorthand,
    Total,
    Transpose,
)
from nnstep.grading.baseline.intervals import Interval, bounds
from nnstep.grading.baseline.true_run import TrueRun
from nnstep.grading.sheet.written_numbers import Written
from nnstep.program.program import Program

Precision: TypeAlias = type[np.float16 | np.float32 | np.float64]
_ROUNDINGS = 4
"""A library's exp, tanh or ln is off by at most so many roundings."""
_HALF_DIGITS = 6
_LARGEST_SHARE: Mapping[Precision, float] = {np.float64: 1e-9, np.float32: 5e-5, np.float16: 1e-1}
"""How much of a value its error may be at most. The bound of 1 - a beside 1, or of g/√(g²), which takes the errors of
both for independent, is wider; it could excuse any number."""
_MOST_STEPS = 50
"""Over more training steps the bounds grow beyond all use."""


def precisions_of(numbers: Iterable[Written]) -> tuple[Precision, ...]:
    """Return the types that `numbers` can be values of, each rounded to the digits that were written.

    With few digits any number can be a value of a type, so float16 must show by many digits in some number.
    """
    every = [(each, np.float64(each.number), each.half) for each in numbers if math.isfinite(each.half)]
    found: list[Precision] = [np.float64]
    with np.errstate(over="ignore"):
        for precision, digits in ((np.float32, 0), (np.float16, _HALF_DIGITS)):
            near = all(abs(float(precision(number)) - number) <= half for _, number, half in every)
            if near and any(each.significant >= digits for each, _, _ in every):
                found.append(precision)
    return tuple(found)


@dataclass(frozen=True, slots=True, eq=False)
class Rounded:
    """A value, and how far at most, element by element, a program's may be from it."""

    value: Array
    error: Array

    @classmethod
    def of(cls, value: Any, precision: Precision) -> Rounded:
        """Return a number that a program has read: itself, rounded once."""
        array = np.asarray(value, dtype=np.float64)
        return cls(array, np.abs(array - array.astype(precision)))


def rounded(expr: Expr, values: Mapping[str, Rounded], precision: Precision) -> Rounded:
    """Return `expr` with a bound of its error, given those of what it is made of; NaN where none is known."""
    match expr:
        case Number(value):
            return Rounded.of(value, precision)
        case Name(id):
            return values[id]
        case Element(id, index):
            return Rounded(np.asarray(values[id].value[index]), np.asarray(values[id].error[index]))
        case Negative(operand):
            inner = rounded(operand, values, precision)
            return Rounded(-inner.value, inner.error)
        case Transpose(operand):
            inner = rounded(operand, values, precision)
            return Rounded(inner.value.T, inner.error.T)
        case Pick(operand):
            inner = rounded(operand, values, precision)
            return Rounded(np.asarray(inner.value[expr.subscript]), np.asarray(inner.error[expr.subscript]))
        case Shorthand(_, _, body):
            return rounded(body, values, precision)
        case Binary(operator, left, right):
            return _joined(operator, rounded(left, values, precision), rounded(right, values, precision), precision)
        case Total(terms):
            return reduce(
                lambda a, b: _joined("+", a, b, precision), [rounded(term, values, precision) for term in terms]
            )
        case Call(function, arguments):
            return _call(function, [rounded(argument, values, precision) for argument in arguments], precision)
        case _:
            assert_never(expr)


def _joined(operator: Operator, left: Rounded, right: Rounded, precision: Precision) -> Rounded:
    a, b, unit = np.abs(left.value), np.abs(right.value), _unit(precision)
    match operator:
        case "+" | "-":
            value = left.value + right.value if operator == "+" else left.value - right.value
            return Rounded(value, (1 + unit) * (left.error + right.error) + unit * np.abs(value))
        case "*":
            passed = a * right.error + left.error * b + left.error * right.error
            return Rounded(left.value * right.value, (1 + unit) * passed + unit * a * b)
        case "/":
            value = left.value / right.value
            passed = (left.error + np.abs(value) * right.error) / np.maximum(b - right.error, 0)
            return Rounded(value, (1 + unit) * passed + unit * np.abs(value))
        case "@":
            passed = a @ right.error + left.error @ b + left.error @ right.error
            return Rounded(left.value @ right.value, passed + _sum_unit(left.value.shape[-1], unit) * (a @ b + passed))
        case "**":
            value = left.value**right.value
            moved = _moved(Binary("**", Name("u"), Name("v")), [left, right])
            return Rounded(value, moved + _ROUNDINGS * unit * np.abs(value))
        case _:
            assert_never(operator)


def _unit(precision: Precision) -> float:
    """Return the unit roundoff: so far, relatively, a result is rounded."""
    return float(np.finfo(precision).eps) / 2


def _sum_unit(count: int, unit: float) -> float:
    """Return how far, relatively to the sum of the terms' sizes, a sum of so many products is off in any order.

    A factor of the whole sum, as of a mean, may stand in each term and be rounded there.
    """
    roundings = (count + 1) * unit
    return roundings / (1 - roundings)


def _call(function: str, inner: list[Rounded], precision: Precision) -> Rounded:
    primitive, unit = PRIMITIVES[function], _unit(precision)
    value = np.asarray(primitive.function(*(part.value for part in inner)))
    definition = primitive.paper or primitive.definition
    if definition is not None:
        error = rounded(definition, dict(zip("uv", inner, strict=False)), precision).error
    else:
        error = _shaped(function, value, inner, unit)
    return Rounded(value, np.broadcast_to(error, value.shape))


def _shaped(function: str, value: Array, inner: list[Rounded], unit: float) -> Array:
    """Return a bound of the error of an elementary function's value."""
    primitive = PRIMITIVES[function]
    match primitive.shaping:
        case "elementwise" | "like-first" | "chosen":
            moved = _moved(Call(function, tuple(map(Name, "uv"[: len(inner)]))), inner)
            return moved + _ROUNDINGS * unit * np.abs(value)
        case "extended" | "shortened":  # elements are taken as they are, and the ones beside them are exact
            errors = inner[0].error
            return np.asarray(primitive.function(errors) - primitive.function(np.zeros_like(errors)))
        case "reduced" | "number":  # each is off by what its terms are, in sum
            terms = np.asarray(primitive.function(*(np.abs(part.value) + part.error for part in inner)))
            passed = np.asarray(primitive.function(*(part.error for part in inner)))
            return np.asarray(passed + _sum_unit(max(part.value.size for part in inner), unit) * terms)
        case _:
            assert_never(primitive.shaping)


def _moved(expr: Expr, inner: Sequence[Rounded]) -> Array:
    """Return how far a value moves, at most, where its arguments move as far as their errors."""
    values = {
        name: Interval(part.value - part.error, part.value + part.error)
        for name, part in zip("uv", inner, strict=False)
    }
    found = bounds(expr, values)
    return np.asarray(found.high - found.low)


class FloatErrors:
    """The bounds of a whole run, computed as far as they are asked for."""

    def __init__(self, program: Program, exact: TrueRun, precision: Precision) -> None:
        self._program = program
        self._exact = exact
        self._precision = precision
        self._steps: list[dict[str, Array]] = []

    def of(self, step: int, id: str) -> Array | None:
        """Return how far a quantity's elements may be off to count as right: the bound, or a share of the value.

        That is `_LARGEST_SHARE`, where the bound is wider or there is none. None as for `bound`.
        """
        bound = self.bound(step, id)
        if bound is None:
            return None
        share = _LARGEST_SHARE[self._precision] * np.abs(np.asarray(self._exact.step(step).value(id)))
        return np.asarray(np.fmin(bound, share))

    def bound(self, step: int, id: str) -> Array | None:
        """Return how far a quantity's elements are off at most after training step `step`, from 1.

        NaN where nothing is known; None too far along, or of what the program does not have.
        """
        if step > _MOST_STEPS:
            return None
        with np.errstate(all="ignore"):
            while len(self._steps) < step:
                self._advance()
        return self._steps[step - 1].get(id)

    def _advance(self) -> None:
        step = len(self._steps) + 1
        exact = self._exact.step(step)
        values = {id: Rounded.of(value, self._precision) for id, value in exact.before.items()}
        if self._steps:
            before = self._steps[-1]
            values |= {id: Rounded(values[id].value, before[id]) for id in self._program.parameters if id in before}
        for op in self._program.ops:
            value = np.asarray(exact.after[op.target], dtype=np.float64)
            error = rounded(op.expression, values, self._precision).error
            values[op.target] = Rounded(value, np.asarray(error))
        self._steps.append({id: each.error for id, each in values.items()})
