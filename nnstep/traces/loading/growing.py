"""Numbers that come one list after another, in one array that grows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnstep.expr.array import Array


class Growing:
    """Numbers of which nobody knows how many will come."""

    def __init__(self) -> None:
        self._room = np.empty(1024)
        self.size = 0

    def add(self, numbers: Sequence[float] | Array) -> None:
        """Add numbers; raise ValueError or TypeError where they are none."""
        size = self.size + len(numbers)
        if size > self._room.size:
            larger = np.empty(max(size, 2 * self._room.size))
            larger[: self.size] = self.numbers
            self._room = larger
        self._room[self.size : size] = numbers
        self.size = size

    @property
    def numbers(self) -> Array:
        """All of them so far."""
        return self._room[: self.size]
