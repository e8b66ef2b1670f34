"""The values of expressions at the end of training steps of a run: of each, or of evenly spaced ones in a long run.

It is computed in slices, since that replays the run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from nnstep.engine.frame import Frame
from nnstep.engine.run import Run
from nnstep.expr.array import Array
from nnstep.expr.tree import Expr
from nnstep.session.watches import value_at

Steps: TypeAlias = NDArray[np.intp]
"""Training steps, from 0, ascending."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """The training steps of a part of a run, from `first` to before `end`, both from 0."""

    first: int
    end: int

    def each(self, every: int = 1) -> Steps:
        """Return every one, or every second, third ... counted from the run's first: the last of each group."""
        return np.arange(self.first + (every - 1 - self.first) % every, self.end, every, dtype=np.intp)

    def evenly(self, count: int) -> Steps:
        """Return `count` evenly spaced ones, the first and the last among them; each where there are no more."""
        if self.end - self.first <= count:
            return self.each()
        return np.unique(np.linspace(self.first, self.end - 1, count).round().astype(np.intp))


def steps_done(frame: Frame) -> int:
    """Return how many training steps are done at a frame."""
    return frame.step + (frame.done == len(frame.program.ops))


class Sampling:
    """The values of expressions at the end of training steps that the run reaches, computed on demand."""

    def __init__(self, run: Run, expressions: Sequence[Expr], steps: Steps) -> None:
        self.steps = steps
        """The training steps looked at, from 0."""
        self._run = run
        self._expressions = tuple(expressions)
        self._length = len(run.program.ops)
        self._values: list[list[Array | None]] = [[] for _ in self._expressions]
        self.count = 0
        """How many training steps have been looked at."""

    @property
    def finished(self) -> bool:
        """Whether all values are computed."""
        return self.count == len(self.steps)

    def values(self, number: int) -> Sequence[Array | None]:
        """Return the values of expression `number` so far, in the order of `steps`; None where it has none."""
        return self._values[number]

    def advance(self, seconds: float) -> bool:
        """Compute for about `seconds`; return whether all values are computed. The run is left where that ends."""
        begun = perf_counter()
        while not self.finished and perf_counter() - begun < seconds:
            position = (int(self.steps[self.count]) + 1) * self._length
            frame = self._run.seek(position)
            is_there = frame.position == position  # a recording may begin after it
            for values, expression in zip(self._values, self._expressions, strict=True):
                values.append(value_at(expression, frame) if is_there else None)
            self.count += 1
        return self.finished
