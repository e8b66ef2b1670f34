"""The operation that produced a run's first NaN or infinity, as opposed to those that it spread to."""

from __future__ import annotations

import numpy as np

from nnstep.engine.edited_run import Run
from nnstep.engine.frame import Frame


def first_bad_step(frame: Frame) -> int | None:
    """Return the first training step, from 0, so far whose error is not finite; None where there is none."""
    bad = np.flatnonzero(~np.isfinite(frame.errors))
    return int(bad[0]) if bad.size else None


def producer(run: Run, bad_step: int) -> int | None:
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
