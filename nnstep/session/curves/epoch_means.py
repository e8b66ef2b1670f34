"""The mean error of each epoch of a run, computed once an epoch."""

from __future__ import annotations

import numpy as np

from nnstep.engine.run import Run
from nnstep.engine.series import Series
from nnstep.expr.array import Array


class EpochMeans:
    """Those of one run at a time; another run, as after an edit, begins anew."""

    def __init__(self) -> None:
        self._run: Run | None = None
        self._means = Series()

    def of(self, run: Run, errors: Array) -> Array:
        """Return the mean of the training steps' `errors`, shape (steps,), of each epoch of `run` that is complete."""
        if run is not self._run:
            self._run, self._means = run, Series()
        per_epoch = run.program.schedule.steps_per_epoch
        known, complete = len(self._means), errors.size // per_epoch
        if complete > known:
            new = errors[known * per_epoch : complete * per_epoch].reshape(-1, per_epoch)
            with np.errstate(all="ignore"):  # what is not finite is to be seen in the curve
                self._means.extend(np.mean(new, axis=1).tolist())
        return self._means.first(complete)
