"""Any position of a run, forwards or backwards: state is a function of program and position.

No undo log: checkpoints of the parameters, and deterministic re-execution from the nearest one. Within the present
training step all results are kept, so a step back there costs nothing. Knows no stop conditions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nnstep.expr.tree import names
from nnstep.machine.checkpoints import Checkpoints
from nnstep.machine.executor import Executor
from nnstep.machine.frame import Frame

if TYPE_CHECKING:
    from nnstep.expr.array import Array
    from nnstep.program.types import Op, Program


class Timeline:
    """A live run, computed as it is asked for."""

    def __init__(self, program: Program, *, budget: int = 32 * 2**20) -> None:
        self.program = program
        self._executor = Executor(program)
        parameters = {id: program.start[id] for id in program.parameters}
        self._checkpoints = Checkpoints(parameters, budget=budget)
        self._errors = np.empty(min(1024, program.schedule.steps))
        self._steps_known = 0
        self._error_op = next(i for i, op in enumerate(program.ops) if op.target == "E")
        self._reads = tuple(names(op.expression) for op in program.ops)
        self._step = 0
        self._base = self._executor.start_values(0, parameters)
        self._values = dict(self._base)
        self._results: list[Array] = []

    @property
    def bytes_used(self) -> int:
        """About how much memory the history takes: checkpoints and errors."""
        return self._checkpoints.bytes_used + self._errors.nbytes

    @property
    def known_position(self) -> int:
        """How far the run has ever been computed: a jump up to here costs next to nothing."""
        return max(self._steps_known - 1, 0) * len(self.program.ops)

    def seek(self, position: int) -> Frame:
        """Return the frame after `position` operations, from 0 to the program's last position.

        Raise ValueError for a position outside the run.
        """
        if not 0 <= position <= self.program.last_position:
            raise ValueError(f"position {position} is not within 0 to {self.program.last_position}")
        step, done = self.program.step_and_op(position)
        self._enter(step)
        self._execute_to(done)
        return self._frame(position, step, done)

    def _enter(self, step: int) -> None:
        """Make `step` the present training step, its results empty unless it is the present one already."""
        if step == self._step:
            return
        if step == self._step + 1:
            self._execute_to(len(self.program.ops))
            parameters = {id: self._values[id] for id in self.program.parameters}
        else:
            parameters = self._parameters_at(step)
        self._checkpoints.offer(step, parameters)
        self._step = step
        self._base = self._executor.start_values(step, parameters)
        self._values = dict(self._base)
        self._results = []

    def _parameters_at(self, step: int) -> dict[str, Array]:
        """Re-execute whole training steps from the nearest known one."""
        at, parameters = self._checkpoints.nearest(step)
        if at < self._step < step:
            at, parameters = self._step, {id: self._base[id] for id in self.program.parameters}
        while at < step:
            parameters, error = self._executor.run_step(self._executor.start_values(at, parameters))
            for value in parameters.values():
                value.flags.writeable = False
            self._note_error(at, error)
            at += 1
            self._checkpoints.offer(at, parameters)
        return parameters

    def _execute_to(self, done: int) -> None:
        """Run operations of the present training step until `done` of them have a result."""
        while len(self._results) < done:
            op = len(self._results)
            self._results.append(self._executor.run_op(op, self._values))
            if op == self._error_op:
                self._note_error(self._step, float(self._results[op]))

    def _note_error(self, step: int, error: float) -> None:
        if step < self._steps_known:
            return
        if step >= self._errors.size:
            longer = np.empty(min(2 * self._errors.size, self.program.schedule.steps))
            longer[: self._errors.size] = self._errors
            self._errors = longer
        self._errors[step] = error
        self._steps_known = step + 1

    def _frame(self, position: int, step: int, done: int) -> Frame:
        before = self._values_after(done - 1) if done else {}
        op = self.program.ops[done - 1] if done else None
        return Frame(
            program=self.program,
            position=position,
            step=step,
            done=done,
            op=op,
            inputs={id: before[id] for id in self._reads[done - 1]} if op else {},
            previous=before.get(op.target) if op else None,
            values=self._values_after(done),
            next_op=self._next_op(position),
            errors=self._errors_to(step + (done > self._error_op)),
            known_errors=self._errors_to(self._steps_known),
        )

    def _next_op(self, position: int) -> Op | None:
        ops = self.program.ops
        return ops[position % len(ops)] if position < self.program.last_position else None

    def _values_after(self, done: int) -> dict[str, Array]:
        values = dict(self._base)
        for op, result in zip(self.program.ops[:done], self._results, strict=False):
            values[op.target] = result
        return values

    def _errors_to(self, count: int) -> Array:
        """Return a read-only view; what is appended later does not change it."""
        view = self._errors[:count]
        view.flags.writeable = False
        return view
