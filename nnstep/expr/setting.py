"""A setting: a constant of an optimizer or of a schedule that a scenario can give, with all its facts."""

from __future__ import annotations

from dataclasses import dataclass

from nnstep.problems.rules import Real

FRACTION = Real(least=0, below=1)
POSITIVE = Real(above=0)
NOT_NEGATIVE = Real(least=0)


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting."""

    id: str
    """The key in the table [training], and the name in expressions."""
    default: float
    symbol: str
    """How formulas write it."""
    bounds: Real
    """Which values it can have."""
    help: str
    """What it does, in a few words."""
