"""A setting: a constant of an optimizer or of a schedule that a scenario can give, with all its facts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from math import inf


@dataclass(frozen=True, slots=True)
class Bounds:
    """Which values a setting can have."""

    text: str
    """What it must be, after "must": ``be above 0``."""
    least: float = -inf
    """The smallest value."""
    above: float = -inf
    """What every value is larger than."""
    below: float = inf
    """What every value is smaller than."""

    def allow(self, value: float | Decimal) -> bool:
        """Return whether a setting can have this value."""
        return value >= self.least and self.above < value < self.below


FRACTION = Bounds("be from 0 to below 1", least=0, below=1)
POSITIVE = Bounds("be above 0", above=0)
NOT_NEGATIVE = Bounds("not be negative", least=0)


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting."""

    id: str
    """The key in the table [training], and the name in expressions."""
    default: float
    symbol: str
    """How formulas write it."""
    bounds: Bounds
    help: str
    """What it does, in a few words."""


def defaults(settings: Iterable[Setting]) -> dict[str, float]:
    """Return the default of each setting by id."""
    return {setting.id: setting.default for setting in settings}
