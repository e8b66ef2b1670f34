"""The first value of a run that is not a number or infinite: which operation made it, as against those it spread to.

Knows runs; goes nowhere itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from nnstep.machine.edited import Run
    from nnstep.machine.frame import Frame


def first_bad_step(frame: Frame) -> int | None:
    """Return the first training step, from 0, so far whose error is not finite; None where there is none."""
    bad = np.flatnonzero(~np.isfinite(frame.errors))
    return int(bad[0]) if bad.size else None


def producer(run: Run, bad_step: int) -> int | None:
    """Return the position after the operation that made the first value that is not finite.

    `bad_step` is the first training step whose error is not; what made it may lie in the step before, in an update.
    None where something that was given is not finite itself.
    """
    length = len(run.program.ops)
    for position in range(max(0, bad_step - 1) * length + 1, (bad_step + 1) * length + 1):
        frame = run.seek(position)
        if frame.op is None or np.isfinite(frame.values[frame.op.target]).all():
            continue
        return position if all(np.isfinite(value).all() for value in frame.inputs.values()) else None
    return None
