"""Parameters at the start of some training steps, packed, within a byte budget. Knows nothing of operations.

Evenly spaced, every `gap` training steps; when the budget is used up every other one is dropped and the gap
doubles, so that a jump anywhere re-executes at most `gap` training steps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nnstep.expr.array import Array

_PER_CHECKPOINT = 120
"""Bytes that an array object takes beside its numbers."""


class Checkpoints:
    """Packed parameters by training step; the first one is always there."""

    def __init__(
        self, parameters: Mapping[str, Array], *, gap: int = 16, budget: int = 32 * 2**20, first: int = 0
    ) -> None:
        """Begin with the parameters at the start of training step `first`."""
        self._first = first
        self._shapes = {id: value.shape for id, value in parameters.items()}
        self._budget = budget
        self.gap = gap
        self._packed: list[Array] = []
        self.offer(first, parameters)

    @property
    def bytes_used(self) -> int:
        """About how much memory the checkpoints take."""
        return len(self._packed) * self._bytes_each()

    def is_due(self, step: int) -> bool:
        """Return whether the parameters at the start of training step `step` are the next to be kept."""
        return step == self._first + len(self._packed) * self.gap

    def next_due(self, step: int) -> int:
        """Return the next training step after `step` that is due, or, where that is behind, a gap further on."""
        due = self._first + len(self._packed) * self.gap
        return due if due > step else step + self.gap

    def offer(self, step: int, parameters: Mapping[str, Array]) -> None:
        """Keep the parameters at the start of training step `step`, where it is the next one due."""
        if not self.is_due(step):
            return
        self._packed.append(np.concatenate([np.empty(0), *(np.ravel(parameters[id]) for id in self._shapes)]))
        while len(self._packed) > 2 and self.bytes_used > self._budget:
            self._packed = self._packed[::2]
            self.gap *= 2

    def nearest(self, step: int) -> tuple[int, dict[str, Array]]:
        """Return the last kept training step at or before `step`, and fresh read-only arrays of its parameters."""
        place = min((step - self._first) // self.gap, len(self._packed) - 1)
        return self._first + place * self.gap, self._unpacked(self._packed[place])

    def _unpacked(self, packed: Array) -> dict[str, Array]:
        parameters, begin = {}, 0
        for id, shape in self._shapes.items():
            end = begin + int(np.prod(shape))
            # A copy of its own, aligned as every other array is: the same bits go in, the same come out.
            array = packed[begin:end].reshape(shape).copy()
            array.flags.writeable = False
            parameters[id], begin = array, end
        return parameters

    def _bytes_each(self) -> int:
        return 8 * sum(int(np.prod(shape)) for shape in self._shapes.values()) + _PER_CHECKPOINT
