"""The functions of one number, with a bound for what any library computes: by their course, element by element."""

from __future__ import annotations

import math
from collections.abc import Callable
from math import inf, isfinite, nan
from typing import TypeAlias

from nnstep.traces.recomputing.cell_arithmetic import ROUNDINGS, multiply, same, subtract
from nnstep.traces.recomputing.float_model import DOUBLE, MARGIN, OWN_UNIT, SINGLE, UNKNOWN, Bounded, FloatModel

OfOne: TypeAlias = Callable[[FloatModel, float, float], Bounded]
"""A function of one bounded value."""


def monotone(function: Callable[[float], float], roundings: int = ROUNDINGS, exact_at: float = nan) -> OfOne:
    """Return a function that rises everywhere, or falls, so that it lies between its values at the ends.

    At `exact_at` every library gives its exact value.
    """

    def bounded(model: FloatModel, value: float, bound: float) -> Bounded:
        result = function(value)
        if not bound < inf:
            return result, UNKNOWN
        if bound == 0:
            if isfinite(result):
                return model.settled(result, 0.0, 0 if value == exact_at else roundings)
            # A library whose function is a little smaller may just have a finite result where this one overflows.
            overflows = result == inf and isfinite(value)
            return result, UNKNOWN if overflows and function(value * (1 - 2**-50)) != inf else 0.0
        low, high = function(value - bound), function(value + bound)
        if not (isfinite(low) and isfinite(high) and isfinite(result)):
            return result, 0.0 if same(low, result) and same(high, result) else UNKNOWN
        own = 2 * roundings * OWN_UNIT * max(abs(low), abs(high))
        return model.settled(result, max(abs(high - result), abs(low - result)) + own, roundings)

    return bounded


def _wave(function: Callable[[float], float], exact_at: float) -> OfOne:
    """Return a function between -1 and 1 that is nowhere steeper than 1."""

    def bounded(model: FloatModel, value: float, bound: float) -> Bounded:
        if not bound < inf:
            return nan, UNKNOWN
        if not isfinite(value):
            return nan, 0.0
        return model.settled(function(value), min(bound, 2.0), 0 if value == exact_at and not bound else ROUNDINGS)

    return bounded


def _exp(x: float) -> float:
    try:
        return math.exp(x)
    except OverflowError:
        return inf


def _expm1(x: float) -> float:
    try:
        return math.expm1(x)
    except OverflowError:
        return inf


def _ln(x: float) -> float:
    return math.log(x) if x > 0 else -inf if x == 0 else nan


def _log1p(x: float) -> float:
    return math.log1p(x) if x > -1 else -inf if x == -1 else nan


def _sqrt(x: float) -> float:
    return math.sqrt(x) if x >= 0 else nan


def _floor(x: float) -> float:
    return float(math.floor(x)) if isfinite(x) else x


def _sign(x: float) -> float:
    return 1.0 if x > 0 else -1.0 if x < 0 else x


def _step(x: float) -> float:
    return 1.0 if x > 0 else 0.0


def _step_up(x: float) -> float:
    return 1.0 if x >= 0 else 0.0


exp = monotone(_exp, exact_at=0.0)
expm1 = monotone(_expm1)
ln = monotone(_ln)
log1p = monotone(_log1p)
_root = monotone(_sqrt, roundings=1)
tanh = monotone(math.tanh)
arctan = monotone(math.atan)
floor = monotone(_floor, roundings=0)
sign = monotone(_sign, roundings=0)
step = monotone(_step, roundings=0)
step_up = monotone(_step_up, roundings=0)
sin = _wave(math.sin, exact_at=0.0)
cos = _wave(math.cos, exact_at=0.0)
_erfc = monotone(math.erfc, exact_at=0.0)


def absolute(value: float, bound: float) -> Bounded:
    """Return |value|."""
    return abs(value), bound


def sqrt(model: FloatModel, value: float, bound: float) -> Bounded:
    """Return the square root."""
    return _root(model, value, bound) if bound else (model.nearest(_sqrt(value)), 0.0)


def logistic_ends(model: FloatModel, z: float, bound: float, steepness: float = 1.0) -> tuple[float, float]:
    """Return the smallest and the largest 1 / (1 + e^(-steepness z)) that a library computes.

    The sum and the quotient are rounded to the nearest numbers, which keeps their order.
    """
    if not bound < inf:
        return 0.0, 1.0
    off = ROUNDINGS * (model.unit + OWN_UNIT) if z or bound else 0.0
    powers = _exp(-steepness * (z + bound)) * (1 - off), _exp(-steepness * (z - bound)) * (1 + off)
    low, high = (model.nearest(1 / model.nearest(1 + power)) for power in reversed(powers))
    return low, high


def logistic(model: FloatModel, z: float, bound: float, steepness: float = 1.0) -> Bounded:
    """Return 1 / (1 + e^(-steepness z)), for a power of two as `steepness`, which rounds nothing."""
    value = 1 / (1 + _exp(-steepness * z))
    if z != z or not bound < inf:
        return value, bound
    low, high = logistic_ends(model, z, bound, steepness)
    return (value, max(value - low, high - value) * MARGIN) if low < high else (low, 0.0)


def half_of_tanh(model: FloatModel, z: float, bound: float) -> Bounded:
    """Return 1/2 (1 + tanh z)."""
    return logistic(model, z, bound, 2.0)


def normal_cdf(model: FloatModel, u: float, bound: float) -> Bounded:
    """Return 1/2 erfc(-u / sqrt 2); all but the argument is in double precision, and rounded to the run's."""
    root = 0.5**0.5
    argument = multiply(model, -u, bound, root, abs(model.nearest(root) - root))
    found = multiply(DOUBLE, 0.5, 0.0, *_erfc(DOUBLE, *argument))
    return found if model is DOUBLE else to_single(*found)


def to_single(value: float, bound: float) -> Bounded:
    """Return what is computed in whatever precision, rounded to single precision."""
    if not bound < inf or not isfinite(value) or (bound == 0 and SINGLE.nearest(value) == value):
        return value, bound
    return SINGLE.settled(value, bound, 1)


def log1p_of_exp(model: FloatModel, z: float, bound: float) -> Bounded:
    """Return ln(1 + e^-|z|)."""
    return log1p(model, *exp(model, -abs(z), bound))


def ln_logistic(model: FloatModel, z: float, bound: float) -> Bounded:
    """Return ln sigmoid(z), computed as -max(0, -z) - ln(1 + e^-|z|)."""
    largest = (max(0.0, -z), 0.0 if z >= bound else bound) if z == z else (z, bound)
    return subtract(model, -largest[0], largest[1], *log1p_of_exp(model, z, bound))
