"""A correct floating-point library that is not NumPy: sums in another order, fused products, less exact functions."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from nnstep.expr import tree
from nnstep.expr.array import Array, RunPrecision
from nnstep.expr.primitives import PRIMITIVES
from nnstep.expr.walks.evaluate import evaluate
from nnstep.program.program import Op

OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "**": operator.pow,
}
NOT_EXACT = frozenset({"ln", "sin", "cos", "tanh", "arctan", "expm1", "log1p"})
"""The functions that are off by some units in the last place. Those that are made of exp are composed here."""
ULPS = 3
"""How far its functions are from NumPy's, which are within one unit in the last place."""


class OtherLibrary:
    """Values of expressions as some library may compute them; each is drawn anew."""

    def __init__(self, random: np.random.Generator, precision: RunPrecision) -> None:
        self.random = random
        self.type = np.dtype(precision).type
        self.precision = precision

    def run(self, op: Op, values: Mapping[str, Array]) -> Array:
        return self.value(op.expression, values)

    def value(self, expr: tree.Expr, values: Mapping[str, Array]) -> Array:
        with np.errstate(all="ignore"):
            return np.asarray(self._value(expr, values), dtype=self.type)

    def _value(self, expr: tree.Expr, values: Mapping[str, Array]) -> Any:
        def of(part: tree.Expr) -> Any:
            return self._value(part, values)

        match expr:
            case _ if not tree.names(expr):  # a number in the line, in Python's floats
                return np.asarray(evaluate(expr, {})).item()
            case tree.Name(name):
                return values[name]
            case tree.Shorthand(_, _, body):
                return of(body)
            case tree.Negative(operand):
                return np.asarray(-of(operand))
            case tree.Transpose(operand):
                return of(operand).T
            case tree.Pick(operand):
                return np.asarray(of(operand)[expr.subscript])
            case tree.Binary("+" | "-" as sign, tree.Binary("*", a, b), c) if self.random.random() < 0.5:
                return self._fused(sign, of(a), of(b), of(c))
            case tree.Binary("@", left, right):
                return self._product(of(left), of(right))
            case tree.Binary("**", base, exponent) if exponent != tree.Number(2.0):
                return self._power(np.asarray(of(base)), of(exponent))
            case tree.Binary(operator, left, right):
                return np.asarray(OPERATORS[operator](of(left), of(right)))
            case tree.Call(function, arguments):
                own = getattr(self, f"_{function}", None)
                parts = [of(argument) for argument in arguments]
                found = own(*parts) if own else PRIMITIVES[function].function(*parts)
                return self._nudged(found) if function in NOT_EXACT else np.asarray(found)
            case _:
                raise AssertionError(expr)

    def _nudged(self, result: Any) -> Array:
        """Return a function's result some units in the last place off; 0 and 1 are what every library has."""
        found = np.asarray(result)
        for _ in range(ULPS):
            aim = self.random.choice([-np.inf, np.inf, np.nan], found.shape).astype(found.dtype)
            keeps = np.isnan(aim) | ~np.isfinite(found) | (found == 0) | (found == 1)
            found = np.where(keeps, found, np.nextafter(found, np.where(keeps, found, aim)))
        return found.astype(np.asarray(result).dtype)

    def _total(self, terms: Array) -> Any:
        """Return the sum of terms in an order of its own, or rounded only once."""
        mixed = [self.type(term) for term in self.random.permutation(terms)]
        if self.random.random() < 0.3 and np.isfinite(mixed).all():
            return self.type(math.fsum(map(float, mixed)))
        while len(mixed) > 1:  # any two of them next
            mixed.append(self.type(mixed.pop(0) + mixed.pop(self.random.integers(len(mixed)))))
        return mixed[0]

    def _fused(self, sign: str, a: Any, b: Any, c: Any) -> Array:
        """Return a b + c, or a b - c, rounded only once."""
        arrays = np.broadcast_arrays(*(np.asarray(part, dtype=self.type) for part in (a, b, c)))
        plain = np.asarray(OPERATORS[sign](np.asarray(arrays[0] * arrays[1]), arrays[2]))
        result = plain.copy()
        for place, numbers in enumerate(zip(*(array.ravel() for array in arrays), strict=True)):
            if np.isfinite(numbers).all() and np.isfinite(plain.ravel()[place]):
                u, v, w = (Fraction(float(number)) for number in numbers)
                exact = u * v + w if sign == "+" else u * v - w
                result.ravel()[place] = rounded(exact, self.type)
        return result

    def _product(self, left: Array, right: Array) -> Array:
        table = [[self._total(row * column) for column in right.T] for row in left]
        return np.array(table, dtype=self.type)

    def _power(self, base: Array, exponent: Any) -> Array:
        found = np.asarray(base**exponent)
        return np.where((exponent == 0) | (exponent == 1), found, self._nudged(found))

    def _sum(self, values: Array) -> Array:
        return np.asarray(self._total(values.ravel()))

    def _mean(self, values: Array) -> Array:
        return np.asarray(self._total(values.ravel() / self.type(values.size)))

    def _column_sums(self, values: Array) -> Array:
        return np.array([[self._total(column) for column in values.T]], dtype=values.dtype)

    def _row_sums(self, values: Array) -> Array:
        return self._column_sums(values.T).T

    def _exp(self, values: Array) -> Array:
        return self._nudged(np.exp(values))

    def _sigmoid(self, z: Array) -> Array:
        return np.asarray(1 / (1 + self._exp(-z)))

    def _half_of_tanh(self, z: Array) -> Array:
        return self._sigmoid(2 * z)

    def _softmax(self, z: Array) -> Array:
        exponentials = self._exp(z - z.max(axis=0, keepdims=True))
        return exponentials / self._column_sums(exponentials)

    def _softmax_rows(self, z: Array) -> Array:
        return self._softmax(z.T).T

    def _log_softmax(self, z: Array) -> Array:
        below = z - z.max(axis=0, keepdims=True)
        top = (below == 0).astype(z.dtype)
        others = self._column_sums(self._exp(below) - top)
        return below - self._nudged(np.log1p(others + (top.sum(axis=0, keepdims=True) - 1)))

    def _log_softmax_rows(self, z: Array) -> Array:
        return self._log_softmax(z.T).T

    def _ln_logistic(self, z: Array) -> Array:
        return np.asarray(-np.maximum(0, -z) - self._nudged(np.log1p(self._exp(-np.abs(z)))))

    def _known_or_ln(self, known: Array, exact: Array, a: Array) -> Array:
        return np.where(known, exact, self._nudged(np.log(np.where(known, 1.0, a).astype(a.dtype))))

    def _ln_sigmoid(self, a: Array, z: Array) -> Array:
        own = self._sigmoid(z)
        return self._known_or_ln(np.abs(a - own) <= 1e-15 * own, self._ln_logistic(z), a)

    def _rest_of_sigmoid(self, rest: Array, z: Array) -> Array:
        return np.where(np.abs(rest - (1 - self._sigmoid(z))) <= 3e-16, self._sigmoid(-z), rest)

    def _ln_rest_of_sigmoid(self, rest: Array, z: Array) -> Array:
        known = np.abs(rest - (1 - self._sigmoid(z))) <= 3e-16
        return self._known_or_ln(known, self._ln_logistic(-z), rest)

    def _ln_softmax(self, a: Array, z: Array) -> Array:
        own = self._softmax(z)
        return self._known_or_ln(np.abs(a - own) <= 1e-15 * own, self._log_softmax(z), a)

    def _ln_softmax_rows(self, a: Array, z: Array) -> Array:
        return self._ln_softmax(a.T, z.T).T


def rounded(exact: Fraction, number: type) -> Any:
    """Return the number of this type that is nearest to an exact one, or one of the two nearest in single precision."""
    return number(exact.numerator / exact.denominator)
