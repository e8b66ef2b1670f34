"""How a run's numbers are rounded: unit roundoff, smallest and largest number, for each precision.

Every bound here is of the standard model, fl(x op y) = (x op y)(1 + d) + e, with |d| at most the unit roundoff and |e|
at most the smallest number. Source: N. Higham, Accuracy and Stability of Numerical Algorithms (2002), chapter 2.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from nnstep.expr.array import RunPrecision

Bounded: TypeAlias = tuple[float, float]
"""A value, and how far at most what a library computes for it may lie from it.

The bound 0 means exactly this value, NaN and the infinities included; an infinite one means that nothing is known.
"""

UNKNOWN = math.inf
"""The bound of what can be any number, or none."""
OWN_DIGITS = 53
"""How many binary digits Python's floats have."""
OWN_UNIT = 2.0**-OWN_DIGITS
"""The unit roundoff of those floats, in which values and bounds are computed here."""
MARGIN = 1 + 2.0**-30
"""What a computed bound is multiplied by, since it is rounded itself."""


@dataclass(frozen=True, slots=True)
class FloatModel:
    """The rounding of one type of number."""

    digits: int
    """How many binary digits a number has."""
    unit: float
    """The unit roundoff."""
    smallest: float
    """The smallest positive number."""
    largest: float
    """The largest finite number."""

    def settled(self, value: float, passed: float, roundings: int) -> Bounded:
        """Return a finite `value` with the bound of a result that is rounded so often.

        `passed` is what the errors of its arguments make of it. `value` itself was rounded as often in computing it.
        """
        size = abs(value) + passed
        if size == 0:
            return value, 0.0
        bound = (passed + roundings * ((self.unit + OWN_UNIT) * size + self.smallest)) * MARGIN
        return (value, bound) if size + bound <= self.largest else self._near_overflow(value, bound)

    def _near_overflow(self, value: float, bound: float) -> Bounded:
        if abs(value) - bound > self.largest * (1 + self.unit):
            return math.copysign(math.inf, value), 0.0
        return value, UNKNOWN

    def of_sum(self, roundings: int) -> float:
        """Return how far, relative to the sum of its terms' sizes, a sum with so many roundings in each term is off."""
        share = roundings * self.unit
        return share / (1 - share) if share < 1 else UNKNOWN

    def nearest(self, value: float) -> float:
        """Return a double as the nearest number of this type."""
        return value if self.digits == OWN_DIGITS else self.rounded((value,))[0]

    def rounded(self, values: Sequence[float]) -> list[float]:
        """Return doubles as the nearest numbers of this type.

        What is one sum, difference, quotient or root of numbers of this type gets the very number that it gives, since
        a double has more than twice as many digits. Source: S. Figueroa, When is double rounding innocuous? (1995).
        """
        return list(values) if self.digits == OWN_DIGITS else array("f", values).tolist()


DOUBLE = FloatModel(OWN_DIGITS, OWN_UNIT, 2.0**-1074, (2 - 2.0**-52) * 2.0**1023)
SINGLE = FloatModel(24, 2.0**-24, 2.0**-149, (2 - 2.0**-23) * 2.0**127)
MODELS: Mapping[RunPrecision, FloatModel] = {"float64": DOUBLE, "float32": SINGLE}
"""The rounding of each precision that a run can have."""
