"""How a person calculates and writes: the digits carried on, and those on the sheet."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Literal, TypeAlias

import numpy as np

Habit: TypeAlias = Literal["exact", "rounds", "cuts", "rounds inside", "float32"]
HABITS: tuple[Habit, ...] = ("exact", "rounds", "cuts", "rounds inside", "float32")
_CALCULATOR = 13
"""The significant digits that a calculator holds."""
_TIE = 1e-7


@dataclass
class Hand:
    """A habit with the sheet's precision."""

    habit: Habit
    digits: int
    significant: bool
    ties: int = field(default=0)
    """How many numbers lay on the border between two roundings."""

    def write(self, value: float) -> str:
        """Return a value as written."""
        if not np.isfinite(value):
            return "nan" if np.isnan(value) else ("inf" if value > 0 else "-inf")
        exact = Decimal(f"{value:.{_CALCULATOR - 1}e}")
        if not exact:
            return f"{0:.{0 if self.significant else self.digits}f}"
        last = exact.adjusted() - self.digits + 1 if self.significant else -self.digits
        unit = Decimal((0, (1,), last))
        beyond = float((abs(exact) / unit) % 1)
        if self.habit == "cuts":
            self.ties += 0 < beyond < _TIE or beyond > 1 - _TIE
        else:
            self.ties += abs(beyond - 0.5) < _TIE
        found = exact.quantize(unit, rounding=ROUND_DOWN if self.habit == "cuts" else ROUND_HALF_UP)
        text = f"{found:f}"
        return text if found else text.lstrip("-")

    def keep(self, value: float) -> float:
        """Return what is carried on of a result."""
        if self.habit == "float32":
            return float(np.float32(value))
        return value if self.habit == "exact" or not np.isfinite(value) else float(self.write(value))

    def part(self, value: float) -> float:
        """Return what is carried on of a product, a difference or another part of a result."""
        return self.keep(value) if self.habit in ("rounds inside", "float32") else value

    def each(self, value: float) -> float:
        """Return what is carried on of a single operation that nobody writes down."""
        return float(np.float32(value)) if self.habit == "float32" else value
