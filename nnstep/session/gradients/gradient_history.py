"""The largest gradient at each place in the latest training steps: taken while stepping, the rest computed later."""

from __future__ import annotations

from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from nnstep.debugger.debugger import Debugger
from nnstep.engine.frame import Frame
from nnstep.explain.flow.array_measures import ArrayMeasures
from nnstep.explain.flow.gradient_flow import flow_places, largest_of, present
from nnstep.expr.array import Array

LATEST = 60
"""Training steps that are looked back on."""
_MOST_KEPT = 2**14
"""Training steps kept for coming back to."""


class GradientHistory:
    """What was measured of one debugger's run; an edit or its undoing begins anew."""

    def __init__(self, debugger: Debugger) -> None:
        self._debugger = debugger
        self._run = debugger.run
        self._ids = tuple(place.id for place in flow_places(debugger.program))
        self._found: dict[int, Array] = {}
        self._latest: tuple[range, Array, NDArray[np.bool_]] | None = None
        """What `latest` returned last: the same at most operations of a training step."""
        self.measures = ArrayMeasures()
        """What was measured of the arrays that were shown last."""

    @property
    def ids(self) -> tuple[str, ...]:
        """The gradients, in the order of the rows of `latest`."""
        return self._ids

    def latest(self, frame: Frame) -> tuple[Array, NDArray[np.bool_]]:
        """Return the sizes up to the present training step, and which are known: two arrays (gradients, steps).

        What is not known yet is 0. The present training step counts once its gradients are computed.
        """
        self.note(frame)
        steps = self._steps(frame)
        if self._latest is None or self._latest[0] != steps:
            self._latest = steps, *self._looked_up(steps)
        return self._latest[1:]

    def _looked_up(self, steps: range) -> tuple[Array, NDArray[np.bool_]]:
        sizes, known = np.zeros((len(self._ids), len(steps))), np.zeros((len(self._ids), len(steps)), dtype=np.bool_)
        for column, step in enumerate(steps):
            found = self._found.get(step)
            if found is not None:
                known[:, column] = ~np.isneginf(found)
                sizes[:, column] = np.where(known[:, column], found, 0.0)
        return sizes, known

    def complete(self, frame: Frame) -> bool:
        """Return whether all that `latest` asks for is known."""
        self.note(frame)
        return all(step in self._found for step in self._steps(frame))

    def advance(self, seconds: float) -> bool:
        """Compute what is missing for about `seconds`, at least one training step; return whether all is known.

        The run is left at the debugger's own position.
        """
        frame, begun = self._debugger.frame, perf_counter()
        self.note(frame)
        length = len(frame.program.ops)
        missing = [step for step in self._steps(frame) if step not in self._found]
        for count, step in enumerate(missing, start=1):
            position = (step + 1) * length
            reached = self._debugger.peek(position)
            self._keep(step, self._sizes(reached) if reached.position == position else self._nothing)
            if perf_counter() - begun >= seconds and count < len(missing):
                break
        if missing:
            self._debugger.peek(frame.position)
        return self.complete(frame)

    def _steps(self, frame: Frame) -> range:
        """Return the training steps looked back on, from 0, as far as their gradients are computed."""
        end = frame.step + (frame.done == len(frame.program.ops) or self._has_all(frame))
        return range(max(0, end - LATEST), end)

    def note(self, frame: Frame) -> None:
        """Take what is there for nothing: the gradients of the present training step."""
        if self._run is not self._debugger.run:
            self._run, self._found, self._latest = self._debugger.run, {}, None
        if frame.step not in self._found and self._has_all(frame):
            self._keep(frame.step, self._sizes(frame))

    def _has_all(self, frame: Frame) -> bool:
        return bool(self._ids) and all(present(frame, id) is not None for id in self._ids)

    @property
    def _nothing(self) -> Array:
        return np.full(len(self._ids), -np.inf)

    def _sizes(self, frame: Frame) -> Array:
        """Return the largest absolute value of each gradient; minus infinity where there is none."""
        values = (present(frame, id) for id in self._ids)
        return np.array([largest_of(value) if value is not None else -np.inf for value in values], dtype=np.float64)

    def _keep(self, step: int, sizes: Array) -> None:
        if len(self._found) >= _MOST_KEPT:
            self._found = {}
        self._found[step], self._latest = sizes, None
