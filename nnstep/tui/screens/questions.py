"""What the debugger's screen asks for: a position, a file to record to or to save to, a weight. No arithmetic.

Each question is a prompt whose answer is checked before it is taken.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textual.screen import Screen

from nnstep.errors import NNStepError
from nnstep.machine.saving import save_parameters
from nnstep.program.positions import parse_position, problem_of
from nnstep.tui.recording import Recording
from nnstep.tui.screens.prompt import Prompt
from nnstep.tui.screens.reading import Reading
from nnstep.visible import visible, visible_lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from nnstep.machine.debugger import Debugger
    from nnstep.tui.gradients import Gradients
    from nnstep.tui.view import View


class Questions(Screen[None]):
    """The part of the debugger's screen that asks."""

    debugger: Debugger
    _recording: Recording | None
    _gradients: Gradients

    def go_to(self, position: int) -> None:
        """Go to any position."""
        raise NotImplementedError

    def _show(self) -> None:
        raise NotImplementedError

    def _view(self) -> View:
        raise NotImplementedError

    def _guarded(self, move: Callable[[], object]) -> bool:
        raise NotImplementedError

    def action_go_to(self) -> None:
        """Ask for a position and go there."""
        program = self.debugger.program
        question = f"Go to which position? epoch.step.operation, or 0 to {program.last_position} operations"
        prompt = Prompt(question, str(self.debugger.frame.place), lambda text: problem_of(text, program))
        self.app.push_screen(prompt, self._go_to_typed)

    def _go_to_typed(self, text: str | None) -> None:
        if text is not None:
            self.go_to(parse_position(text, self.debugger.program))

    def action_record(self) -> None:
        """Start a recording in a file to be named, or stop the one that runs."""
        if self._recording is None:
            question = "Record to which file? Each operation done from here on is written; end with ! to overwrite"
            prompt = Prompt(question, f"{visible(self.debugger.program.name)}.jsonl", self._start_recording)
            self.app.push_screen(prompt, lambda _: self._show())
            return
        recording, self._recording = self._recording, None
        if self._guarded(recording.stop):
            self.notify(f"{recording.operations} operations recorded to {recording.name}", markup=False)
        self._show()

    def _start_recording(self, text: str) -> str:
        """Start recording to the file named in `text`; return what is wrong with it, or nothing."""
        name = text.strip()
        overwrite = name.endswith("!")
        try:
            self._recording = Recording(self.debugger, name.removesuffix("!").strip(), overwrite=overwrite)
        except NNStepError as error:
            return visible_lines(f"{error.message}\n{error.hint}")
        return ""

    def action_chain_rule(self) -> None:
        """Ask for a weight and derive its gradient along all paths."""
        suggestion = self._gradients.suggestion(self._view().element)
        prompt = Prompt("Derive the gradient of which weight?", suggestion, self._gradients.problem_of)
        self.app.push_screen(prompt, self._show_derivation)

    def _show_derivation(self, text: str | None) -> None:
        if text is not None:
            self.app.push_screen(Reading(f"The chain rule for {text}", self._gradients.derivation(text, self._view())))

    def action_save_weights(self) -> None:
        """Save the weights of the present position to a file to be named."""
        frame = self.debugger.frame

        def save(text: str) -> str:
            name = text.strip()
            try:
                save_parameters(frame, Path(name.removesuffix("!").strip()), overwrite=name.endswith("!"))
            except NNStepError as error:
                return visible_lines(f"{error.message}\n{error.hint}")
            self.notify(f"saved the weights of position {frame.place}", markup=False)
            return ""

        question = "Save the weights to which file? End with ! to overwrite"
        self.app.push_screen(Prompt(question, f"{visible(self.debugger.program.name)}.npz", save))
