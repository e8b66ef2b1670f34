"""Functions that choose: the larger of two values, or one of two by a condition that may be open."""

from __future__ import annotations

import math
from math import inf, isfinite
from typing import TypeAlias

from nnstep.traces.recomputing.cell_arithmetic import divide, multiply
from nnstep.traces.recomputing.cell_functions import ln, ln_logistic, logistic, logistic_ends
from nnstep.traces.recomputing.float_model import MARGIN, UNKNOWN, Bounded, FloatModel

Certainty: TypeAlias = bool | None
"""Whether something holds; None where that differs from library to library."""

NEAR_ACTIVATION = 1e-15
"""How near, relatively, an activation must be to what is computed from z to count as it."""
_NEAR_REST = 3e-16
"""How near what is left to 1 must be to 1 - sigmoid(z) to count as it."""


def maximum(model: FloatModel, a: float, a_bound: float, b: float, b_bound: float) -> Bounded:
    """Return the larger of two values; NaN where one is."""
    if not a_bound < inf or not b_bound < inf:
        return max(a, b), UNKNOWN
    if a != a or b != b:
        return math.nan, 0.0
    value, low, high = max(a, b), max(a - a_bound, b - b_bound), max(a + a_bound, b + b_bound)
    if not isfinite(value):
        return value, 0.0 if low == high else UNKNOWN
    if value == low == high:
        return value, model.smallest if value == 0 and _of_two_signs(a, b) else 0.0
    return value, max(high - value, value - low) * MARGIN


def _of_two_signs(a: float, b: float) -> bool:
    """Return whether 0 and -0 are compared, of which a library may choose either."""
    return a == b and math.copysign(1.0, a) != math.copysign(1.0, b)


def minimum(model: FloatModel, a: float, a_bound: float, b: float, b_bound: float) -> Bounded:
    """Return the smaller of two values; NaN where one is."""
    value, bound = maximum(model, -a, a_bound, -b, b_bound)
    return -value, bound


def relu(model: FloatModel, z: float, bound: float) -> Bounded:
    """Return max(0, z)."""
    return maximum(model, 0.0, 0.0, z, bound)


def chosen(condition: Certainty, first: Bounded, second: Bounded) -> Bounded:
    """Return `first` where the condition holds and `second` where not; what covers both where it is open."""
    if condition is not None:
        return first if condition else second
    bound = abs(first[0] - second[0]) + max(first[1], second[1])
    return first[0], bound * MARGIN if bound < inf else UNKNOWN


def positive(value: float, bound: float) -> Certainty:
    """Return whether value > 0; None where that is open."""
    if value - bound > 0:
        return True
    return None if value + bound > 0 or bound == inf else False


def leaky_relu(model: FloatModel, z: float, z_bound: float, leak: float, leak_bound: float) -> Bounded:
    """Return z where z > 0, leak z elsewhere."""
    return chosen(positive(z, z_bound), (z, z_bound), multiply(model, z, z_bound, leak, leak_bound))


def leaky_step(z: float, z_bound: float, leak: float, leak_bound: float) -> Bounded:
    """Return 1 where z > 0, leak elsewhere."""
    return chosen(positive(z, z_bound), (1.0, 0.0), (leak, leak_bound))


def leaky_step_up(z: float, z_bound: float, leak: float, leak_bound: float) -> Bounded:
    """Return 1 where z >= 0, leak elsewhere."""
    negative = True if z != z and not z_bound else positive(-z, z_bound)  # NaN is not >= 0
    return chosen(negative, (leak, leak_bound), (1.0, 0.0))


def heaviside(z: float, z_bound: float, at_zero: float, at_zero_bound: float) -> Bounded:
    """Return 0 below 0, 1 above, and `at_zero` at 0."""
    if z != z:
        return z, z_bound
    above, below = positive(z, z_bound), positive(-z, z_bound)
    return chosen(above, (1.0, 0.0), chosen(below, (0.0, 0.0), (at_zero, at_zero_bound)))


def times_ln(model: FloatModel, y: float, y_bound: float, logarithm: float, bound: float) -> Bounded:
    """Return y times a logarithm, and 0 where y is 0."""
    return (0.0, 0.0) if y == 0 and y_bound == 0 else multiply(model, y, y_bound, logarithm, bound)


def zero_over(model: FloatModel, u: float, u_bound: float, v: float, v_bound: float) -> Bounded:
    """Return u / v, and 0 where u is 0."""
    return (0.0, 0.0) if u == 0 and u_bound == 0 else divide(model, u, u_bound, v, v_bound)


def finite_or(value: float, bound: float, limit: float, limit_bound: float) -> Bounded:
    """Return the value, or `limit` where it is not finite."""
    return (value, bound) if isfinite(value) or bound else (limit, limit_bound)


def near(value: float, bound: float, low: float, high: float, relative: float, absolute: float = 0.0) -> Certainty:
    """Return whether a value is no farther than `relative` own + `absolute` from its own, between `low` and `high`.

    None where that is open. NaN is near nothing.
    """
    if not bound < inf:
        return None
    if value != value or low != low:
        return False
    distances = sorted((abs(value - low), abs(value - high)))
    if distances[1] + bound <= (relative * low + absolute) * (1 - 2**-20):
        return True
    nearest = 0.0 if low <= value <= high else distances[0]
    return False if nearest - bound > (relative * high + absolute) * (1 + 2**-20) else None


def _near_rest(model: FloatModel, rest: float, bound: float, z: float, z_bound: float) -> Certainty:
    """Return whether `rest` counts as 1 - sigmoid(z); None where that is open."""
    low, high = logistic_ends(model, z, z_bound)
    return near(rest, bound, model.nearest(1 - high), model.nearest(1 - low), 0.0, _NEAR_REST)


def rest_of_sigmoid(model: FloatModel, rest: float, bound: float, z: float, z_bound: float) -> Bounded:
    """Return what is left to 1: sigmoid(-z) where `rest` is 1 - sigmoid(z), but for rounding, else `rest`."""
    return chosen(_near_rest(model, rest, bound, z, z_bound), logistic(model, -z, z_bound), (rest, bound))


def ln_sigmoid(model: FloatModel, a: float, a_bound: float, z: float, z_bound: float) -> Bounded:
    """Return ln a: from z where a is sigmoid(z), but for rounding."""
    known = near(a, a_bound, *logistic_ends(model, z, z_bound), NEAR_ACTIVATION)
    return chosen(known, ln_logistic(model, z, z_bound), ln(model, a, a_bound))


def ln_rest_of_sigmoid(model: FloatModel, rest: float, bound: float, z: float, z_bound: float) -> Bounded:
    """Return ln of what is left to 1: from z where that is 1 - sigmoid(z), but for rounding."""
    known = _near_rest(model, rest, bound, z, z_bound)
    return chosen(known, ln_logistic(model, -z, z_bound), ln(model, rest, bound))
