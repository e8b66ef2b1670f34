"""The operators of the language on estimates: exact where both sides are, else element by element with bounds."""

from __future__ import annotations

import operator as python
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from nnstep.expr.tree import Operator
from nnstep.traces.recomputing import cell_arithmetic as cells
from nnstep.traces.recomputing.common_fraction import CommonFraction, common_denominator
from nnstep.traces.recomputing.estimate import Estimate, broadcast, elementwise, spread_order
from nnstep.traces.recomputing.float_model import Bounded, FloatModel
from nnstep.traces.recomputing.matrix_product import matrix_product
from nnstep.traces.recomputing.rounded_fraction import rounded, rounded_once

_BY_CELLS: Mapping[Operator, Callable[..., Bounded]] = {
    "+": cells.add,
    "-": cells.subtract,
    "*": cells.multiply,
    "/": cells.divide,
    "**": cells.power,
}
_OF_FLOATS: Mapping[Operator, Callable[[float, float], float]] = {
    "+": python.add,
    "-": python.sub,
    "*": python.mul,
    "/": python.truediv,
    "**": python.pow,
}
_Exact: TypeAlias = tuple[CommonFraction, Sequence[float] | None, int]
"""Exact numbers, the errors that their arguments pass on to each (None: there are none), and how often it is
rounded."""
_MOST_BITS = 1 << 14
"""An exact power has at most so many binary digits."""
_LARGEST_EXPONENT = 64
"""The largest exponent of an exact power."""


def joined(operator: Operator, left: Estimate, right: Estimate, model: FloatModel) -> Estimate:
    """Return two arrays joined by an operator, broadcast as NumPy does it."""
    if operator == "@":
        return matrix_product(left, right, model)
    return _exactly(operator, left, right, model) or elementwise(_BY_CELLS[operator], model, (left, right))


def negative(operand: Estimate) -> Estimate:
    """Return the negative."""
    fraction = operand.fraction
    if fraction is not None:
        fraction = CommonFraction([-above for above in fraction.numerators], fraction.denominator)
    return replace(operand, values=[-value for value in operand.values], fraction=fraction)


def _exactly(operator: Operator, left: Estimate, right: Estimate, model: FloatModel) -> Estimate | None:
    """Return the exact numbers with their bounds; None where there are none, or one may overflow."""
    a, b = left.exact(), right.exact()
    if a is None or b is None:
        return None
    shape = broadcast(left.shape, right.shape)
    if left.shape != shape:
        a, left = a.taken(spread_order(left.shape, shape)), left.spread(shape)
    found: _Exact | None
    if operator in "+-*":
        if right.shape != shape:
            b, right = b.taken(spread_order(right.shape, shape)), right.spread(shape)
        found = _of_pairs(operator, left, a, right, b)
    else:
        found = _by_number(operator, left, a, right, b) if len(right.values) == 1 and right.bounds is None else None
    if found is None:
        return None
    fraction, passed, roundings = found
    if passed is None and operator in "+-/":
        result = rounded_once(shape, fraction, model)
    else:
        result = rounded(shape, fraction, passed, roundings, model)
    return None if result is None else _with_signed_zeros(result, operator, left, right.spread(shape))


def _of_pairs(operator: Operator, left: Estimate, a: CommonFraction, right: Estimate, b: CommonFraction) -> _Exact:
    """Return the exact sum, difference or product of arrays of one shape, and the errors that it passes on."""
    if operator == "*":
        above = list(map(python.mul, a.numerators, b.numerators))
        return CommonFraction(above, a.denominator * b.denominator), _passed_by_product(left, right), 1
    common = common_denominator(a, b)
    apply = python.add if operator == "+" else python.sub
    above = list(map(apply, a.over(common), b.over(common)))
    return CommonFraction(above, common), _passed_by_sum(left.bounds, right.bounds), 1


def _passed_by_sum(left: Sequence[float] | None, right: Sequence[float] | None) -> Sequence[float] | None:
    if left is None or right is None:
        return right if left is None else left
    return list(map(python.add, left, right))


def _passed_by_product(left: Estimate, right: Estimate) -> Sequence[float] | None:
    if left.bounds is None:
        if right.bounds is None:
            return None
        return [abs(a) * bound for a, bound in zip(left.values, right.bounds, strict=True)]
    if right.bounds is None:
        return [bound * abs(b) for bound, b in zip(left.bounds, right.values, strict=True)]
    every = zip(left.values, left.bounds, right.values, right.bounds, strict=True)
    return [abs(a) * b_bound + a_bound * (abs(b) + b_bound) for a, a_bound, b, b_bound in every]


def _by_number(
    operator: Operator, left: Estimate, a: CommonFraction, right: Estimate, b: CommonFraction
) -> _Exact | None:
    """Return the exact quotient by a number, or the power with a small whole exponent, as `_of_pairs` does."""
    number, divisor = right.values[0], b.numerators[0]
    if operator == "/":
        if divisor == 0:
            return None
        factor = b.denominator if divisor > 0 else -b.denominator
        passed = None if left.bounds is None else [bound / abs(number) for bound in left.bounds]
        return CommonFraction([above * factor for above in a.numerators], a.denominator * abs(divisor)), passed, 1
    most = max(a.denominator, *map(abs, a.numerators)).bit_length()
    exponent = int(number) if number in range(_LARGEST_EXPONENT + 1) else None
    if exponent is None or b.denominator != 1 or left.bounds is not None or most * exponent > _MOST_BITS:
        return None
    powers = CommonFraction([above**exponent for above in a.numerators], a.denominator**exponent)
    return powers, None, cells.power_roundings(number)


def _with_signed_zeros(result: Estimate, operator: Operator, left: Estimate, right: Estimate) -> Estimate:
    """Return it with the sign that IEEE 754 gives each 0, which a whole number does not have."""
    if all(result.values):
        return result
    apply, pairs = _OF_FLOATS[operator], zip(left.values, right.values, strict=True)
    values = [value or apply(*pair) for value, pair in zip(result.values, pairs, strict=True)]
    return replace(result, values=values)
