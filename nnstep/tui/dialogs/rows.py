"""A list of rows; each key does something with the selected one."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from nnstep.harmless_text import visible_lines
from nnstep.session.session import Session
from nnstep.tui.dialogs.closing import Dialog
from nnstep.tui.keys.acts import Listing


class Rows(Dialog[None]):
    """A key performs its command on the selected row; enter closes the page first."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q", "dismiss", "Close")]

    def __init__(self, listing: Listing, session: Session, perform: Callable[[str], None]) -> None:
        """Show the rows of `listing`; `perform` performs a typed command."""
        super().__init__()
        self._listing = listing
        self._session = session
        self._perform = perform
        self._list = OptionList()
        self._about = Static("", markup=False)

    def compose(self) -> ComposeResult:
        """Yield the page."""
        keys = ", ".join(f"{key}: {label}" for key, (label, _) in self._listing.keys.items())
        with Vertical(classes="dialog"):
            yield Static(self._listing.title, markup=False)
            yield self._list
            yield self._about
            yield Static(f"{keys}, escape: close", markup=False)

    def on_mount(self) -> None:
        """Show the rows."""
        self._fill(0)

    def on_key(self, event: events.Key) -> None:
        """Do what a key stands for, to the selected row."""
        self._do(event.key)

    def on_option_list_option_selected(self) -> None:
        """Do what enter stands for."""
        self._do("enter")

    def _do(self, key: str) -> None:
        selected = self._list.highlighted
        rows = self._listing.rows(self._session)
        if key not in self._listing.keys or selected is None or selected >= len(rows):
            return
        if key == "enter":
            self.dismiss()
        self._perform(f"{self._listing.keys[key][1]} {rows[selected][0]}")
        if key != "enter":
            self._fill(selected)

    def _fill(self, selected: int) -> None:
        rows = self._listing.rows(self._session)
        self._list.clear_options()
        self._list.add_options([Option(Content(visible_lines(text))) for _, text in rows])
        self._list.highlighted = min(selected, len(rows) - 1) if rows else None
        self._about.update("" if rows else self._listing.empty)
        self._list.focus()
