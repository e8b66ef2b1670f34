"""How a difference grows: the largest difference of each quantity, training step by training step."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

_EVERY = 1000
"""So many training steps are kept from the first difference on; later ones as the table shows them."""
_SHOWN = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class GrowthRow:
    """One training step."""

    step: int
    """Counted from 1; 0 before the first."""
    after: int
    """Training steps after the first difference."""
    largest: Mapping[str, float]
    """By id, the largest absolute difference; 0 where there is none."""


@dataclass(slots=True)
class Growth:
    """The rows that are kept of a whole comparison, in the order of the training steps."""

    rows: list[GrowthRow] = field(default_factory=list)
    _due: int = 0
    _last: GrowthRow | None = None

    def note(self, step: int, largest: Mapping[str, float]) -> None:
        """Note a training step, the first one being that of the first difference."""
        first = self.rows[0].step if self.rows else step
        row = GrowthRow(step, step - first, largest)
        if row.after <= _EVERY or row.after >= self._due:
            self.rows.append(row)
            self._due = _next_shown(row.after)
        self._last = row

    def end(self) -> None:
        """Keep the last training step too."""
        if self._last is not None and self.rows[-1] is not self._last:
            self.rows.append(self._last)

    @property
    def shown(self) -> list[GrowthRow]:
        """The rows of a short table: 0, 1, 2, 5, 10, 20, 50 ... training steps after the first, and the last one."""
        found: list[GrowthRow] = []
        due = 0
        for row in self.rows:
            if row.after >= due or row is self.rows[-1]:
                found.append(row)
                due = _next_shown(row.after)
        return found


def factor_per_step(earlier: GrowthRow, later: GrowthRow, ids: tuple[str, ...]) -> float | None:
    """Return by what the largest difference of these quantities grew in each step; None where that is no number."""
    before, now = (max((row.largest.get(id, 0.0) for id in ids), default=0.0) for row in (earlier, later))
    if not (0 < before < math.inf and 0 < now < math.inf):
        return None
    return math.exp((math.log(now) - math.log(before)) / (later.step - earlier.step))


def _next_shown(after: int) -> int:
    """Return the next number of the series 1, 2, 5, 10, 20, 50 ... after `after`."""
    unit = 1
    while True:
        for digit in _SHOWN:
            if digit * unit > after:
                return digit * unit
        unit *= 10
