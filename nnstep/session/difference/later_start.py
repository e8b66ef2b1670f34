"""A program that begins in the middle of a run, so that a late training step is graded as quickly as an early one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nnstep.engine.run import Run
from nnstep.expr.array import Array
from nnstep.program.iteration import RunPlace, Schedule
from nnstep.program.program import Program


@dataclass(frozen=True, slots=True, eq=False)
class LaterSchedule(Schedule):
    """A schedule without its first training steps."""

    first: int = 0
    """How many are left out."""
    whole: Schedule | None = None

    @property
    def _whole(self) -> Schedule:
        if self.whole is None:
            raise ValueError("a later schedule is that of a whole one")
        return self.whole

    def batch_at(self, step: int) -> int:
        """Return how many samples training step `step` (from 0) has."""
        return self._whole.batch_at(self.first + step)

    def rows(self, step: int) -> NDArray[np.intp]:
        """Return the numbers of the samples, from 0, that training step `step` (from 0) has."""
        return self._whole.rows(self.first + step)

    def feeds(self, step: int) -> Mapping[str, Array]:
        """Return the values that training step `step` (from 0) is given."""
        return self._whole.feeds(self.first + step)

    def place(self, step: int, op: int) -> RunPlace:
        """Return training step `step` (from 0) after `op` operations, as people count."""
        return self._whole.place(self.first + step, op)

    def batch(self, step: int) -> Mapping[str, Array]:
        """Return the input, and the target where there is one, of training step `step` (from 0)."""
        return self._whole.batch(self.first + step)


def begun_before(step: int, run: Run) -> tuple[Program, int]:
    """Return a program that begins one training step before `step`, from 1, and the number of `step` in it.

    The run's own program where nothing comes before, or where the run does not have the parameters there.
    """
    program, first = run.program, step - 2
    if first < 1:
        return program, step
    values = run.seek(first * len(program.ops)).values
    if any(id not in values for id in program.parameters):
        return program, step
    schedule = program.schedule
    later = LaterSchedule(
        samples=schedule.samples,
        epochs=schedule.epochs,
        counted=schedule.counted,
        batch_size=schedule.batch_size,
        seed=schedule.seed,
        transposed=schedule.transposed,
        precision=schedule.precision,
        first=first,
        whole=schedule,
    )
    shapes = program.shapes_in(step - 1)
    start = {**program.start, **{id: values[id] for id in program.parameters}}
    return replace(program, schedule=later, shapes=shapes, last_shapes=shapes, start=start), 2
