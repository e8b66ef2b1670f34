"""Any position of a run, forwards or backwards: state is a function of program and position.

No undo log: checkpoints of the parameters, and deterministic re-execution from the nearest one. Within the present
training step all results are kept, so a step back there costs nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from time import perf_counter
from typing import TYPE_CHECKING

from nnstep.engine import history
from nnstep.engine.checkpoints import Checkpoints, gap_for
from nnstep.engine.epochs import Epochs
from nnstep.engine.executor import Executor
from nnstep.engine.frame import Frame, RunStart
from nnstep.engine.series import RunFigures
from nnstep.expr.array import Array, Shape
from nnstep.program.program import Program

if TYPE_CHECKING:
    from nnstep.engine.fastpath.build import FastPath

_WORTH_COMPILING = 20
"""From so many training steps on, the generated function is worth being generated."""


class Timeline:
    """A live run, computed as it is asked for."""

    def __init__(self, program: Program, *, budget: int = history.BYTES, beginning: RunStart | None = None) -> None:
        """Begin at the start, or at `beginning`; `budget` is about how many bytes the history may take."""
        self.program = program
        self._budget = budget
        self._executor = Executor(program)
        self._beginning = beginning or RunStart(0, 0, program.start)
        self._figures = self._beginning.figures
        self._epochs = Epochs(program, self._executor, self._beginning)
        self._fast: FastPath | None = None
        # Where there is no error, a training step has NaN in its place at its end: steps are counted by their errors.
        targets = [op.target for op in program.ops]
        self._error_op = targets.index(program.objective) if program.objective else len(targets) - 1
        self._reads = tuple(op.reads for op in program.ops)
        self._results: list[Array] = []
        self._steps_done = self._step = self._beginning.step
        self._begin()
        self._checkpoints = self._kept_from(self._step)
        if self._beginning.done:
            # The first training step has a history of its own, so parameters are kept from its end on.
            self._execute_to(len(program.ops))
            self._checkpoints = self._kept_from(self._step + 1)

    def _kept_from(self, step: int) -> Checkpoints:
        """Return checkpoints that begin with the present parameters, at the start of training step `step`."""
        parameters = {id: self._values[id] for id in self.program.parameters}
        return Checkpoints(parameters, budget=self._budget, first=step)

    @property
    def bytes_used(self) -> int:
        """About how much memory the history takes: checkpoints, errors and accuracies."""
        return self._checkpoints.bytes_used + self._figures.nbytes

    def limit(self, budget: int) -> None:
        """Let the history take about `budget` bytes from now on."""
        self._budget = budget
        self._checkpoints.limit(budget - self._figures.nbytes)

    @property
    def first_position(self) -> int:
        """Where it begins: what came before is not known."""
        return self._beginning.step * len(self.program.ops) + self._beginning.done

    @property
    def has_gaps(self) -> bool:
        """Whether values may be missing: those before its beginning."""
        return self.first_position > 0

    @property
    def known_position(self) -> int:
        """How far the run has ever been computed: a jump up to here costs next to nothing."""
        return max(len(self._figures.errors) - 1, 0) * len(self.program.ops)

    @property
    def last_position(self) -> int:
        """Where the run ends, as far as that is known: a rule may stop it before its last epoch."""
        last = self._epochs.last_step
        return self.program.last_position if last is None else (last + 1) * len(self.program.ops)

    def seek(self, position: int) -> Frame:
        """Return the frame after `position` operations, from 0 to the program's last position.

        Where the run begins later or stops before, the frame is that of its beginning or end. Raise ValueError for a
        position outside the run.
        """
        if not 0 <= position <= self.program.last_position:
            raise ValueError(f"position {position} is not within 0 to {self.program.last_position}")
        if position <= self.first_position > 0:
            return self._frame(self.first_position, *self.program.step_and_op(self.first_position), first=True)
        position = min(position, self.last_position)
        self._enter(self.program.step_and_op(position)[0])
        # On the way there the run may have turned out to end before.
        position = min(position, self.last_position)
        step, done = self.program.step_and_op(position)
        self._enter(step)
        self._execute_to(done)
        return self._frame(position, step, done)

    def before_next(self, frame: Frame) -> tuple[Mapping[str, Array], Mapping[str, Shape]]:
        """Return the values that the operation after `frame` can read, and the shapes in its training step."""
        if frame.done < len(self.program.ops):
            return frame.values, frame.shapes
        step = frame.step + 1
        parameters = {id: frame.values[id] for id in self.program.parameters}
        return self._executor.start_values(step, parameters), self.program.shapes_in(step)

    def program_at(self, step: int) -> Program:  # noqa: ARG002 - another run may have several
        """Return the program that training step `step`, from 0, is a part of."""
        return self.program

    def stretch_from(self, step: int) -> int:
        """Return up to before which training step whole steps are of one program, from `step` on; `step` where not."""
        return self.program.schedule.steps if step > self._beginning.step or not self._beginning.done else step

    def stretch_before(self, step: int) -> int:
        """Return from which training step on whole steps are of one program, up to before `step`; `step` where not."""
        return min(step, self._beginning.step + (self._beginning.done > 0))

    def errors(self, count: int | None = None) -> Array:
        """Return the errors of the first `count` training steps, or of all that are known."""
        return self._figures.errors.first(len(self._figures.errors) if count is None else count)

    def accuracies(self, epochs: int) -> Array:
        """Return the accuracies after the first `epochs` epochs."""
        return self._figures.accuracies.first(epochs)

    def test_errors(self, epochs: int) -> Array:
        """Return the errors of the samples kept for testing after the first `epochs` epochs."""
        return self._figures.test_errors.first(epochs)

    def figures(self, steps: int, epochs: int) -> RunFigures:
        """Return the figures of the first training steps and epochs, for a run that goes on from there."""
        return self._figures.going_on(steps, epochs)

    def largest_gradient(self, step: int) -> float:
        """Return the largest element of any gradient in the epoch of training step `step`, before that step."""
        per_step = len(self.program.ops)
        return self._epochs.largest_gradient_before(step, lambda at: self.seek((at + 1) * per_step).values)

    def _enter(self, step: int) -> None:
        """Make `step` the present training step, its results empty unless it is the present one already."""
        if step == self._step:
            return
        if step == self._beginning.step:
            self._begin()
            return
        if step == self._step + 1:
            self._execute_to(len(self.program.ops))
            if self._epochs.last_step == self._step:
                return
            parameters = {id: self._values[id] for id in self.program.parameters}
        else:
            step, parameters = self._parameters_at(step)
        self._become(step, parameters)

    def _begin(self) -> None:
        """Stand where the run begins."""
        beginning = self._beginning
        parameters = {id: beginning.values[id] for id in self.program.parameters}
        start = self._executor.start_values(beginning.step, parameters)
        self._stand(beginning.step, dict(beginning.values) if beginning.done else start, beginning.done)

    def _become(self, step: int, parameters: dict[str, Array]) -> None:
        """Make `step`, of which nothing is done yet, the present training step."""
        self._checkpoints.offer(step, parameters)
        self._stand(step, self._executor.start_values(step, parameters), 0)

    def _stand(self, step: int, base: dict[str, Array], done: int) -> None:
        """Begin a training step of which `done` operations are in `base`; a fault before this leaves the old one."""
        self._step, self._results, self._base = step, [], base
        self._values = dict(base)
        self._shown: tuple[int, Mapping[str, Array]] = (done, base)
        """The values of the last frame, and after how many operations of the present training step."""

    def run_on(self, first: int, last: int, fast: FastPath) -> tuple[int, int] | None:
        """Run whole training steps, from `first` to before `last`, both from 0, with `fast`'s conditions.

        Return the training step and the operation, from 0, after which a condition held, where one did.
        """
        begins = first == self._beginning.step
        values = self._beginning.values if begins else self.seek(first * len(self.program.ops)).values
        parameters = {id: values[id] for id in self.program.parameters}
        fast.start(parameters, values if first else parameters)
        # The last one is run twice, here for its conditions: its single operations are what is looked at next.
        at, hit = self._advance(first, last - 1, fast)
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
        if self._fast is None:
            if step - at < _WORTH_COMPILING:
                return self._slowly(at, parameters, step)
            from nnstep.engine.fastpath.build import FastPath  # what steps on needs none

            self._fast = FastPath(self.program)
        fast = self._fast
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
            self._checkpoints.gap = gap_for((perf_counter() - begun) / count)
            self._note_errors(until - count, errors)
            if op >= 0:
                return at, (at, op)
            if at - 1 >= self._steps_done:
                self._epochs.note_gradient(fast.largest_gradient)
                self._epochs.note_step(at - 1, fast.values())
                self._steps_done = at
            self._checkpoints.offer(at, fast.values())
        return at, None

    def _slowly(self, at: int, parameters: dict[str, Array], step: int) -> tuple[int, dict[str, Array]]:
        """Do the same one training step at a time, since each is looked at."""
        while at < step:
            values = self._executor.run(self._executor.start_values(at, parameters))
            self._note_errors(at, [self._error_in(values)])
            self._note_step(at, values)
            if self._epochs.last_step == at:
                break
            parameters = {id: values[id] for id in self.program.parameters}
            at += 1
            self._checkpoints.offer(at, parameters)
        return at, parameters

    @property
    def _skipped(self) -> int:
        """The operations of the present training step that were done before the run begins."""
        return self._beginning.done if self._step == self._beginning.step else 0

    def _execute_to(self, done: int) -> None:
        """Run operations of the present training step until `done` of them have a result."""
        while self._skipped + len(self._results) < done:
            op = self._skipped + len(self._results)
            self._results.append(self._executor.run_op(op, self._values))
            if op == self._error_op:
                self._note_errors(self._step, [self._error_in(self._values)])
            if op + 1 == len(self.program.ops):
                self._note_step(self._step, self._values)

    def _error_in(self, values: Mapping[str, Array]) -> float:
        return float(values[self.program.objective]) if self.program.objective else float("nan")

    def _note_step(self, step: int, values: Mapping[str, Array]) -> None:
        if step == self._steps_done:
            self._epochs.note_gradients(values)
            self._epochs.note_step(step, values)
            self._steps_done += 1

    def _note_errors(self, step: int, errors: Sequence[float]) -> None:
        """Note the errors of the training steps from `step` on, as far as they are new.

        They are never thinned: a budget that is less than 8 bytes a training step is gone beyond.
        """
        self._figures.errors.extend(errors[max(0, len(self._figures.errors) - step) :])
        self.limit(self._budget)

    def _frame(self, position: int, step: int, done: int, *, first: bool = False) -> Frame:
        """Return the frame at a position; of the `first` one of a run that begins later, the operation is not known."""
        ops = self.program.ops
        op = ops[done - 1] if done and not first else None
        before = self._values_after(done - 1) if op else {}
        result = self._results[done - 1 - self._skipped] if op else None
        base = self._beginning.values if first else self._base
        values = {**before, op.target: result} if op and result is not None else dict(base)
        if not first:
            self._shown = (done, values)
        epochs = (step + (done == len(ops))) // self.program.schedule.steps_per_epoch
        return Frame(
            program=self.program,
            position=position,
            step=step,
            done=done,
            op=op,
            inputs={id: before[id] for id in self._reads[done - 1]} if op else {},
            previous=before.get(op.target) if op else None,
            result=result,
            values=values,
            next_op=ops[position % len(ops)] if position < self.last_position else None,
            errors=self.errors(step + (done > self._error_op)),
            known_errors=self.errors(),
            accuracies=self.accuracies(epochs),
            test_errors=self.test_errors(epochs),
            ended=self._epochs.reason if position == self.last_position else "",
            unrecorded_op=ops[done - 1] if first else None,
        )

    def _values_after(self, done: int) -> Mapping[str, Array]:
        if self._shown[0] == done:
            return self._shown[1]
        values = dict(self._base)
        for op, result in zip(self.program.ops[self._skipped : done], self._results, strict=False):
            values[op.target] = result
        return values
