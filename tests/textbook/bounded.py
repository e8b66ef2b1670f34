"""Numbers with a running bound on what rounding may do to them, in plain floats.

`error` bounds how far any program that computes the same formula, rounding each operation once, is from `value`; the
rounding of `value` itself is in it. Source: N. Higham, Accuracy and Stability of Numerical Algorithms (2002), 3.3.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import inf, isfinite

OWN = 2.0**-53
"""The unit roundoff of these floats."""
OF_FUNCTION = 8
"""A library's exp, ln, tanh ... may be 4 units in the last place off, which is 8 units of roundoff."""


@dataclass(frozen=True, slots=True)
class Rounding:
    """How the numbers of a precision are rounded."""

    unit: float
    smallest: float
    largest: float
    is_single: bool = False

    def given(self, number: float) -> Bounded:
        """Return a number of a file: rounded to the precision once, in the same way by everybody."""
        if not isfinite(number):
            return unknown(self)
        return Bounded(array("f", [number])[0] if self.is_single else float(number), 0.0, self)

    def constant(self, number: float) -> Bounded:
        """Return a number of a formula, which a program may keep in double precision until it meets others."""
        return Bounded(float(number), self.unit * abs(number) if self.is_single and number % 1 else 0.0, self)


DOUBLE = Rounding(OWN, 2.0**-1074, 1.797e308)
SINGLE = Rounding(2.0**-24, 2.0**-149, 3.4e38, is_single=True)


@dataclass(frozen=True, slots=True)
class Bounded:
    """A number, how far it may be off, and the precision; an infinite error means that nothing is known."""

    value: float
    error: float
    rounding: Rounding

    def rounded(self, value: float, passed: float, times: int = 1) -> Bounded:
        """Return the result of an operation that passes on errors and is rounded so often."""
        rounding = self.rounding
        error = passed + times * ((rounding.unit + OWN) * (abs(value) + passed) + rounding.smallest) * (value != 0)
        known = isfinite(value) and isfinite(error) and abs(value) + error < rounding.largest
        return Bounded(value, error, rounding) if known else unknown(rounding)

    def of(self, other: Bounded | float) -> Bounded:
        """Return the other operand, a number of the formula as such."""
        return other if isinstance(other, Bounded) else self.rounding.constant(other)

    def __add__(self, other: Bounded | float) -> Bounded:
        other = self.of(other)
        return self.rounded(self.value + other.value, self.error + other.error)

    def __sub__(self, other: Bounded | float) -> Bounded:
        return self + -self.of(other)

    def __mul__(self, other: Bounded | float) -> Bounded:
        other = self.of(other)
        passed = abs(self.value) * other.error + self.error * abs(other.value) + self.error * other.error
        return self.rounded(self.value * other.value, passed)

    def __truediv__(self, other: Bounded | float) -> Bounded:
        other = self.of(other)
        if abs(other.value) <= other.error or other.value == 0:
            return unknown(self.rounding)
        value = self.value / other.value
        return self.rounded(value, (self.error + abs(value) * other.error) / (abs(other.value) - other.error))

    def __pow__(self, count: int) -> Bounded:
        power = self
        for _ in range(count - 1):
            power = power * self
        return power

    def __neg__(self) -> Bounded:
        return Bounded(-self.value, self.error, self.rounding)

    __radd__, __rmul__ = __add__, __mul__

    def __rsub__(self, other: float) -> Bounded:
        return self.of(other) - self

    def __rtruediv__(self, other: float) -> Bounded:
        return self.of(other) / self

    @property
    def least(self) -> float:
        return self.value - self.error

    @property
    def most(self) -> float:
        return self.value + self.error


def unknown(rounding: Rounding) -> Bounded:
    """Return what may be any number, infinite or NaN."""
    return Bounded(0.0, inf, rounding)


def rising(function: Callable[[float], float], x: Bounded, times: int = OF_FUNCTION) -> Bounded:
    """Return a function that rises, or falls, everywhere: what its argument's error makes of it is between the ends."""
    if x.error == inf:
        return unknown(x.rounding)
    try:
        value, low, high = function(x.value), function(x.least), function(x.most)
    except (ValueError, OverflowError):
        return unknown(x.rounding)
    return x.rounded(value, max(abs(low - value), abs(high - value)) + times * OWN * max(abs(low), abs(high)), times)


def exp(x: Bounded) -> Bounded:
    return rising(math.exp, x)


def ln(x: Bounded) -> Bounded:
    return rising(math.log, x) if x.least > 0 else unknown(x.rounding)


def sqrt(x: Bounded) -> Bounded:
    return rising(math.sqrt, x) if x.least >= 0 else unknown(x.rounding)


def tanh(x: Bounded) -> Bounded:
    return rising(math.tanh, x)


def arctan(x: Bounded) -> Bounded:
    return rising(math.atan, x)


def erf(x: Bounded) -> Bounded:
    return rising(math.erf, x)


def sin(x: Bounded) -> Bounded:
    return x.rounded(math.sin(x.value), x.error, OF_FUNCTION)


def cos(x: Bounded) -> Bounded:
    return x.rounded(math.cos(x.value), x.error, OF_FUNCTION)


def by_sign(x: Bounded, below: Bounded | float, at_zero: Bounded | float, above: Bounded | float) -> Bounded:
    """Return one of three numbers by the sign of `x`; where that is open, a number between all that may be."""
    if x.error == inf:  # it may be NaN, too
        return unknown(x.rounding)
    possible = []
    if x.least < 0:
        possible.append(x.of(below))
    if x.least <= 0 <= x.most:
        possible.append(x.of(at_zero))
    if x.most > 0:
        possible.append(x.of(above))
    if len(possible) == 1:
        return possible[0]
    low, high = min(each.least for each in possible), max(each.most for each in possible)
    return Bounded((low + high) / 2, (high - low) / 2 if isfinite(high - low) else inf, x.rounding)


def larger(x: Bounded, y: Bounded | float) -> Bounded:
    other = x.of(y)
    return by_sign(Bounded(x.value - other.value, x.error + other.error, x.rounding), other, other, x)


def size(x: Bounded) -> Bounded:
    return by_sign(x, -x, 0.0, x)


def total(terms: Iterable[Bounded]) -> Bounded:
    """Return a sum whose terms may be added in any order."""
    every: Sequence[Bounded] = list(terms)
    passed, sizes = sum(each.error for each in every), sum(abs(each.value) for each in every)
    rounding = every[0].rounding
    if not isfinite(sizes + passed):
        return unknown(rounding)
    error = passed + (len(every) - 1) * (rounding.unit + OWN) * (sizes + passed) * 1.0001
    return every[0].rounded(math.fsum(each.value for each in every), error, 0)
