"""Any position of a run, forwards or backwards: state is a function of program and position.

No undo log: checkpoints of the parameters, and deterministic re-execution from the nearest one. Within the present
training step all results are kept, so a step back there costs nothing. Knows no stop conditions.
"""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

from nnstep.expr.tree import names
from nnstep.machine import history
from nnstep.machine.checkpoints import Checkpoints
from nnstep.machine.epochs import Epochs
from nnstep.machine.executor import Executor
from nnstep.machine.fastpath import FastPath
from nnstep.machine.frame import Frame
from nnstep.machine.series import Series

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nnstep.expr.array import Array
    from nnstep.program.types import Op, Program


_REDONE = 0.004
"""Seconds that it may take to do again what lies between two checkpoints; of the far past they are further apart."""
_LEAST_APART, _MOST_APART = 2, 64
"""Training steps between two checkpoints: fewer would take too long to keep, more no less."""
_WORTH_COMPILING = 20
"""From so many training steps on, the generated function is worth being generated."""


class Timeline:
    """A live run, computed as it is asked for."""

    def __init__(self, program: Program, *, budget: int = history.BYTES) -> None:
        """Begin at the start; `budget` is about how many bytes the history may take."""
        self.program = program
        self._budget = budget
        self._executor = Executor(program)
        self._epochs = Epochs(program, self._executor)
        self._fast: FastPath | None = None
        self._steps_done = 0
        parameters = {id: program.start[id] for id in program.parameters}
        self._checkpoints = Checkpoints(parameters, gap=_MOST_APART, budget=budget)
        self._errors = Series()
        self._error_op = next(i for i, op in enumerate(program.ops) if op.target == program.objective)
        self._reads = tuple(names(op.expression) for op in program.ops)
        self._step = 0
        self._base = self._executor.start_values(0, parameters)
        self._values = dict(self._base)
        self._results: list[Array] = []
        self._shown: tuple[int, Mapping[str, Array]] = (0, self._base)
        """The values of the last frame, and after how many operations of the present training step."""

    @property
    def bytes_used(self) -> int:
        """About how much memory the history takes: checkpoints, errors and accuracies."""
        return self._checkpoints.bytes_used + self._errors.nbytes + self._epochs.nbytes

    @property
    def known_position(self) -> int:
        """How far the run has ever been computed: a jump up to here costs next to nothing."""
        return max(len(self._errors) - 1, 0) * len(self.program.ops)

    @property
    def last_position(self) -> int:
        """Where the run ends, as far as that is known: a rule may stop it before its last epoch."""
        last = self._epochs.last_step
        return self.program.last_position if last is None else (last + 1) * len(self.program.ops)

    def seek(self, position: int) -> Frame:
        """Return the frame after `position` operations, from 0 to the program's last position.

        Where the run stops before, the frame is that of its end. Raise ValueError for a position outside the run.
        """
        if not 0 <= position <= self.program.last_position:
            raise ValueError(f"position {position} is not within 0 to {self.program.last_position}")
        position = min(position, self.last_position)
        self._enter(self.program.step_and_op(position)[0])
        # On the way there the run may have turned out to end before.
        position = min(position, self.last_position)
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
            if self._epochs.last_step == self._step:
                return
            parameters = {id: self._values[id] for id in self.program.parameters}
        else:
            step, parameters = self._parameters_at(step)
        self._become(step, parameters)

    def _become(self, step: int, parameters: dict[str, Array]) -> None:
        """Make `step`, of which nothing is done yet, the present training step."""
        self._checkpoints.offer(step, parameters)
        self._step = step
        self._base = self._executor.start_values(step, parameters)
        self._values = dict(self._base)
        self._results = []
        self._shown = (0, self._base)

    def run_on(self, last: int, fast: FastPath) -> tuple[int, int] | None:
        """Run whole training steps, from where the present one ends to before `last`, with `fast`'s conditions.

        Return the training step and the operation, from 0, after which a condition held, where one did. The present
        training step must be done, or not be begun at the start of the run.
        """
        at = self._step + (len(self._results) > 0)
        parameters = {id: self._values[id] for id in self.program.parameters}
        fast.start(parameters, self._values if at else parameters)
        # The last one is run twice, here for its conditions: its single operations are what is looked at next.
        at, hit = self._advance(at, last - 1, fast)
        if hit is None and self._epochs.last_step is None:
            self._become(at, fast.parameters())
            _, hit = self._advance(at, last, fast)
        return hit

    def _parameters_at(self, step: int) -> tuple[int, dict[str, Array]]:
        """Re-execute whole training steps from the nearest known one to `step`, or to the run's last one."""
        at, parameters = self._checkpoints.nearest(step)
        if at < self._step < step:
            at, parameters = self._step, {id: self._base[id] for id in self.program.parameters}
        if at == step:
            return at, parameters
        if step - at < _WORTH_COMPILING and self._fast is None:
            return self._slowly(at, parameters, step)
        fast = self._fast_path
        fast.start(parameters, {})
        at, _ = self._advance(at, step, fast)
        if self._epochs.last_step == at - 1:
            return self._parameters_at(at - 1)
        return at, fast.parameters()

    def _advance(self, at: int, step: int, fast: FastPath) -> tuple[int, tuple[int, int] | None]:
        """Run from training step `at` to before `step`, or to the run's end; return how far, and what stopped it."""
        while at < step and self._epochs.last_step != at - 1:
            until = min(step, self._checkpoints.next_due(at), self._epochs.next_end(at))
            errors: list[float] = []
            begun, count = perf_counter(), until - at
            at, op = fast.run(at, until, errors)
            self._checkpoints.gap = _gap((perf_counter() - begun) / count)
            self._note_errors(until - count, errors)
            if op >= 0:
                return at, (at, op)
            if at - 1 >= self._steps_done:
                self._epochs.note_gradient(fast.largest_gradient)
                self._epochs.note_step(at - 1, fast.values(), self._errors)
                self._steps_done = at
            self._checkpoints.offer(at, fast.values())
        return at, None

    @property
    def _fast_path(self) -> FastPath:
        """The generated function, which is compiled when it is first needed."""
        if self._fast is None:
            self._fast = FastPath(self.program)
        return self._fast

    def _slowly(self, at: int, parameters: dict[str, Array], step: int) -> tuple[int, dict[str, Array]]:
        """Do the same one training step at a time, since each is looked at."""
        while at < step:
            values = self._executor.run_step(self._executor.start_values(at, parameters))
            self._note_errors(at, [float(values[self.program.objective])])
            self._note_step(at, values)
            if self._epochs.last_step == at:
                break
            parameters = {id: values[id] for id in self.program.parameters}
            at += 1
            self._checkpoints.offer(at, parameters)
        return at, parameters

    def _execute_to(self, done: int) -> None:
        """Run operations of the present training step until `done` of them have a result."""
        while len(self._results) < done:
            op = len(self._results)
            self._results.append(self._executor.run_op(op, self._values))
            if op == self._error_op:
                self._note_errors(self._step, [float(self._results[op])])
            if len(self._results) == len(self.program.ops):
                self._note_step(self._step, self._values)

    def _note_step(self, step: int, values: Mapping[str, Array]) -> None:
        if step == self._steps_done:
            self._epochs.note_gradients(values)
            self._epochs.note_step(step, values, self._errors)
            self._steps_done += 1

    def _note_errors(self, step: int, errors: Sequence[float]) -> None:
        """Note the errors of the training steps from `step` on, as far as they are new.

        They are never thinned: a budget that is less than 8 bytes a training step is gone beyond.
        """
        self._errors.extend(errors[max(0, len(self._errors) - step) :])
        self._checkpoints.limit(self._budget - self._errors.nbytes - self._epochs.nbytes)

    def _frame(self, position: int, step: int, done: int) -> Frame:
        before = self._values_after(done - 1) if done else {}
        op = self.program.ops[done - 1] if done else None
        values = {**before, op.target: self._results[done - 1]} if op else dict(self._base)
        self._shown = (done, values)
        return Frame(
            program=self.program,
            position=position,
            step=step,
            done=done,
            op=op,
            inputs={id: before[id] for id in self._reads[done - 1]} if op else {},
            previous=before.get(op.target) if op else None,
            values=values,
            next_op=self._next_op(position),
            errors=self._errors.first(step + (done > self._error_op)),
            known_errors=self._errors.first(len(self._errors)),
            accuracies=self._epochs.accuracies(self._epochs_done(step, done)),
            ended=self._epochs.reason if position == self.last_position else "",
        )

    def _epochs_done(self, step: int, done: int) -> int:
        return (step + (done == len(self.program.ops))) // self.program.schedule.steps_per_epoch

    def _next_op(self, position: int) -> Op | None:
        ops = self.program.ops
        return ops[position % len(ops)] if position < self.last_position else None

    def _values_after(self, done: int) -> Mapping[str, Array]:
        if self._shown[0] == done:
            return self._shown[1]
        values = dict(self._base)
        for op, result in zip(self.program.ops[:done], self._results, strict=False):
            values[op.target] = result
        return values


def _gap(seconds: float) -> int:
    """Return how many training steps, which take so long each, lie between two checkpoints."""
    return max(_LEAST_APART, min(_MOST_APART, int(_REDONE / seconds) if seconds else _MOST_APART))
