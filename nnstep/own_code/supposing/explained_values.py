"""What a supposition explains of a program's values, and what of a run it changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from nnstep.own_code.aligning.matches import Match
from nnstep.own_code.aligning.supposed_run import Held, SupposedRun
from nnstep.own_code.supposing.suspects import Suspect


@dataclass(frozen=True, slots=True, eq=False)
class Explained:
    """What a supposition explains of a program."""

    suspect: Suspect | None
    run: SupposedRun
    matches: dict[int, list[Match]]
    """By the number of the seen value: what it can be."""
    bits: float
    _results: dict[int, Mapping[str, Sequence[np.ndarray]]] = field(default_factory=dict)

    def results(self, step: int) -> Mapping[str, Sequence[np.ndarray]]:
        """Return what the operations of a training step give, by quantity: some are computed more than once."""
        if step not in self._results:
            found: dict[str, list[np.ndarray]] = {}
            for held in self.run.held:
                if held.step == step and held.number >= 0 and not held.part:
                    found.setdefault(held.id, []).append(held.value)
            self._results[step] = found
        return self._results[step]

    @property
    def cost(self) -> float:
        """What it takes to say it."""
        return 0.0 if self.suspect is None else self.suspect.bits


def changed_values(base: SupposedRun, run: SupposedRun) -> list[Held]:
    """Return the values of a run that are others than those of `base`."""
    before: dict[tuple[int, bool, str, str], list[np.ndarray]] = {}
    for held in base.held:
        before.setdefault(_place(held), []).append(held.value)
    return [held for held in run.held if not any(is_same(value, held.value) for value in before.get(_place(held), ()))]


def _place(held: Held) -> tuple[int, bool, str, str]:
    """Return what a value is, whatever number its operation has in another order of operations."""
    return held.step, held.number < 0, held.id, held.part


def is_same(one: np.ndarray, other: np.ndarray) -> bool:
    """Return whether two values are the same, bit for bit."""
    return one is other or (one.shape == other.shape and one.tobytes() == other.tobytes())
