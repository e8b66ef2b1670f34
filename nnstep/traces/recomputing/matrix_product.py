"""The product of two matrices with a bound for any order of its sums; a sum of elements is a product with ones."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from operator import mul
from typing import TypeVar

from nnstep.traces.recomputing.cell_arithmetic import multiply, total
from nnstep.traces.recomputing.common_fraction import CommonFraction
from nnstep.traces.recomputing.estimate import Estimate, estimate
from nnstep.traces.recomputing.float_model import MARGIN, OWN_UNIT, UNKNOWN, Bounded, FloatModel

_Item = TypeVar("_Item")
_Number = TypeVar("_Number", int, float)


def matrix_product(left: Estimate, right: Estimate, model: FloatModel, extra: int = 0) -> Estimate:
    """Return left @ right; each term of a sum is rounded once, in each addition, and `extra` times."""
    relative = model.of_sum(left.shape[1] + extra)
    a, b = left.exact(), right.exact()
    if a is not None and b is not None:
        found = _exactly(left, a, right, b, model, relative)
    else:
        found = _in_floats(left, right, model, relative)
    return found or _by_cells(left, right, model, extra)


def _rows(items: Sequence[_Item], columns: int) -> list[Sequence[_Item]]:
    return [items[start : start + columns] for start in range(0, len(items), columns)]


def _columns(items: Sequence[_Item], columns: int) -> list[Sequence[_Item]]:
    return [items[start::columns] for start in range(columns)]


def _products(left: Sequence[_Number], right: Sequence[_Number], inner: int, columns: int) -> list[_Number]:
    """Return the product of two matrices, flat, as it is in floats or in whole numbers."""
    rows, others = _rows(left, inner), _columns(right, columns)
    if inner == 1:
        return [a * b for (a,) in rows for (b,) in others]
    return [sum(map(mul, row, column)) for row in rows for column in others]


def _errors(left: Estimate, right: Estimate, relative: float, smallest: float) -> tuple[list[float], list[float]]:
    """Return how far a library's sums are off at most, and the sum of the terms' sizes."""
    inner, columns = left.shape[1], right.shape[1]
    a, b = list(map(abs, left.values)), list(map(abs, right.values))
    sizes = _products(a, b, inner, columns)
    if left.bounds is None and right.bounds is None:
        return [(relative * size + inner * smallest) * MARGIN for size in sizes], sizes
    a_bounds, b_bounds = left.bounds or [0.0] * len(a), right.bounds or [0.0] * len(b)
    of_left = _products(a_bounds, b, inner, columns)
    of_right = _products([x + bound for x, bound in zip(a, a_bounds, strict=True)], b_bounds, inner, columns)
    passed = [x + y for x, y in zip(of_left, of_right, strict=True)]
    pairs = zip(sizes, passed, strict=True)
    return [(error + relative * (size + error) + inner * smallest) * MARGIN for size, error in pairs], sizes


def _exactly(
    left: Estimate, a: CommonFraction, right: Estimate, b: CommonFraction, model: FloatModel, relative: float
) -> Estimate | None:
    """Return the exact product; None where a sum may overflow."""
    above = _products(a.numerators, b.numerators, left.shape[1], right.shape[1])
    fraction = CommonFraction(above, a.denominator * b.denominator)
    errors, sizes = _errors(left, right, relative, model.smallest)
    if not _all_finite(errors, sizes, model):
        return None
    if left.bounds is None and right.bounds is None and _rounds_nothing(max(sizes), fraction, model):
        # Whether a sum of zeros is 0 or -0 depends on what it starts from.
        errors = [0.0 if size else model.smallest for size in sizes]
    return Estimate((left.shape[0], right.shape[1]), fraction.nearest(), errors if any(errors) else None, fraction)


def _rounds_nothing(largest: float, fraction: CommonFraction, model: FloatModel) -> bool:
    """Return whether all sums on the way are numbers of the precision."""
    few = 2**model.digits * (1 - 2.0**-20)
    return fraction.is_binary(model.digits) and largest <= few / fraction.denominator


def _in_floats(left: Estimate, right: Estimate, model: FloatModel, relative: float) -> Estimate | None:
    """Return the product of rounded values; None where one is not finite, or may overflow."""
    left, right = replace(left, bounds=left.bounds_of_values()), replace(right, bounds=right.bounds_of_values())
    errors, sizes = _errors(left, right, relative, model.smallest)
    if not _all_finite(errors, sizes, model):
        return None
    rows, columns = _rows(left.values, left.shape[1]), _columns(right.values, right.shape[1])
    values = [math.fsum(map(mul, row, column)) for row in rows for column in columns]
    own = left.shape[1] * 2.0**-1074
    bounds = [error + 2 * OWN_UNIT * MARGIN * size + own for error, size in zip(errors, sizes, strict=True)]
    return Estimate((left.shape[0], right.shape[1]), values, bounds)


def _all_finite(errors: Sequence[float], sizes: Sequence[float], model: FloatModel) -> bool:
    """Return whether no sum of a part of the terms overflows, in any order; NaN and infinities are none."""
    return sum(errors) + sum(sizes) < math.inf and max(errors) + max(sizes) <= model.largest


def _by_cells(left: Estimate, right: Estimate, model: FloatModel, extra: int) -> Estimate:
    """Return the product term by term, as what isn't finite needs it."""
    a = list(zip(left.values, left.bounds_of_values(), strict=True))
    b = list(zip(right.values, right.bounds_of_values(), strict=True))
    rows, columns = _rows(a, left.shape[1]), _columns(b, right.shape[1])
    return estimate(
        (left.shape[0], right.shape[1]), [_dot(row, column, model, extra) for row in rows for column in columns]
    )


def _dot(row: Sequence[Bounded], column: Sequence[Bounded], model: FloatModel, extra: int) -> Bounded:
    terms = [multiply(model, *x, *y) for x, y in zip(row, column, strict=True)]
    value, bound = total(model, [value for value, _ in terms], [bound for _, bound in terms], extra)
    if value != value and any(math.isnan(term) for term, _ in terms):
        return value, bound
    pairs = zip(row, column, terms, strict=True)
    overflows = (math.isinf(term[0]) and math.isfinite(x[0]) and math.isfinite(y[0]) for x, y, term in pairs)
    # A product that overflows is infinite by itself, but not where it is fused with the sum.
    if any(overflows) and not (_all_positive(terms) or _all_positive([(-term, bound) for term, bound in terms])):
        return value, UNKNOWN
    return value, bound


def _all_positive(terms: Sequence[Bounded]) -> bool:
    """Return whether no term is below 0 in any library."""
    return all(term - bound >= 0 for term, bound in terms)
