"""Sums, differences, products, quotients and powers of bounded values, one element at a time.

Every library rounds one sum, difference, quotient or root of two numbers to the same number. A product may not be
rounded at all where it is fused with a sum; but if it overflows, it is taken for infinite.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence
from itertools import product
from math import inf, isfinite, nan

from nnstep.traces.recomputing.float_model import MARGIN, OWN_UNIT, UNKNOWN, Bounded, FloatModel

ULPS = 4
"""A library's function, or power, is off by at most so many units in the last place."""
ROUNDINGS = 2 * ULPS
"""The same in unit roundoffs."""


def same(a: float, b: float) -> bool:
    """Return whether two numbers are equal, or both NaN."""
    return a == b or (a != a and b != b)


def at_ends(value: float, function: Callable[..., float], *arguments: Bounded) -> Bounded:
    """Return a `value` that is not finite: certain if `function` gives it wherever its arguments may lie."""
    ends = [(x - bound, x, x + bound) if bound else (x,) for x, bound in arguments]
    known = all(bound < inf for _, bound in arguments)
    certain = known and all(same(function(*point), value) for point in product(*ends))
    return value, 0.0 if certain else UNKNOWN


def add(model: FloatModel, a: float, a_bound: float, b: float, b_bound: float) -> Bounded:
    """Return a + b."""
    value = a + b
    if not a_bound and not b_bound:
        return model.nearest(value), 0.0
    if isfinite(value):
        return model.settled(value, a_bound + b_bound, 1)
    return at_ends(value, operator.add, (a, a_bound), (b, b_bound))


def subtract(model: FloatModel, a: float, a_bound: float, b: float, b_bound: float) -> Bounded:
    """Return a - b."""
    return add(model, a, a_bound, -b, b_bound)


def multiply(model: FloatModel, a: float, a_bound: float, b: float, b_bound: float) -> Bounded:
    """Return a b."""
    value = a * b
    if isfinite(value):
        return model.settled(value, abs(a) * b_bound + a_bound * abs(b) + a_bound * b_bound, 1)
    return at_ends(value, operator.mul, (a, a_bound), (b, b_bound))


def quotient(a: float, b: float) -> float:
    """Return a / b as IEEE 754 has it, where b is 0, too."""
    if b != 0:
        return a / b
    return nan if a == 0 or a != a else math.copysign(inf, a) * math.copysign(1.0, b)


def divide(model: FloatModel, a: float, a_bound: float, b: float, b_bound: float) -> Bounded:
    """Return a / b; nothing is known where b may be 0, or is 0 in some of all libraries."""
    value = quotient(a, b)
    if b_bound >= abs(b) and b_bound > 0:
        return value, UNKNOWN
    if not a_bound and not b_bound:
        return model.nearest(value), 0.0
    if isfinite(value):
        passed = (a_bound + abs(value) * b_bound) / (abs(b) - b_bound)
        return model.settled(value, passed, 1)
    return at_ends(value, quotient, (a, a_bound), (b, b_bound))


def to_power(x: float, y: float) -> float:
    """Return x to the power y as IEEE 754 has it."""
    try:
        return math.pow(x, y)
    except OverflowError:
        return -inf if x < 0 and y % 2 == 1 else inf
    except ValueError:
        if x != 0:
            return nan
        return math.copysign(inf, x) if y % 2 == 1 else inf


def power(model: FloatModel, x: float, x_bound: float, y: float, y_bound: float) -> Bounded:
    """Return x to the power y, by one call or by repeated products."""
    value = to_power(x, y)
    if not x_bound < inf or not y_bound < inf or (x <= x_bound and y_bound):
        return value, 0.0 if y == 0 and not y_bound else UNKNOWN
    roundings = power_roundings(y)
    if not x_bound and not y_bound:
        if isfinite(value):
            return model.settled(value, 0.0, roundings)
        # A library whose power is a little smaller may just have a finite one.
        return at_ends(value, to_power, (x, abs(x) * 2**-50 if isfinite(x) else 0.0), (y, 0.0))
    ends = [to_power(*point) for point in product(_ends(x, x_bound), (y - y_bound, y + y_bound))]
    if not all(map(isfinite, (value, *ends))):
        return value, 0.0 if all(same(end, value) for end in ends) else UNKNOWN
    own = 2 * ROUNDINGS * OWN_UNIT * max(map(abs, ends))
    return model.settled(value, max(abs(end - value) for end in ends) + own, roundings)


def power_roundings(exponent: float) -> int:
    """Return how often a power is rounded at most: by a function, or by repeated products; 0 and 1 round nothing."""
    if exponent in (0, 1):
        return 0
    return max(ROUNDINGS, int(abs(exponent)) if abs(exponent) <= 64 and exponent == int(exponent) else 0)


def _ends(x: float, bound: float) -> tuple[float, ...]:
    """Return where a power can be largest or smallest: at the ends, and at 0 between them."""
    return (x - bound, 0.0, x + bound) if abs(x) <= bound else (x - bound, x + bound)


def total(model: FloatModel, values: Sequence[float], bounds: Sequence[float], extra: int = 0) -> Bounded:
    """Return the sum of terms, added in any order; `extra` more roundings may stand in each term."""
    passed, sizes = sum(bounds), sum(map(abs, values))
    if not passed < inf:
        return sum(values), UNKNOWN
    if sizes + passed == 0:  # whether a sum of nothing but -0 is 0 or -0 depends on what it starts from
        return 0.0, model.smallest if all(math.copysign(1.0, x) < 0 for x in values) else 0.0
    relative = model.of_sum(len(values) - 1 + extra)
    bound = (passed + relative * (sizes + passed) + 2 * OWN_UNIT * sizes) * MARGIN
    if sizes + bound <= model.largest:
        return math.fsum(values), bound
    return _large_total(model, values, passed, relative)


def _large_total(model: FloatModel, values: Sequence[float], passed: float, relative: float) -> Bounded:
    """Return a sum that is not finite, or of which a part may overflow in some order."""
    special = [x for x in values if not isfinite(x)]
    finite = [x * 2**-64 for x in values if isfinite(x)]
    sizes, largest, passed = sum(map(abs, finite)), model.largest * 2**-64, passed * 2**-64
    if special:
        return sum(special), 0.0 if sizes + passed < largest / 2 else UNKNOWN
    value = math.fsum(finite)
    other_sign = (sizes - abs(value)) / 2 + passed  # no part of the sum goes farther to the other side
    if other_sign < largest / 2 and abs(value) - passed - (relative + 2**-20) * sizes > largest:
        return math.copysign(inf, value), 0.0
    return value * 2**64, UNKNOWN
