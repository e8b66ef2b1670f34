"""A page of text to read and to scroll."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import ScrollableContainer
from textual.screen import ModalScreen
from textual.widgets import Static

from nnstep.tui.dialogs.closing import Closing


class Reading(Closing[None], ModalScreen[None]):
    """Lines that are not wrapped: a page wider than the screen is scrolled."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,enter", "close", "Close")]

    def __init__(self, title: str, lines: list[str]) -> None:
        super().__init__()
        self._title = title
        self._lines = lines

    def compose(self) -> ComposeResult:
        """Yield the page."""
        with ScrollableContainer(classes="dialog"):
            text = "\n".join([self._title, "", *self._lines, "", "arrows scroll, escape closes this page"])
            yield Static(text, markup=False)
