"""A list of rows to choose from, each key doing something with the chosen one. Knows nothing of what they stand for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar, TypeAlias

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from nnstep.harmless_text import visible_lines
from nnstep.tui.screens.closing import Closing


class Rows(Closing[None], ModalScreen[None]):
    """Rows by name; a key performs its command on the name of the chosen one, and those that go away leave the page."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q", "close", "Close")]
    DEFAULT_CSS = """
    Rows { align: center middle; }
    Rows OptionList { height: auto; max-height: 20; border: none; }
    """
    Source: TypeAlias = Callable[[], list[tuple[str, str]]]
    """Gives the rows as they are now: a name and a text each."""

    def __init__(
        self,
        title: str,
        empty: str,
        rows: Source,
        keys: Mapping[str, tuple[str, str]],
        perform: Callable[[str], None],
    ) -> None:
        """Show `rows`, or `empty`; `keys` say what each key does, in words and as a command that `perform` does."""
        super().__init__()
        self._title = title
        self._empty = empty
        self._rows = rows
        self._keys = keys
        self._perform = perform
        self._list = OptionList()
        self._about = Static("", markup=False)

    def compose(self) -> ComposeResult:
        """Yield the page."""
        keys = ", ".join(f"{key}: {what}" for key, (what, _) in self._keys.items())
        with Vertical(classes="dialog"):
            yield Static(self._title, markup=False)
            yield self._list
            yield self._about
            yield Static(f"{keys}, escape: close", markup=False)

    def on_mount(self) -> None:
        """Show the rows."""
        self._fill(0)

    def on_key(self, event: events.Key) -> None:
        """Do what a key stands for, to the chosen row."""
        self._do(event.key)

    def on_option_list_option_selected(self) -> None:
        """Do what enter stands for."""
        self._do("enter")

    def _do(self, key: str) -> None:
        chosen = self._list.highlighted
        rows = self._rows()
        if key not in self._keys or chosen is None or chosen >= len(rows):
            return
        if key == "enter":
            self.dismiss()
        self._perform(f"{self._keys[key][1]} {rows[chosen][0]}")
        if key != "enter":
            self._fill(chosen)

    def _fill(self, chosen: int) -> None:
        rows = self._rows()
        self._list.clear_options()
        self._list.add_options([Option(Content(visible_lines(text))) for _, text in rows])
        self._list.highlighted = min(chosen, len(rows) - 1) if rows else None
        self._about.update("" if rows else self._empty)
        self._list.focus()

    def action_close(self) -> None:
        """Go back to the debugger."""
        self.dismiss()
