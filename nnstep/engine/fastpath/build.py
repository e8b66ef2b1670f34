"""The fast path: run whole training steps by one generated function, with the same bits as stepping.

Conditions are compiled into it, each after the operations that write what it reads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from nnstep.engine.fastpath.training_function import Generator
from nnstep.expr.array import NUMBER_TYPES, Array, in_precision
from nnstep.expr.condition import PREVIOUS
from nnstep.program.program import Program

_STOP, _COLLECT = "return _step, {}", "_met.append((_step, {}))"
"""What is done where a condition holds."""


class FastPath:
    """The training steps of a program, from given parameters on, until a condition holds."""

    def __init__(
        self,
        program: Program,
        conditions: Mapping[int, str] | None = None,
        previous: Iterable[str] = (),
        *,
        collecting: bool = False,
    ) -> None:
        """Compile the program; `conditions` are sources by the operation, from 0, after which they are tested.

        `previous` are the quantities that they read the values of in the training step before. A run ends where a
        condition holds, or goes on and collects all such places in `hits`.
        """
        self.hits: list[tuple[int, int]] = []
        self._program = program
        self._previous = tuple(previous)
        generator = Generator(program, conditions or {}, self._previous, _COLLECT if collecting else _STOP)
        schedule = program.schedule
        smaller = schedule.batch_at(schedule.steps_per_epoch - 1) != schedule.batch_at(0)
        self._whole = generator.function(program.shapes)
        self._rest = generator.function(program.last_shapes) if smaller else None
        self._arrays = {id: generator.arrays[id] for id in program.parameters if program.shapes[id]}
        self._state: dict[str, Any] = {}

    @property
    def largest_gradient(self) -> float:
        """The largest absolute value in any gradient of the last run, where a rule to stop asks for it; 0 elsewhere."""
        return float(self._state["_largest"])

    def start(self, parameters: Mapping[str, Array], before: Mapping[str, Array]) -> None:
        """Begin from these parameters; `before` are values of the training step before, where there was one."""
        for id, array in self._arrays.items():
            np.copyto(array, parameters[id])
        number = NUMBER_TYPES[self._program.precision]
        rest = {id: value for id, value in parameters.items() if id not in self._arrays}
        self._state = {id: np.asarray(value, dtype=number) for id, value in rest.items()}
        self._state |= {f"{PREVIOUS}{id}": _earlier(self._program, id, before) for id in self._previous}
        self.hits = self._state["_hits"] = []

    def run(self, first: int, last: int, errors: list[float]) -> tuple[int, int]:
        """Run training steps `first` to before `last`, appending their errors.

        Return the step and the operation, from 0, after which a condition held; or -1 and where the next training step
        begins: `last`, or before it where the run ends.
        """
        self._state["_largest"] = 0.0
        with np.errstate(all="ignore"):
            while first < last:
                until, run = self._part(first, last)
                stopped, op = run(first, until, errors, self._state)
                if op >= 0 or stopped < until:
                    return stopped, op
                first = until
        return last, -1

    def _part(self, first: int, last: int) -> tuple[int, Callable[..., tuple[int, int]]]:
        """Return up to where the batches are of one size, from `first` on, and what runs them."""
        if self._rest is None:
            return last, self._whole
        per_epoch = self._program.schedule.steps_per_epoch
        within = first % per_epoch
        if within == per_epoch - 1:
            return first + 1, self._rest
        return min(last, first - within + per_epoch - 1), self._whole

    def values(self) -> dict[str, Any]:
        """Return the parameters; their arrays are overwritten by the next training step."""
        return {id: self._arrays.get(id, self._state.get(id)) for id in self._program.parameters}

    def parameters(self) -> dict[str, Array]:
        """Return the parameters as they are now, read-only and apart from what further steps change."""
        found = {}
        for id, value in self.values().items():
            found[id] = in_precision(value, self._program.precision)
        return found


def _earlier(program: Program, id: str, before: Mapping[str, Any]) -> Any:
    """Return a quantity's value in the training step before, NaN throughout where it had none."""
    return before[id] if id in before else np.full(program.shapes[id], np.nan)
