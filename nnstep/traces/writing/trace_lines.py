"""The lines of a trace, one after another, as bytes: the same for the same run."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

import numpy as np

from nnstep.engine.edits import Edit
from nnstep.engine.frame import Frame
from nnstep.errors import OutputError
from nnstep.expr.array import Array, Shape
from nnstep.traces.ending import OVER, RecordingEnd, ending_text
from nnstep.traces.header import FORMAT_VERSION, header_of, header_text
from nnstep.traces.record import (
    LINE_END,
    Encoded,
    RecordKind,
    RecordPlace,
    encoded,
    encoded_numbers,
    encoded_together,
    line_text,
    op_template,
)
from nnstep.traces.selection import Selection
from nnstep.traces.writing.epoch_figures import EpochFigures

HASH_DIGITS = 32
STOPPED = "the recording was stopped"
_NO_NUMBERS = np.empty(0)


class TraceLines:
    """The lines of one recording. Those of operations are made a training step at a time, which takes less time."""

    def __init__(
        self,
        beginning: Frame,
        selection: Selection,
        computed_by: str = "",
        earlier: Iterable[Edit] = (),
        largest_gradient: float | None = None,
    ) -> None:
        """Begin with the header and the values at a frame, after which the first operation is recorded.

        `computed_by` names the library that computes the values, where nnstep does not; `earlier` are the changes that
        were made before, without which the samples and constants do not follow from the scenario; `largest_gradient` is
        that of the epoch so far.
        Raise OSError where a data file can't be read.
        """
        self._program = beginning.program
        self._selection = selection
        self._length = len(self._program.ops)
        self._ops = frozenset(selection.ops(self._program))
        self._last_op = max(self._ops, default=-1)
        self._figures = EpochFigures(self._program)
        self._templates: dict[tuple[tuple[int, Shape], ...], bytes] = {}
        self._hash = hashlib.sha256()
        self._parts: list[bytes] = []
        """What was not taken yet."""
        self._hashed = 0
        """How many of these parts are in the hash."""
        self._n = 0
        self._operations = 0
        self._done: list[tuple[int, Array]] = []
        """Operations of the present training step, from 0, of which there are no lines yet, with their results."""
        self._step: int | None = beginning.step if 0 < beginning.done < self._length else None
        """The training step of which operations are recorded, from 0."""
        self._begun = self._place(beginning)
        """Where it begins."""
        self._whole_to = beginning.step + (beginning.done == self._length)
        """The training step before which the parameters follow from what is recorded."""
        self._values_before = self._whole_to, beginning.values
        """A training step, and the values before it."""
        self._edits = 0
        self._changed: dict[str, Array] = {}
        """Constants that were changed since the beginning."""
        self._given: dict[str, tuple[Array, Encoded]] = {}
        """What training steps are given, as it was written last: often the same array again."""
        self._begin(beginning, computed_by, largest_gradient)
        for edit in earlier:
            self._earlier(edit)

    @property
    def operations(self) -> int:
        """How many operations are recorded, those of which there is no line yet included."""
        return self._operations + len(self._done)

    def take(self) -> bytes:
        """Return the lines that were not returned yet."""
        self._add_operations()
        self._settle()
        lines = b"".join(self._parts)
        self._parts.clear()
        self._hashed = 0
        return lines

    def operation(self, frame: Frame) -> None:
        """Add the last operation of `frame`; raise ValueError at a run's start, OutputError where it is missing."""
        result, number = frame.result, frame.done - 1
        if frame.unrecorded_op is not None:
            message = f"{frame.unrecorded_op.target} at {frame.place} is not recorded, so it can't be recorded again"
            raise OutputError(message, "record the scenario instead, or convert the trace")
        if result is None:
            raise ValueError("the start of a run is no operation")
        if frame.step != self._step and self._selection.records_step(frame.step, self._program):
            self._begin_step(frame)
        if frame.step == self._step and number in self._ops:
            self._done.append((number, result))
        if frame.done == self._length:
            self._values_before = frame.step + 1, frame.values
            if (frame.step + 1) % self._program.schedule.steps_per_epoch == 0:
                self._end_epoch(frame)

    def remark(self, kind: RecordKind, frame: Frame, text: str, target: str = "", value: Array = _NO_NUMBERS) -> None:
        """Add a move, an answer or a note of the person at `frame`."""
        self._line(kind, self._place(frame), target=target, value=value, text=text)

    def edit(self, edit: Edit, frame: Frame) -> None:
        """Add a change made at `frame`; what follows is recorded as changed."""
        self._line("edit", self._place(frame), target=edit.id, value=edit.value, text=edit.text)
        if edit.id in self._program.start and edit.id not in self._program.parameters:
            self._changed[edit.id] = edit.value
        self._edits += 1
        step, values = self._values_before
        if edit.position == step * self._length:  # within a training step it is not what the step begins with
            self._values_before = step, {**values, edit.id: edit.value}

    def end(self, frame: Frame, reason: str = "") -> None:
        """Add the last line: why the recording ends, and all errors and accuracies of the run so far."""
        reason = reason or frame.ended or (OVER if frame.at_end else STOPPED)
        text = ending_text(RecordingEnd(reason, frame.accuracies.tolist(), self._edits))
        self._line("end", self._place(frame), value=frame.errors, text=text, hashed=True)

    def _begin(self, frame: Frame, computed_by: str, largest_gradient: float | None) -> None:
        place = self._place(frame)
        header = header_text(header_of(self._program, frame.position, self._selection, computed_by, largest_gradient))
        # Its value gives the columns of numbers a type for a reader that looks at the first line alone.
        version = encoded_numbers([float(FORMAT_VERSION)])
        self._put(line_text(self._n, "header", place, "", (1,), version, header))
        known = (
            self._program.start
            if frame.position == 0
            else [id for id in self._program.quantities if id in frame.values]
        )
        for id in known:  # all of them, whatever is recorded: they stand here once
            value = frame.values[id]
            self._put(line_text(self._n, "start", place, id, value.shape, encoded(value), ""))
        if frame.errors.size:
            self._line("start", place, value=frame.errors, text="errors")

    def _earlier(self, edit: Edit) -> None:
        """Add a change made before the beginning, unless the values there have all of it, as with a parameter."""
        if edit.id in self._program.parameters:
            return
        place = self._program.schedule.place(*self._program.step_and_op(edit.position))
        at = RecordPlace(place.epoch, place.step, place.op, edit.position)
        self._line("edit", at, target=edit.id, value=edit.value, text=edit.text)
        self._edits += 1

    def _begin_step(self, frame: Frame) -> None:
        """Add the parameters, unless they follow from the lines before, and what the training step is given."""
        self._add_operations()
        place = frame.place
        self._begun = RecordPlace(place.epoch, place.step, 0, frame.position - frame.done)
        if frame.step != self._whole_to or not self._selection.is_whole:
            step, values = self._values_before
            known = values if step == frame.step else {}
            self._add_values("start", self._begun, {id: known[id] for id in self._program.parameters if id in known})
        self._step, self._whole_to = frame.step, frame.step + 1
        self._add_values("batch", self._begun, {**self._changed, **frame.program.schedule.feeds(frame.step)})

    def _end_epoch(self, frame: Frame) -> None:
        figures, place = self._figures.at(frame), self._begun
        self._add_operations()
        place = (
            RecordPlace(place.epoch, place.step, self._length, frame.position)
            if frame.step == self._step
            else self._place(frame)
        )
        numbers = encoded_numbers(list(figures.values()))
        self._put(line_text(self._n, "epoch", place, "", (len(figures),), numbers, " ".join(figures)))

    def _add_values(self, kind: RecordKind, place: RecordPlace, values: Mapping[str, Array]) -> None:
        for id, value in values.items():
            if self._selection.includes(id):
                last, numbers = self._given.get(id, (None, None))
                if numbers is None or last is not value:
                    numbers = encoded(value)
                    self._given[id] = value, numbers
                self._put(line_text(self._n, kind, place, id, value.shape, numbers, ""))

    def _add_operations(self) -> None:
        if not self._done:
            return
        begun = self._begun
        epoch, step, before = begun.epoch, begun.step, begun.position - begun.op + 1
        template = self._template(tuple((number, value.shape) for number, value in self._done))
        numbers = encoded_together([value for _, value in self._done])
        parts: list[int | bytes] = []
        for n, ((number, _), (value, nonfinite)) in enumerate(zip(self._done, numbers, strict=True), start=self._n):
            parts += (n, epoch, step, before + number, value, nonfinite)
        is_last = self._done[-1][0] == self._last_op
        self._operations += len(self._done)
        self._n += len(self._done) - 1
        self._done.clear()
        self._put(template % tuple(parts), hashed=is_last)

    def _template(self, done: tuple[tuple[int, Shape], ...]) -> bytes:
        """Return the lines of operations, to be filled in, up to where the hash of the last one begins."""
        if done not in self._templates:
            ops = self._program.ops
            self._templates[done] = LINE_END.join(
                op_template(number + 1, ops[number].phase, ops[number].layer, ops[number].target, shape)
                for number, shape in done
            )
        return self._templates[done]

    def _line(
        self,
        kind: RecordKind,
        place: RecordPlace,
        *,
        target: str = "",
        value: Array = _NO_NUMBERS,
        text: str = "",
        hashed: bool = False,
    ) -> None:
        self._add_operations()
        self._put(line_text(self._n, kind, place, target, value.shape, encoded(value), text), hashed=hashed)

    def _put(self, line: bytes, *, hashed: bool = False) -> None:
        """Add a line; where it is hashed, with the hash of every byte before it."""
        self._parts.append(line)
        if hashed:
            self._settle()
            self._parts.append(self._hash.hexdigest()[:HASH_DIGITS].encode())
        self._parts.append(LINE_END)
        self._n += 1

    def _settle(self) -> None:
        for part in self._parts[self._hashed :]:
            self._hash.update(part)
        self._hashed = len(self._parts)

    def _place(self, frame: Frame) -> RecordPlace:
        place = frame.place
        return RecordPlace(place.epoch, place.step, place.op, frame.position)
