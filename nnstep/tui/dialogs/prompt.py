"""A question for one line of text, which is checked before it is accepted."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from nnstep.tui.dialogs.closing import Closing


class Prompt(Closing[str | None], ModalScreen[str | None]):
    """Returns the text, or None if it was cancelled."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", "Cancel")]

    def __init__(
        self, question: str, text: str, problem_of: Callable[[str], str] = lambda _: "", problem: str = ""
    ) -> None:
        """Ask `question` with `text` to begin with; `problem_of` returns what is wrong with an answer, or nothing.

        `problem` says what was wrong with `text`, if it was an answer already.
        """
        super().__init__()
        self._question = question
        self._text = text
        self._problem_of = problem_of
        self._problem = problem

    def compose(self) -> ComposeResult:
        """Yield the question, the line and room for a problem."""
        with Vertical(classes="dialog"):
            yield Static(self._question, markup=False)
            yield Input(self._text)
            yield Static(self._problem, markup=False, classes="problem")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Accept the answer, or show what is wrong with it."""
        problem = self._problem_of(event.value)
        if problem:
            self.query_one(".problem", Static).update(problem)
        else:
            self.dismiss(event.value)
