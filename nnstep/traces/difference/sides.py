"""One side of a comparison: the values of a run, a training step at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from nnstep.engine.frame import Frame
from nnstep.engine.run import Run
from nnstep.expr.array import Array, frozen
from nnstep.program.program import Program
from nnstep.traces.kernel import Kernel


@dataclass(frozen=True, slots=True, eq=False)
class StepOfSide:
    """What one side has of a training step."""

    step: int
    """Counted from 1; 0 stands for the values before the first one."""
    values: Mapping[str, Array]
    """By id: what the training step is given, and what its operations give. Of step 0, what the run starts from."""
    is_part: bool = False
    """Whether the side has only some of its operations, because it begins or ends within it."""


class Side(Protocol):
    """A run that is compared."""

    @property
    def name(self) -> str:
        """What people call it."""
        ...

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a person should know of how it was read."""
        ...

    @property
    def is_single(self) -> bool:
        """Whether its numbers are in single precision."""
        ...

    def next_step(self, step: int) -> StepOfSide | None:
        """Return training step `step`, or the first one after it of which there is a value; None where there is none.

        Raise DataError where a file can't be read there.
        """
        ...


class RunSide:
    """A run with a program: computed, changed or recorded."""

    def __init__(
        self,
        run: Run,
        name: str = "",
        remarks: tuple[str, ...] = (),
        *,
        edits: Iterable[int] = (),
        last_position: int | None = None,
        results_only: bool = False,
        kernel: Kernel | None = None,
        computed_by: str = "",
    ) -> None:
        """Compare `run` up to `last_position` (operations done), or to its end.

        `edits` are the positions at which values were changed by hand: what an operation gave is compared, not what
        it was changed to. With `results_only` what training steps are given is not compared. `kernel` computes it, or
        computed it, where that is known; `computed_by` names another library than nnstep's own engine.
        """
        self.run = run
        self.name = name
        self.remarks = remarks
        self.kernel = kernel
        self.computed_by = computed_by
        self._edited = frozenset(self.program.step_and_op(position)[0] + 1 for position in edits)
        self._last_position = last_position
        self._results_only = results_only

    def is_edited_before(self, step: int) -> bool:
        """Return whether a value was changed by hand in training step `step`, from 1, or before."""
        return any(edited <= step for edited in self._edited)

    @property
    def program(self) -> Program:
        """What is run."""
        return self.run.program

    @property
    def is_single(self) -> bool:
        """Whether its numbers are in single precision."""
        return self.program.precision == "float32"

    @cached_property
    def given(self) -> tuple[str, ...]:
        """The ids of what each training step is given, constants included."""
        computed = {op.target for op in self.program.ops}
        return tuple(id for id in self.program.shapes if id not in computed)

    def next_step(self, step: int) -> StepOfSide | None:
        """Return training step `step`, or the first one after it of which there is a value; None where there is none.

        Raise DataError where a recording can't be read there.
        """
        length = len(self.program.ops)
        step = max(step, -(-self.run.first_position // length))
        while step * length < self._end + length:
            values = self._values(step)
            if values is None:
                return None
            if values:
                begins, ends = (step - 1) * length, step * length
                is_part = begins < self.run.first_position or ends > min(self._end, self.run.last_position)
                return StepOfSide(step, values, is_part=step > 0 and is_part)
            step += 1
        return None

    @property
    def goes_on(self) -> bool:
        """Whether the run has more than is compared of it."""
        return self._end < self.run.last_position

    @property
    def _end(self) -> int:
        return self.run.last_position if self._last_position is None else self._last_position

    def _values(self, step: int) -> Mapping[str, Array] | None:
        """Return the values of a training step; None where the run ends before it."""
        ops = self.program.ops
        frame = self.run.seek(min(step * len(ops), self._end))
        if step == 0:
            return {id: frame.values[id] for id in self.program.start if id in frame.values}
        if frame.position <= (step - 1) * len(ops):
            return None
        given = {id: frame.values[id] for id in self.given if id in frame.values and not self._results_only}
        targets = [op.target for op in ops[: frame.done]]
        if step in self._edited:
            first = (step - 1) * len(ops) + 1
            each = [self.run.seek(first + number).result for number in range(frame.done)]
            return {**given, **{id: result for id, result in zip(targets, each, strict=True) if result is not None}}
        results = {id: frame.values[id] for id in targets if id in frame.values}
        return {**given, **(results or self._error(frame, step))}

    def _error(self, frame: Frame, step: int) -> Mapping[str, Array]:
        """Return the error of a training step of which nothing else is recorded, where it is known."""
        objective = self.program.objective
        if not objective or len(frame.errors) < step or np.isnan(frame.errors[step - 1]):
            return {}
        return {objective: frozen(frame.errors[step - 1])}
