"""A field with something to choose: keys and clicks turn it to the next, or open the list of all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from nnstep.tui.dialogs.closing import Dialog, key_item
from nnstep.tui.dialogs.option_lists import PickList
from nnstep.tui.fault_net import NettedWidget
from nnstep.tui.widgets.plain_text import PlainText, plain_content

_AROUND = 4
"""Lines of the window around the list."""


class ChoiceLine(NettedWidget, can_focus=True):
    """Shows what is chosen between two arrows."""

    DEFAULT_CSS = """
    ChoiceLine { height: 1; width: 1fr; }
    ChoiceLine:focus { background: $primary 20%; text-style: bold underline; }
    ChoiceLine:ansi:focus { background: ansi_default; text-style: bold reverse; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "turn(-1)", "previous", show=False),
        Binding("right", "turn(1)", "next", show=False),
        Binding("enter,space", "list", "list", show=False),
    ]

    class Chosen(Message):
        """Something else is chosen."""

        def __init__(self, line: ChoiceLine, value: str) -> None:
            super().__init__()
            self.line = line
            self.value = value

        @property
        def control(self) -> ChoiceLine:
            """The line."""
            return self.line

    def __init__(self, title: str, value: str, choices: Mapping[str, str]) -> None:
        """`choices` says of each what it is, or nothing; `title` stands above their list."""
        super().__init__()
        self._title = title
        self.value = value
        self._choices = choices

    def render(self) -> Content:
        """Return the line."""
        return plain_content(f"‹ {self.value} ›")

    def on_key(self, event: events.Key) -> None:
        """Turn to the next that begins with the letter."""
        letter = event.character
        if letter is None or not letter.isalpha():
            return
        names = list(self._choices)
        at = names.index(self.value) + 1
        found = next((name for name in (*names[at:], *names[:at]) if name.startswith(letter.lower())), None)
        if found is not None:
            self.choose(found)
            event.stop()

    def on_click(self, event: events.Click) -> None:
        """Turn to the one before or after at an arrow, and list all between them."""
        end = len(self.value) + 3
        if event.x <= 1 or end - 1 <= event.x <= end:
            self.action_turn(-1 if event.x <= 1 else 1)
        elif event.x < end:
            self.action_list()

    def action_turn(self, by: int) -> None:
        """Choose the one before or after."""
        names = list(self._choices)
        self.choose(names[(names.index(self.value) + by) % len(names)])

    def action_list(self) -> None:
        """List all."""
        self.app.push_screen(ChoiceList(self._title, self.value, self._choices), self._take)

    def _take(self, value: str | None) -> None:
        if value is not None:
            self.choose(value)

    def choose(self, value: str) -> None:
        """Choose this one."""
        if value != self.value:
            self.value = value
            self.refresh()
            self.post_message(self.Chosen(self, value))


class ChoiceList(Dialog[str | None]):
    """All that can be chosen, each with what it is; returns one, or None if it was cancelled."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", "cancels")]

    def __init__(self, title: str, value: str, choices: Mapping[str, str]) -> None:
        super().__init__()
        self._title = title
        self._names = list(choices)
        width = max(map(len, self._names))
        rows = (f"{name.ljust(width)}  {about}".rstrip() for name, about in choices.items())
        self._list = PickList(*(Option(plain_content(row)) for row in rows))
        self._list.highlighted = self._names.index(value) if value in choices else 0

    def compose(self) -> ComposeResult:
        """Yield the list."""
        window = Vertical(classes="dialog")
        window.styles.max_height = len(self._names) + _AROUND
        with window:
            yield PlainText(self._title)
            yield self._list
            yield self.key_line(key_item("enter", "chooses"))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Return what was chosen."""
        self.dismiss(self._names[event.option_index])
