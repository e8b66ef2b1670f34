"""Writes a trace while a run goes on: readable to its last complete record, whatever ends it."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import numpy as np

from nnstep.engine.edits import Edit
from nnstep.engine.frame import Frame
from nnstep.engine.run import Run, gradient_before
from nnstep.errors import OutputError, system_reason
from nnstep.expr.array import Array
from nnstep.outputs.asked import Output, check_outputs, ending_of
from nnstep.outputs.special import is_special
from nnstep.outputs.stream import Stream
from nnstep.process_exit import Undisturbed
from nnstep.program.program import Program
from nnstep.traces.compression import COMPRESSIONS, TRACE_TITLES
from nnstep.traces.record import RecordKind
from nnstep.traces.selection import Selection, WantedPositions
from nnstep.traces.writing.trace_lines import TraceLines

_NO_NUMBERS = np.empty(0)


class TraceWriter(AbstractContextManager["TraceWriter"]):
    """An open trace, in the file at each training step's end, and on the disk as `nnstep.outputs.stream` says."""

    def __init__(
        self,
        path: str | Path,
        frame: Frame,
        selection: Selection | None = None,
        *,
        overwrite: bool = False,
        computed_by: str = "",
        earlier: Iterable[Edit] = (),
        run: Run | None = None,
    ) -> None:
        """Create the file and write what the trace begins with; the operation after `frame` is the first one.

        `computed_by` names the library that computes the values, where nnstep does not; `earlier` are the changes that
        were made before; `run` is what `frame` is of, and is asked for what its epoch had before.

        Raise FileTakenError where the file exists and must stay, OutputError where it can't be created or another
        program writes it, CommandError where there is nothing that `selection` means.
        """
        self.path = Path(path)
        self.selection = replace(selection or Selection(), first=frame.position)
        self.selection.check(frame.program)
        self._undisturbed = Undisturbed()
        self._is_half_done = False
        """Whether lines are being made: where anything interrupts that, the trace ends with what was written before."""
        self._frame = frame
        self._length = len(frame.program.ops)
        self._wanted = WantedPositions(self.selection, frame.program)
        largest = gradient_before(run, frame) if run is not None else None
        ending = _checked_ending(self.path, frame.program, overwrite=overwrite)
        try:
            self._lines = TraceLines(frame, self.selection, computed_by, earlier, largest)
        except OSError as error:
            message = f"{self.path}: a data file can't be read to note its hash: {system_reason(error)}"
            raise OutputError(message, "put the data file back") from None
        self._file = Stream(self.path, self._lines.take(), overwrite=overwrite, compress=COMPRESSIONS[ending].compress)

    @property
    def operations(self) -> int:
        """How many operations are recorded."""
        return self._lines.operations

    @property
    def bytes_written(self) -> int:
        """How many bytes are in the file."""
        return self._file.size

    @property
    def kept_beside(self) -> str:
        """Which file holds what, where an old one was not replaced; empty where there is none."""
        return self._file.kept_beside

    def next_after(self, position: int) -> int:
        """Return the next position after `position` whose frame is to be written."""
        return self._wanted.after(position)

    def write(self, frame: Frame) -> None:
        """Write the last operation of `frame`; raise OutputError where that fails."""
        with self._undisturbed:
            self._is_half_done = True
            self._lines.operation(frame)
            self._frame = frame
            if frame.done == self._length:
                self._flush()
            self._is_half_done = False

    def remark(self, kind: RecordKind, frame: Frame, text: str, target: str = "", value: Array = _NO_NUMBERS) -> None:
        """Write a move, an answer or a note of the person; raise OutputError where that fails."""
        if self._is_beyond(frame):
            return
        self._lines.remark(kind, frame, text, target, value)
        self._flush()

    def edit(self, edit: Edit, frame: Frame) -> None:
        """Write a change; raise OutputError where that fails."""
        if self._is_beyond(frame):
            return
        self._lines.edit(edit, frame)
        self._flush()

    def reach(self, frame: Frame) -> None:
        """Let the recording end at `frame`, where it has come to without anything to write since the last one."""
        if frame.position > self._frame.position and not self._is_beyond(frame):
            self._frame = frame

    def _is_beyond(self, frame: Frame) -> bool:
        """Return whether the recording has ended before a frame."""
        return self.selection.last is not None and frame.position > self.selection.last

    def close(self, reason: str = "", *, is_whole: bool = True) -> None:
        """Write the end and close; an old file stays where this recording was interrupted and not `is_whole`.

        Raise OutputError where the file is incomplete.
        """
        with self._undisturbed:
            if not self._file.closed and not self._is_half_done:
                self._lines.end(self._frame, reason)
                self._flush()
            self._file.close(is_whole=is_whole and not self._is_half_done)

    def _flush(self) -> None:
        self._file.add(self._lines.take(), ends_group=True)

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        self.close(is_whole=error is None)


def _checked_ending(path: Path, program: Program, *, overwrite: bool) -> str:
    """Return the ending of a trace's name; raise OutputError where it can't be written, or not in this format."""
    output = trace_output(path)
    check_outputs(output, inputs=program.scenario.inputs, overwrite=overwrite)
    return ending_of(path, output.endings)


def trace_output(path: Path, option: str = "") -> Output:
    """Return a trace as an output to check; a device or a pipe takes lines that are not compressed."""
    try:
        plain = is_special(path)
    except (OSError, ValueError):
        plain = False
    return Output(path, {".jsonl": TRACE_TITLES[".jsonl"]} if plain else TRACE_TITLES, option)
