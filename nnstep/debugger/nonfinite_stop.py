"""The stop at the first NaN or infinity of a run: where it was produced, and whether a run was stopped there."""

from __future__ import annotations

import numpy as np

from nnstep.debugger.breakpoints import Breakpoint
from nnstep.engine.frame import Frame
from nnstep.engine.run import Run
from nnstep.expr.array import Array

FIRST_NONFINITE = Breakpoint("the first value that is not finite", frozenset(), "True")
"""Stops a run once, where something becomes NaN or infinite."""


class NonfiniteStop:
    """Finds the first value that is not finite, and stops a run there once."""

    def __init__(self) -> None:
        self._found: tuple[Run, int, int | None] | None = None
        self._finite: tuple[Run | None, int] = None, 0
        """A run, and how many of its first errors are known to be finite: not to be searched at every key."""
        self._shown: int | None = None
        """Where it stopped a run, unless the run went back before that."""

    def forget(self) -> None:
        """Stop again at the same place: the run was changed."""
        self._shown = None

    def begin(self, position: int) -> None:
        """Stop again at a place that lies after `position`, where a run begins."""
        if self._shown is not None and position < self._shown:
            self._shown = None

    def position(self, run: Run, frame: Frame) -> int | None:
        """Return the position after the operation that produced the first value that is not finite.

        None where the error has been finite up to `frame`, or where something given was not finite.
        """
        errors = _errors(run, frame)
        if self._finite[0] is run and errors.size <= self._finite[1]:
            return None
        bad = np.flatnonzero(~np.isfinite(errors))
        if not bad.size:
            self._finite = run, errors.size
            return None
        step = int(bad[0])
        if self._found is None or self._found[:2] != (run, step):
            self._found = run, step, _producer(run, step)
            run.seek(frame.position)
        return self._found[2]

    def stop(self, run: Run, frame: Frame, known: int) -> int | None:
        """Return where to stop a run, if the error has just become NaN or infinite.

        `known` training steps had their errors before.
        """
        errors = _errors(run, frame)
        if np.isfinite(errors[max(0, known - 1) :]).all() or (known and not np.isfinite(errors[known - 1])):
            return None
        found = self.position(run, frame)
        if found is not None and found == self._shown:
            return None
        self._shown = found
        return frame.position if found is None else found


def _errors(run: Run, frame: Frame) -> Array:
    """Return the errors so far; none where no error is computed or some are missing: NaN stands in its place then."""
    return frame.errors if frame.program.objective and not run.has_gaps else frame.errors[:0]


def _producer(run: Run, bad_step: int) -> int | None:
    """Return the position after the operation that made the first value that is not finite.

    `bad_step` is the first training step whose error is not; what made it may lie before, in an update. None where
    something that was given is not finite itself.
    """
    length = len(run.program.ops)
    for position in range(_step_of_origin(run, bad_step) * length + 1, (bad_step + 1) * length + 1):
        frame = run.seek(position)
        if frame.result is None or np.isfinite(frame.result).all():
            continue
        return position if all(np.isfinite(value).all() for value in frame.inputs.values()) else None
    return None


def _step_of_origin(run: Run, bad_step: int) -> int:
    """Return the training step, from 0, in which the parameters stopped being finite, or `bad_step` where they are.

    An update leaves a number that is not finite as one, so the steps are searched by halving.
    """
    if _is_finite(run, bad_step):
        return bad_step
    finite, bad = 0, bad_step
    while bad - finite > 1:
        middle = (finite + bad) // 2
        finite, bad = (middle, bad) if _is_finite(run, middle) else (finite, middle)
    return finite


def _is_finite(run: Run, step: int) -> bool:
    """Return whether all parameters are finite where training step `step` begins."""
    values = run.seek(step * len(run.program.ops)).values
    return all(np.isfinite(values[id]).all() for id in run.program.parameters)
