"""The last bits of recorded values, held against what this machine's own kernel computes from the same values."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from nnstep.engine.executor import Executor
from nnstep.expr.array import Array
from nnstep.program.program import Program


class LastBits:
    """The values that a recording has by now, as arrays, and the engine that computes each once more from them.

    An array that is computed here with the recorded bits is kept in place of the recorded one: how it lies in memory
    decides in which order NumPy adds up its numbers.
    """

    def __init__(self, program: Program, start: Mapping[str, Array]) -> None:
        self._program = program
        self._executor = Executor(program)
        self._values = {**program.start, **start}

    def give(self, id: str, value: Array) -> None:
        """Take a value as it is recorded."""
        self._values[id] = value

    def give_batch(self, id: str, value: Array, step: int) -> None:
        """Take what training step `step`, from 0, is given: the scenario's own array where it has these numbers."""
        own = self._program.schedule.feeds(step).get(id)
        self._values[id] = value if own is None or _differing(own, value) else own

    def forget(self, id: str) -> None:
        """Forget a value: a later one is not recorded."""
        self._values.pop(id, None)

    def differing(self, op_number: int, recorded: Array) -> int:
        """Return how many numbers of an operation have other bits here; all that it reads must be recorded."""
        target = self._program.ops[op_number].target
        here = self._executor.run_op(op_number, self._values)
        count = _differing(here, recorded)
        if count:
            self._values[target] = recorded
        return count


def _differing(here: Array, recorded: Array) -> int:
    """Return how many numbers differ in two arrays, NaN being equal to NaN; all of them where the shapes differ."""
    if here.shape != recorded.shape:
        return recorded.size
    return int(np.sum((here != recorded) & ~(np.isnan(here) & np.isnan(recorded))))
