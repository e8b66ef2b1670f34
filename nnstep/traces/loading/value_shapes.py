"""The shapes of values that come one after another, and those values as one array."""

from __future__ import annotations

from itertools import pairwise
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnstep.expr.array import Shape


class ValueShapes:
    """The shapes of values of one rank. A stretch of values of the same shape is noted once."""

    def __init__(self) -> None:
        self.count = 0
        """How many values there are. Whoever knows that a value has the shape of the last one counts it here."""
        self._largest: Shape = ()
        self._stretches: list[tuple[int, Shape]] = []
        """The number of the first value of each stretch, from 0, and its shape."""

    @property
    def size(self) -> int:
        """How many numbers the whole array has."""
        return self.count * prod(self._largest)

    def note(self, shape: Shape) -> None:
        """Count a value."""
        if not self._stretches or shape != self._stretches[-1][1]:
            self._largest = tuple(map(max, self._largest, shape)) if self._stretches else shape
            self._stretches.append((self.count, shape))
        self.count += 1

    def whole(self, numbers: NDArray[Any]) -> NDArray[Any]:
        """Return the values, all numbers of which are given, a value a row: smaller ones are filled up with NaN."""
        if len(self._stretches) == 1:
            return numbers.reshape(self.count, *self._largest)
        padded = np.full((self.count, *self._largest), np.nan, numbers.dtype)
        at = 0
        for (first, shape), (after, _) in pairwise([*self._stretches, (self.count, ())]):
            end = at + (after - first) * prod(shape)
            padded[(slice(first, after), *map(slice, shape))] = numbers[at:end].reshape(after - first, *shape)
            at = end
        return padded
