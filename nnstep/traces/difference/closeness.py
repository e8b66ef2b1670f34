"""When two arrays count as the same, and where and by how much they differ."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from nnstep.errors import CommandError
from nnstep.expr.array import Array, Mask

RELATIVE = 1e-9
"""What is accepted where nothing else is asked for, and both sides are in double precision."""
SINGLE_RELATIVE = 1e-4
"""The same where one side is in single precision."""
_ABSOLUTE = 1e-3
"""Accepted in any case is so much of the relative amount: differences of nearly equal numbers keep fewer digits."""


@dataclass(frozen=True, slots=True)
class Closeness:
    """What counts as rounding: `relative` times the largest number of an array, or a thousandth of `relative`.

    Raise CommandError for an amount that is negative or not finite.
    """

    relative: float = RELATIVE

    def __post_init__(self) -> None:
        if not (self.relative >= 0 and math.isfinite(self.relative)):
            raise CommandError(f"a tolerance can't be {self.relative:g}", "it must be a finite number of 0 or more")

    @property
    def absolute(self) -> float:
        """What is accepted however small the numbers are."""
        return self.relative * _ABSOLUTE

    def width(self, scale: float) -> float:
        """Return how far elements may be apart in arrays whose largest number is `scale`."""
        return max(self.relative * scale, self.absolute)


@dataclass(frozen=True, slots=True, eq=False)
class Gap:
    """How two arrays of one shape differ; made only where they do."""

    a: Array = field(repr=False)
    b: Array = field(repr=False)
    gaps: Array = field(repr=False)
    """The absolute differences, element by element; infinite where only one side is a number."""
    beyond: Mask = field(repr=False)
    """Which elements differ by more than rounding."""
    scale: float
    """The largest finite number of both."""

    @property
    def largest(self) -> float:
        """The largest absolute difference."""
        return float(self.gaps.max())

    @property
    def relative(self) -> float:
        """The largest difference as a fraction of the largest number."""
        return self.largest / self.scale if self.scale else self.largest

    @property
    def index(self) -> tuple[int, ...]:
        """Where the largest difference is."""
        return tuple(int(i) for i in np.unravel_index(int(self.gaps.argmax()), self.gaps.shape))

    @property
    def count(self) -> int:
        """How many elements differ by more than rounding."""
        return int(self.beyond.sum())

    @property
    def is_beyond(self) -> bool:
        """Whether any element differs by more than rounding."""
        return bool(self.beyond.any())


def gap_between(a: Array, b: Array, closeness: Closeness) -> Gap | None:
    """Return how two arrays of one shape differ; None where they are equal, NaN being equal to NaN."""
    if a is b or (a.dtype == b.dtype and a.tobytes() == b.tobytes()) or np.array_equal(a, b, equal_nan=True):
        return None
    one, other = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    with np.errstate(all="ignore"):
        gaps = np.abs(one - other)
    same = (one == other) | (np.isnan(one) & np.isnan(other))
    gaps = np.where(same, 0.0, np.where(np.isnan(gaps), np.inf, gaps))
    both = np.abs(np.concatenate([one.ravel(), other.ravel()]))
    scale = float(np.max(both, where=np.isfinite(both), initial=0.0))
    return Gap(one, other, gaps, np.asarray(gaps > closeness.width(scale)), scale)
