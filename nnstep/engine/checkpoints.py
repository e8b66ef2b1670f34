"""Checkpoints: parameters at the start of some training steps, packed, and how they thin out within a byte budget.

They are `gap` training steps apart. When the budget is used up, those of the far past are thinned: they stay evenly
spaced, since a jump may lead anywhere, but further apart; the last quarter is left as it is. A jump into the far past
leaves a few more on its way for a while, so that moving on from there, backwards too, is quick.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping

import numpy as np

from nnstep.expr.array import Array, frozen

_PER_CHECKPOINT = 250
"""Bytes that an array object, and its training step in a dictionary, take beside the parameters."""
_FEWEST = 2
"""The fewest that are kept, whatever the budget is."""
_PASSED = 32
"""The most that jumps into the far past leave on their way."""
_REDONE = 0.004
"""Seconds to compute again what lies between two checkpoints of the recent past."""
_LEAST_APART, _MOST_APART = 2, 64
"""Training steps between two checkpoints: fewer would take too long to keep, more no less."""


def gap_for(seconds: float) -> int:
    """Return how many training steps of `seconds` each lie between two checkpoints of the recent past."""
    return max(_LEAST_APART, min(_MOST_APART, int(_REDONE / seconds) if seconds else _MOST_APART))


class Checkpoints:
    """Packed parameters by training step; the first one is always there."""

    def __init__(
        self, parameters: Mapping[str, Array], *, gap: int = _MOST_APART, budget: int = 32 * 2**20, first: int = 0
    ) -> None:
        """Begin with the parameters at the start of training step `first`."""
        self._shapes = {id: value.shape for id, value in parameters.items()}
        self._bytes_each = sum(value.nbytes for value in parameters.values()) + _PER_CHECKPOINT
        self._budget = budget
        self.gap = gap
        """How many training steps those of the recent past are apart; this may change, too."""
        self._spacing = gap
        self._steps = [first]
        self._packed = {first: self._pack(parameters)}
        self._passed: dict[int, Array] = {}

    @property
    def bytes_used(self) -> int:
        """About how much memory the checkpoints take."""
        return (len(self._packed) + len(self._passed)) * self._bytes_each

    def limit(self, budget: int) -> None:
        """Change the budget, in bytes."""
        self._budget = budget
        if self.bytes_used > budget and len(self._steps) > _FEWEST:
            self._thin()

    def next_due(self, step: int) -> int:
        """Return the next training step after `step` at whose start parameters may be offered."""
        due = self._steps[-1] + self.gap
        return due if due > step >= self._steps[-1] else step + self.gap

    def offer(self, step: int, parameters: Mapping[str, Array]) -> None:
        """Keep the parameters at the start of training step `step`, where none are kept shortly before it."""
        if step - self._before(step) < self.gap:
            return
        if step < self._steps[-1]:
            self._pass(step, parameters)
            return
        self._steps.append(step)
        self._packed[step] = self._pack(parameters)
        if self.bytes_used > self._budget:
            self._thin()

    def nearest(self, step: int) -> tuple[int, dict[str, Array]]:
        """Return the last kept training step at or before `step`, and fresh read-only arrays of its parameters."""
        found = self._before(step)
        return found, self._unpacked(self._passed[found] if found in self._passed else self._packed[found])

    def _before(self, step: int) -> int:
        found = self._steps[bisect_right(self._steps, step) - 1]
        return max((passed for passed in self._passed if found < passed <= step), default=found)

    def _pass(self, step: int, parameters: Mapping[str, Array]) -> None:
        most = min(_PASSED, max(0, self._budget) // 8 // self._bytes_each)
        self._passed[step] = self._pack(parameters)
        while len(self._passed) > most:
            del self._passed[next(iter(self._passed))]

    def _thin(self) -> None:
        """Drop checkpoints until a quarter of the budget is free again."""
        self._passed.clear()
        most = max(_FEWEST, self._budget // self._bytes_each)
        recent = max(1, most // 4)
        self._spacing = max(self._spacing, self.gap)
        while True:
            old = self._steps[:1]
            for step in self._steps[1:-recent]:
                if step - old[-1] >= self._spacing:
                    old.append(step)
            self._steps = old + self._steps[-recent:]
            if len(self._steps) <= max(_FEWEST, most * 3 // 4):
                break
            self._spacing *= 2
        self._packed = {step: self._packed[step] for step in self._steps}

    def _pack(self, parameters: Mapping[str, Array]) -> Array:
        return np.concatenate([np.ravel(parameters[id]) for id in self._shapes]) if self._shapes else np.empty(0)

    def _unpacked(self, packed: Array) -> dict[str, Array]:
        parameters, begin = {}, 0
        for id, shape in self._shapes.items():
            end = begin + int(np.prod(shape))
            # A copy of its own, as every other array is: the same bits go in, the same come out.
            parameters[id], begin = frozen(packed[begin:end].reshape(shape)), end
        return parameters
