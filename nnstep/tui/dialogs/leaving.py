"""The question before quitting, if something would be lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from nnstep.session.unsaved import Unsaved
from nnstep.tui.dialogs.closing import Closing
from nnstep.tui.dialogs.prompt import save_prompt


class Leaving(Closing[bool], ModalScreen[bool]):
    """Returns whether to quit, with everything saved or without."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "save", "save and quit"),
        Binding("l", "dismiss(True)", "quit"),
        Binding("escape", "dismiss(False)", "stay"),
    ]

    def __init__(self, unsaved: Callable[[], list[Unsaved]], recording: str) -> None:
        """List what `unsaved` returns, and the `recording` that would end, if any."""
        super().__init__()
        self._unsaved = unsaved
        self._recording = recording
        self._text = Static("", markup=False)

    def compose(self) -> ComposeResult:
        """Yield the page."""
        yield Vertical(self._text, classes="dialog")

    def on_screen_resume(self) -> None:
        """List the unsaved work, again where a file's name was not given."""
        lost = [f"  not saved: {work.text}" for work in self._unsaved()]
        ending = [f"  still recording: {self._recording}"] if self._recording else []
        keys = "s saves and quits, l quits without saving" if lost else "l ends the recording and quits"
        self._text.update("\n".join(["Quit nnstep?", "", *lost, *ending, "", f"{keys}, escape stays"]))

    def action_save(self) -> None:
        """Ask for a file for one thing after the other, and quit once all are saved."""
        rest = self._unsaved()
        if rest:
            self.app.push_screen(save_prompt(rest[0]), self._saved)
        else:
            self.dismiss(result=True)

    def _saved(self, name: str | None) -> None:
        if name is not None:
            self.action_save()
