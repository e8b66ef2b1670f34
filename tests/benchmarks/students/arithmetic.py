"""Rows of numbers, and functions that never fail."""

from __future__ import annotations

import math
from typing import TypeAlias

Column: TypeAlias = list[float]
Matrix: TypeAlias = list[list[float]]


def exp(value: float) -> float:
    """Return e to the `value`, limited."""
    return math.exp(min(value, 500.0))


def log(value: float) -> float:
    """Return the logarithm, NaN where there is none."""
    return math.log(value) if value > 0 else math.nan
