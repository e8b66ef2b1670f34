"""The course of a function: what is known of where it rises, falls and turns, so that its bounds are known too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Monotone:
    """Rises or falls, or stays, with every element of each argument."""

    signs: tuple[int, ...] = (1,)
    """By argument: 1 where it rises, -1 where it falls."""


@dataclass(frozen=True, slots=True)
class Turning:
    """Element by element: monotone in each argument between turning points, whichever way."""

    at: tuple[float, ...] = ()
    """The turning points of the first argument."""


@dataclass(frozen=True, slots=True)
class Wave:
    """A wave between -1 and 1 with the period 2 pi."""

    peak: float
    """Where it has a peak, in multiples of pi."""


Course: TypeAlias = Monotone | Turning | Wave
