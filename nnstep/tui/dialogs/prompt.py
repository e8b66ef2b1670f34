"""A question for one line of text, which is checked before it is accepted."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from nnstep.errors import NNStepError
from nnstep.session.unsaved import Unsaved
from nnstep.tui.dialogs.closing import Closing
from nnstep.tui.notices import problem_text


class Prompt(Closing[str | None], ModalScreen[str | None]):
    """Returns the text, or None if it was cancelled."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", "Cancel")]

    def __init__(
        self, question: str, text: str, problem_of: Callable[[str], str] = lambda _: "", problem: str = ""
    ) -> None:
        """Ask `question` with `text` to begin with; `problem_of` returns what is wrong with an answer, or nothing.

        `problem` says what was wrong with `text`, if it was an answer already.
        """
        super().__init__()
        self._question = Static(question, markup=False)
        self._input = Input(text)
        self._problem_of = problem_of
        self._problem = Static(problem, markup=False, classes="problem")

    def compose(self) -> ComposeResult:
        """Yield the question, the line and room for a problem."""
        yield Vertical(self._question, self._input, self._problem, classes="dialog")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Accept the answer, or show what is wrong with it."""
        problem = self._problem_of(event.value)
        if problem:
            self._problem.update(problem)
        else:
            self.dismiss(event.value)


def save_prompt(work: Unsaved) -> Prompt:
    """Return a prompt that saves `work` and returns the file's name."""

    def problem_of(text: str) -> str:
        try:
            work.save(text.strip())
        except NNStepError as error:
            return problem_text(error)
        return ""

    return Prompt(work.question, work.name, problem_of)
