"""A recorded run: any position of it, read from a trace; nothing above can tell it from a live one."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cached_property

from nnstep.engine.epochs import largest_gradient
from nnstep.engine.fastpath.build import FastPath
from nnstep.engine.frame import Frame
from nnstep.engine.series import RunFigures, Series
from nnstep.errors import DataError
from nnstep.expr.array import Array, Shape, frozen
from nnstep.program.program import Program
from nnstep.traces.ending import OVER
from nnstep.traces.header import Header
from nnstep.traces.reading.trace_file import TraceFile
from nnstep.traces.record import TraceRecord
from nnstep.traces.replay.recorded_edits import recorded_edits
from nnstep.traces.replay.recorded_errors import RecordedErrors
from nnstep.traces.replay.recorded_steps import RecordedSteps, misshapen


def gradient_before_recording(header: Header, step: int) -> float:
    """Return the largest gradient's element in the epoch of `step`, in which the recording begins, before that step.

    One that is not known, as an earlier version did not note it, was of any size: infinity.
    """
    if step % header.steps_per_epoch == 0:
        return 0.0
    return math.inf if header.largest_gradient is None else float(header.largest_gradient)


class RecordedTimeline:
    """A run read from a trace."""

    def __init__(self, trace: TraceFile, program: Program) -> None:
        """Read from an open trace what was recorded of `program`."""
        self.program = program
        self._trace = trace
        self._length = len(program.ops)
        self._errors = RecordedErrors(trace, program.objective, has_accuracies=program.evaluation is not None)
        self._steps = RecordedSteps(trace, program)
        self._base_of: tuple[int, Mapping[str, Array]] = -1, {}
        """A training step, and the values before its first operation."""
        targets = [op.target for op in program.ops]
        self._writers = {target: number for number, target in enumerate(targets)}
        self._error_op = targets.index(program.objective) if program.objective else len(targets) - 1
        self._reads = tuple(op.reads for op in program.ops)
        self._shown: tuple[int, int, Mapping[str, Array]] | None = None
        """The training step, the operations done in it, and the values of the last frame."""

    @property
    def bytes_used(self) -> int:
        """About how much memory the history takes: the errors, and a few training steps."""
        return self._errors.known.nbytes

    @property
    def first_position(self) -> int:
        """Where the recording begins."""
        return self._trace.header.first_position

    @property
    def known_position(self) -> int:
        """How far the run is known: as far as it is recorded."""
        return self.last_position

    @property
    def last_position(self) -> int:
        """Where the recording ends."""
        return self._trace.last_position

    @property
    def has_gaps(self) -> bool:
        """Whether the recording lacks any value that the run had."""
        return self.first_position > 0 or not self._trace.header.selection.is_whole

    def seek(self, position: int) -> Frame:
        """Return the frame after `position` operations, or at the nearest end of the recording.

        Raise ValueError for a position outside the run, DataError where the trace can't be read there.
        """
        if not 0 <= position <= self.program.last_position:
            raise ValueError(f"position {position} is not within 0 to {self.program.last_position}")
        position = max(self.first_position, min(position, self.last_position))
        return self._frame(position, *self.program.step_and_op(position))

    def before_next(self, frame: Frame) -> tuple[Mapping[str, Array], Mapping[str, Shape]]:
        """Return the values that the operation after `frame` can read, and the shapes in its training step."""
        if frame.done < self._length:
            return frame.values, frame.shapes
        return self._base(frame.step + 1), self.program.shapes_in(frame.step + 1)

    def program_at(self, step: int) -> Program:  # noqa: ARG002 - another run may have several
        """Return the program that training step `step`, from 0, is a part of."""
        return self.program

    def stretch_from(self, step: int) -> int:
        """Return `step`: a recording is looked at operation by operation."""
        return step

    def stretch_before(self, step: int) -> int:
        """Return `step`, as `stretch_from` does."""
        return step

    def run_on(self, first: int, last: int, fast: FastPath) -> tuple[int, int] | None:
        """Raise ValueError: no stretch of a recording can be run."""
        raise ValueError(f"training steps {first} to {last} are recorded, and not run by {fast}")

    def errors(self, count: int | None = None) -> Array:
        """Return the errors of the first `count` training steps, or of all that were read."""
        return self._errors.known if count is None else self._errors.errors(count)

    def accuracies(self, epochs: int) -> Array:
        """Return the accuracies after the first `epochs` epochs."""
        return self._errors.accuracies(epochs)

    def test_errors(self, epochs: int) -> Array:  # noqa: ARG002 - a trace has none
        """Return nothing: they are not recorded."""
        return frozen([])

    def figures(self, steps: int, epochs: int) -> RunFigures:
        """Return the figures of the first training steps and epochs, for a run that goes on from there."""
        return RunFigures(Series(self.errors(steps)), Series(self.accuracies(epochs)))

    def limit(self, budget: int) -> None:
        """Take the memory that it takes: what is read is not thinned."""

    def largest_gradient(self, step: int) -> float:
        """Return the largest element of any gradient in the epoch of `step` before it, infinity if one is missing."""
        if self.program.scenario.stop.gradient_below is None:
            return 0.0
        first, begun = step - step % self.program.schedule.steps_per_epoch, self.first_position // self._length
        before = gradient_before_recording(self._trace.header, begun) if first < begun else 0.0
        ends = range(max(first, begun) + 1, step + 1)
        return max(before, *(largest_gradient(self.program, self.seek(end * self._length).values) for end in ends), 0.0)

    def _frame(self, position: int, step: int, done: int) -> Frame:
        ops = self.program.ops
        values = self._values(step, done)
        before = self._values(step, done - 1) if done and position > self.first_position else {}
        self._shown = step, done, values
        op = ops[done - 1] if done else None
        result = self._steps.result(step, done - 1) if op and position > self.first_position else None
        reads = self._reads[done - 1] if op else ()
        missing = tuple(id for id in reads if id not in before)
        if op is not None and result is None:
            missing = (*missing, op.target)
        is_known = op is not None and not missing
        at_end = position == self.last_position
        return Frame(
            program=self.program,
            position=position,
            step=step,
            done=done,
            op=op if is_known else None,
            inputs={id: before[id] for id in reads} if is_known else {},
            previous=before.get(op.target) if op is not None and is_known else None,
            result=result if is_known else None,
            values=values,
            next_op=None if at_end else ops[position % self._length],
            errors=self._errors.errors(step + (done > self._error_op)),
            known_errors=self._errors.known,
            accuracies=self._errors.accuracies(
                (step + (done == self._length)) // self.program.schedule.steps_per_epoch
            ),
            ended=self._why_it_ends() if at_end else "",
            unrecorded_op=None if is_known else op,
            unrecorded=tuple(dict.fromkeys(missing)) if position > self.first_position else (),
        )

    def _why_it_ends(self) -> str:
        ending = self._trace.ending
        if ending is None:
            return "the recording was broken off here"
        return "" if ending.reason == OVER else ending.reason

    def _values(self, step: int, done: int) -> Mapping[str, Array]:
        """Return the values after `done` operations of a training step, edits made there included."""
        begins = step * self._length
        edits = self._edits_of.get(step, [])
        if self._shown is not None and self._shown[0] == step and not edits:
            shown, values = self._shown[1:]
            if shown == done:
                return values
            if shown == done - 1:
                result = self._steps.result(step, done - 1)
                target = self.program.ops[done - 1].target
                if result is not None:
                    return {**values, target: result}
                return {id: value for id, value in values.items() if id != target}
        found = dict(self._base(step))
        skipped = self._skipped(step)
        for number in range(skipped, done + 1):
            if number > skipped:
                result = self._steps.result(step, number - 1)
                if result is not None:
                    found[self.program.ops[number - 1].target] = result
                else:
                    found.pop(self.program.ops[number - 1].target, None)
            found.update({edit.target: edit.value for edit in edits if edit.place.position == begins + number})
        return found

    @cached_property
    def _edits_of(self) -> Mapping[int, Sequence[TraceRecord]]:
        """The changes by hand, by the training step that they were made in."""
        found: dict[int, list[TraceRecord]] = {}
        for edit in recorded_edits(self._trace):
            if (fault := misshapen(self.program, edit.target, edit.value)) is not None:
                raise DataError(f"{self._trace.path}: a change by hand: {fault}", "the trace was changed")
            step, _ = self.program.step_and_op(edit.place.position)
            found.setdefault(step, []).append(edit)
        return found

    def _skipped(self, step: int) -> int:
        """Return the operations of a training step that were done before the recording began."""
        first, done = self.program.step_and_op(self.first_position)
        return done if step == first else 0

    def _base(self, step: int) -> Mapping[str, Array]:
        """Return the values before the first operation of a training step; where the recording begins, those there."""
        if self._base_of[0] != step:
            # Format 1 does not say what a training step is given.
            fed = self.program.schedule.feeds(step) if self._trace.is_first_format else {}
            before = {**fed, **self._constants_before(step), **self._parameters_before(step)}
            self._base_of = step, {**before, **self._steps.given(step)}
        return self._base_of[1]

    def _constants_before(self, step: int) -> Mapping[str, Array]:
        """Return what no operation changes, as it was changed by hand before a training step."""
        changes = {
            edit.target: edit.value
            for changed in sorted(self._edits_of)
            if changed < step
            for edit in self._edits_of[changed]
            if edit.target in self._constants
        }
        return {**self._constants, **changes}

    @cached_property
    def _constants(self) -> Mapping[str, Array]:
        """What no operation changes."""
        return {
            id: value for id, value in self._trace.start.items() if id in self.program.start and id not in self._writers
        }

    def _parameters_before(self, step: int) -> Mapping[str, Array]:
        """Return the parameters before a training step, as far as they follow from the one before; or all values."""
        first, done = self.program.step_and_op(self.first_position)
        if step == first:
            return self._trace.start
        found = {}
        if step == first + 1:  # what was written in it before the recording began
            found = {
                id: self._trace.start[id]
                for id in self.program.parameters
                if self._writers.get(id, -1) < done and id in self._trace.start
            }
        for id in self.program.parameters:
            number = self._writers.get(id, -1)
            written = self._steps.result(step - 1, number) if number >= 0 else None
            written_at = (step - 1) * self._length + number + 1
            edits = [
                edit
                for edit in self._edits_of.get(step - 1, [])
                if edit.target == id and (number < 0 or edit.place.position >= written_at)
            ]
            if edits:
                found[id] = edits[-1].value
            elif written is not None:
                found[id] = written
        return found
