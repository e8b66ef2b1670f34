"""What a supposition explains of a program's values, and what of a run it changes."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from nnstep.own_code.aligning.matches import Match
from nnstep.own_code.aligning.supposed_run import Held, SupposedRun
from nnstep.own_code.finding.suspects import Suspect


@dataclass(frozen=True, slots=True, eq=False)
class Explained:
    """What a supposition explains of a program."""

    suspect: Suspect | None
    run: SupposedRun
    matches: dict[int, list[Match]]
    """By the number of the seen value: what it can be."""
    bits: float
    _results: dict[int, dict[tuple[int, str], np.ndarray]] = field(default_factory=dict)

    def results(self, step: int) -> dict[tuple[int, str], np.ndarray]:
        """Return what the operations of a training step give."""
        if step not in self._results:
            self._results[step] = {
                (held.number, held.id): held.value
                for held in self.run.held
                if held.step == step and held.number >= 0 and not held.part
            }
        return self._results[step]

    @property
    def cost(self) -> float:
        """What it takes to say it."""
        return 0.0 if self.suspect is None else self.suspect.bits


def changed_values(base: SupposedRun, run: SupposedRun) -> list[Held]:
    """Return the values of a run that are others than those of `base`."""
    before = {held.key: held.value for held in base.held}
    found = []
    for held in run.held:
        other = before.get(held.key)
        if other is None or not is_same(other, held.value):
            found.append(held)
    return found


def is_same(one: np.ndarray, other: np.ndarray) -> bool:
    """Return whether two values are the same, bit for bit."""
    return one is other or (one.shape == other.shape and one.tobytes() == other.tobytes())
