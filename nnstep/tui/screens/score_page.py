"""The score of an exercise, from which the answers can be saved as a sheet."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from nnstep.harmless_text import visible
from nnstep.outputs.asked import typed
from nnstep.session.practice.practice import Practice
from nnstep.session.practice.score import score_lines
from nnstep.session.unsaved import answers_of
from nnstep.tui.dialogs.closing import Closing
from nnstep.tui.dialogs.save_prompt import save_prompt

_KEYS = "s saves the answers as a sheet, q leaves the exercise, escape returns to it"


class Score(Closing[bool], ModalScreen[bool]):
    """Returns whether to leave the exercise."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,b", "back", "back to the exercise"),
        Binding("q,enter", "leave", "leave the exercise"),
        Binding("s", "save", "save the answers"),
    ]

    def __init__(self, practice: Practice) -> None:
        super().__init__()
        self._practice = practice

    def compose(self) -> ComposeResult:
        """Yield the page."""
        with Vertical(classes="dialog"):
            yield Static("Score", markup=False)
            with VerticalScroll():
                yield Static("\n".join(score_lines(self._practice)), markup=False)
            yield Static(f"\n{_KEYS}", markup=False)

    def on_mount(self) -> None:
        """Show the total, at the end of the list."""
        self.query_one(VerticalScroll).scroll_end(animate=False)

    def action_back(self) -> None:
        """Return to the exercise."""
        self.dismiss(result=False)

    def action_leave(self) -> None:
        """Go to the debugger."""
        self.dismiss(result=True)

    def action_save(self) -> None:
        """Ask for a file and save the answers to it."""
        self.app.push_screen(save_prompt(answers_of(self._practice)), self._saved)

    def _saved(self, name: str | None) -> None:
        if name is not None:
            self.notify(f"saved to {visible(typed(name)[0].name)}", markup=False)
