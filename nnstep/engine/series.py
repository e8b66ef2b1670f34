"""A growing list of numbers of which read-only views are handed out; what is appended later changes none of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnstep.expr.array import Array

_LONG = 2**10
"""From so many numbers on less is set aside for more of them."""


class Series:
    """Numbers in the order they were appended, 8 bytes each."""

    def __init__(self) -> None:
        self._numbers = np.empty(1)
        self._count = 0

    def __len__(self) -> int:
        """How many numbers there are."""
        return self._count

    @property
    def nbytes(self) -> int:
        """How many bytes are set aside."""
        return self._numbers.nbytes

    def extend(self, numbers: Sequence[float]) -> None:
        """Put numbers at the end."""
        end = self._count + len(numbers)
        if end > self._numbers.size:
            more = self._numbers.size if self._numbers.size < _LONG else self._numbers.size // 8
            self._numbers = np.concatenate([self._numbers, np.empty(max(more, len(numbers)))])
        self._numbers[self._count : end] = numbers
        self._count = end

    def first(self, count: int) -> Array:
        """Return the first `count` numbers, fewer where there are not so many."""
        view = self._numbers[: min(count, self._count)]
        view.setflags(write=False)
        return view
