"""Starts and stops the recording of a run for the screen, and ends it where it can't go on."""

from __future__ import annotations

import re
from collections.abc import Callable

from textual.widget import Widget

from nnstep.debugger.debugger import Debugger
from nnstep.debugger.observation import RemarkKind
from nnstep.engine.edits import Edit
from nnstep.engine.frame import Frame
from nnstep.errors import CommandError, NNStepError
from nnstep.harmless_text import visible
from nnstep.outputs.asked import typed
from nnstep.traces.selection import Selection, listed_ids
from nnstep.traces.writing.trace_writer import TraceWriter
from nnstep.tui.dialogs.questions import Prompt, problem_text

_REQUEST = re.compile(
    r"(?P<file>.*?)(?:\s+every\s+(?P<every>[1-9]\d{0,8}))?(?:\s+only\s+(?P<only>\S+))?(?P<epochs>\s+epochs-only)?\s*"
)


def begin_recording(debugger: Debugger, text: str) -> TraceWriter:
    """Create the file that `text` names, as typed, for what follows in the run.

    After the name there may be what is recorded: ``run.jsonl every 10 only W1,E,d*``, or ``run.jsonl epochs-only``.
    Raise OutputError if the file can't be created, CommandError where `only` names nothing.
    """
    asked = _REQUEST.fullmatch(text)
    if asked is None:
        raise CommandError("no file is named", "type the name of a file")
    path, overwrite = typed(asked["file"])
    only = listed_ids(asked["only"] or "")
    selection = Selection(int(asked["every"] or 1), only, asked["epochs"] is not None, first=debugger.frame.position)
    return TraceWriter(path, debugger.frame, selection, overwrite=overwrite)


class Recorder:
    """Holds at most one recording."""

    def __init__(self, widget: Widget, debugger: Debugger, show: Callable[[], None]) -> None:
        """`widget` shows prompts and notifications; `show` paints the screen."""
        self._widget = widget
        self._debugger = debugger
        self._show = show
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

    def toggle(self, file: str = "") -> None:
        """Start a recording in `file`, or, where it is empty, in a file to be named; or stop the present one."""
        recording, name = self.recording, self.name
        if recording is None and file:
            problem = self.start(file)
            if problem:
                self._widget.notify(problem, severity="error", markup=False)
            self._show()
            return
        if recording is None:
            question = (
                "Record to which file? Every operation from here on is written; end the name with ! to overwrite, "
                "and add every 10, only W1,E,d* or epochs-only to record a part"
            )
            prompt = Prompt(question, f"{visible(self._debugger.program.name)}.jsonl", self.start)
            self._widget.app.push_screen(prompt, lambda _: self._show())
            return
        if self.close():
            self._widget.notify(f"{recording.operations} operations recorded to {name}", markup=False)
        self._show()

    def start(self, text: str) -> str:
        """Start recording to the file named in `text`; return what is wrong with it, or nothing."""
        try:
            self.recording = begin_recording(self._debugger, text)
            self._debugger.observe(self, at_change=self._end_before_change)
        except NNStepError as error:
            return problem_text(error)
        return ""

    def _end_before_change(self) -> None:
        """Close the recording before the run is changed: its operations are those of one run."""
        recording, name = self.recording, self.name
        if self.close() and recording is not None:
            said = f"the run was changed, so the recording has ended: {recording.operations} operations in {name}"
            self._widget.notify(said, markup=False)

    def close(self) -> bool:
        """Close the recording, if there is one; return whether all of it is on the disk."""
        recording, self.recording = self.recording, None
        try:
            if recording is not None:
                self._debugger.observe(None)
                recording.close()
        except NNStepError as error:
            self.give_up(error)
            return False
        return True

    def give_up(self, error: NNStepError) -> None:
        """Leave the recording as far as it is, and say why."""
        self._debugger.observe(None)
        self.recording = None
        self._widget.notify(problem_text(error), severity="error", markup=False)
