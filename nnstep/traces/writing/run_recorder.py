"""Starts and ends the recording of a run while a person steps through it, and ends it where it can't go on."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from nnstep.debugger.debugger import Debugger
from nnstep.debugger.observation import RemarkKind
from nnstep.engine.edits import Edit
from nnstep.engine.frame import Frame
from nnstep.errors import CommandError, NNStepError, OutputError
from nnstep.harmless_text import visible

if TYPE_CHECKING:
    from nnstep.traces.writing.trace_writer import TraceWriter

_REQUEST = re.compile(
    r"(?P<file>(?:.*?\S)?)(?:\s++every\s++(?P<every>[1-9]\d{0,8}))?(?:\s++only\s++(?P<only>\S+))?"
    r"(?P<epochs>\s++epochs-only)?\s*+"
)


def begin_recording(debugger: Debugger, text: str) -> TraceWriter:
    """Create the file that `text` names, as typed, for what follows in the run.

    After the name there may be what is recorded: ``run.jsonl every 10 only W1,E,d*``, or ``run.jsonl epochs-only``.
    Raise OutputError if the file can't be created, CommandError where `only` names nothing.
    """
    # Every debugger has a recorder, and few record.
    from nnstep.outputs.asked import typed
    from nnstep.traces.selection import Selection, listed_ids
    from nnstep.traces.writing.trace_writer import TraceWriter

    asked = _REQUEST.fullmatch(text)
    if asked is None:
        raise CommandError("no file is named", "type the name of a file")
    path, overwrite = typed(asked["file"])
    only = listed_ids(asked["only"] or "")
    selection = Selection(int(asked["every"] or 1), only, asked["epochs"] is not None, first=debugger.frame.position)
    earlier, run = _made_before(debugger), debugger.run
    return TraceWriter(path, debugger.frame, selection, overwrite=overwrite, earlier=earlier, run=run)


def _made_before(debugger: Debugger) -> list[Edit]:
    """Return the changes that act at the current position."""
    return [edit for edit in debugger.edits if edit.position <= debugger.frame.position]


class RunRecorder:
    """Holds at most one recording, and says what became of it."""

    def __init__(
        self, debugger: Debugger, tell: Callable[[str], object], complain: Callable[[NNStepError], object]
    ) -> None:
        """`tell` is given what the person should know; `complain` the error that has ended a recording."""
        self._debugger = debugger
        self._tell = tell
        self._complain = complain
        self.recording: TraceWriter | None = None

    @property
    def name(self) -> str:
        """The file's name, fit to be shown; empty where nothing is recorded."""
        return visible(self.recording.path.name) if self.recording is not None else ""

    def next_after(self, position: int) -> int:
        """Return the next position after `position` whose frame is recorded."""
        return position + 1 if self.recording is None else self.recording.next_after(position)

    def write(self, frame: Frame) -> None:
        """Record the last operation of a frame; raise OutputError where that fails."""
        if self.recording is not None:
            self.recording.write(frame)

    def edit(self, edit: Edit, frame: Frame) -> None:
        """Record a change; where that fails, leave the recording, and the change is made all the same."""
        self._try(lambda recording: recording.edit(edit, frame))

    def remark(self, kind: RemarkKind, frame: Frame, text: str, target: str = "") -> None:
        """Record what the person did; where that fails, leave the recording."""
        self._try(lambda recording: recording.remark(kind, frame, text, target))

    def _try(self, act: Callable[[TraceWriter], None]) -> None:
        try:
            if self.recording is not None:
                act(self.recording)
        except NNStepError as error:
            self.give_up(error)

    def begin(self, text: str) -> None:
        """Start recording to the file named in `text`; raise as `begin_recording` does."""
        self.recording = begin_recording(self._debugger, text)
        self._debugger.observe(self, at_change=self._end_before_change)
        from nnstep.traces.writing.room import room_remark  # as begin_recording does

        remark = room_remark(self.recording.path, self._debugger.program, self.recording.selection)
        if remark:
            self._tell(remark)

    def end(self) -> None:
        """End the recording, and say how much was recorded."""
        recording, name = self.recording, self.name
        if self.close() and recording is not None:
            self._tell(f"{recording.operations} operations recorded to {name}")

    def _end_before_change(self) -> None:
        """Close the recording before the run is changed: its operations are those of one run."""
        recording, name = self.recording, self.name
        if self.close() and recording is not None:
            count = recording.operations
            self._tell(f"the run was changed, so the recording has ended: {count} operations in {name}")

    def close(self, *, is_whole: bool = True) -> bool:
        """Close the recording, if there is one; return whether all of it is on the disk.

        One that something broke off is not `is_whole`: an old file stays beside it, as the person is told.
        """
        recording, self.recording = self.recording, None
        if recording is None:
            return True
        self._debugger.observe(None)
        try:
            recording.close(is_whole=is_whole)
        except NNStepError as error:
            self._complain(error)
            return False
        if recording.kept_beside:
            self._tell(f"the recording was broken off: {recording.kept_beside}")
        return True

    def give_up(self, error: NNStepError) -> None:
        """Leave the recording as far as it is, and say why, and where it is if an old file has its name."""
        self._debugger.observe(None)
        recording, self.recording = self.recording, None
        if recording is not None:
            with suppress(NNStepError):  # it is `error` that is said
                recording.close(is_whole=False)
            if recording.kept_beside not in error.message:
                error = OutputError(f"{error.message} ({recording.kept_beside})", error.hint)
        self._complain(error)
