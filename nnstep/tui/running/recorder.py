"""Starts and stops the recording of a run for the screen."""

from __future__ import annotations

from collections.abc import Callable

from textual.widget import Widget

from nnstep.debugger.debugger import Debugger
from nnstep.errors import NNStepError
from nnstep.harmless_text import visible
from nnstep.traces.writing.run_recorder import RunRecorder
from nnstep.tui.dialogs.problem_text import problem_text


class Recorder(RunRecorder):
    """A recorder that asks for its file in a prompt."""

    def __init__(self, widget: Widget, debugger: Debugger, show: Callable[[], None]) -> None:
        """`widget` shows prompts and notifications; `show` paints the screen."""
        super().__init__(
            debugger,
            widget.notify,
            lambda error: widget.notify(problem_text(error), severity="error"),
        )
        self._widget = widget
        self._show = show

    @property
    def so_far(self) -> str:
        """How much is recorded, and to which file; empty where nothing is."""
        return f"{self.recording.operations} operations in {self.name} so far" if self.recording is not None else ""

    def toggle(self, file: str = "") -> None:
        """Start a recording in `file`, or, where it is empty, in a file to be named; or stop the present one."""
        if self.recording is None and file:
            problem = self.start(file)
            if problem:
                self._widget.notify(problem, severity="error")
            self._show()
            return
        if self.recording is None:
            from nnstep.tui.dialogs.questions import Prompt  # dialogs come after the first frame

            question = (
                "Record to which file? Every operation from here on is written; end the name with ! to overwrite, "
                "and add every 10, only W1,E,d* or epochs-only to record a part"
            )
            prompt = Prompt(question, f"{visible(self._debugger.program.name)}.jsonl", self.start)
            self._widget.app.push_screen(prompt, lambda _: self._show())
            return
        self.end()
        self._show()

    def start(self, text: str) -> str:
        """Start recording to the file named in `text`; return what is wrong with it, or nothing."""
        try:
            self.begin(text)
        except NNStepError as error:
            return problem_text(error)
        return ""
