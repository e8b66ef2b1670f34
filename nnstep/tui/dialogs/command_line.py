"""The command line: the arrows bring back earlier lines, tab completes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from os.path import commonprefix
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from nnstep.tui.dialogs.closing import Closing

_MOST_SHOWN = 24
"""Completions that are shown at a time."""


class CommandLine(Closing[str | None], ModalScreen[str | None]):
    """One line at the bottom of the screen; returns it, or None if it was cancelled."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Close"),
        Binding("up", "bring(-1)", "Older", priority=True),
        Binding("down", "bring(1)", "Newer", priority=True),
        Binding("tab", "complete", "Complete", priority=True),
    ]

    def __init__(
        self, typed: Sequence[str], completions: Callable[[str], list[str]], line: str = "", problem: str = ""
    ) -> None:
        """`typed` holds the earlier lines, the last one last; `problem` says what was wrong with `line`."""
        super().__init__()
        self._typed = (*typed, line)
        self._at = len(typed)
        self._said_of = line
        """The line that the text below it is about."""
        self._completions = completions
        placeholder = "a command; tab completes, ↑ recalls, help lists all commands"
        self._input = Input(line, placeholder=placeholder, compact=True)
        self._below = Static(problem, markup=False, classes="problem")

    def compose(self) -> ComposeResult:
        """Yield the line and the text about it."""
        yield Vertical(self._below, self._input)

    def on_mount(self) -> None:
        """Type into the line."""
        self._input.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the line."""
        self.dismiss(event.value)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Clear the text about an earlier line."""
        if event.value != self._said_of:
            self._below.update("")

    def action_bring(self, by: int) -> None:
        """Bring back the line so many further."""
        self._at = max(0, min(self._at + by, len(self._typed) - 1))
        self._input.value = self._typed[self._at]
        self._input.cursor_position = len(self._input.value)

    def action_complete(self) -> None:
        """Complete as far as there is only one way, and show all ways."""
        ways = self._completions(self._input.value)
        if not ways:
            return
        common = commonprefix(ways)  # noqa: RUF071 - of texts, character by character
        if len(ways) == 1:
            common += " " if " " not in common else ""
        self._said_of = self._input.value = common
        self._input.cursor_position = len(common)
        last_words = [way.rpartition(" ")[2] for way in ways]
        if len(ways) > 1:
            more = " …" if len(ways) > _MOST_SHOWN else ""
            self._below.update("  ".join(last_words[:_MOST_SHOWN]) + more)
