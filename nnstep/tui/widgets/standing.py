"""The line above an exercise: which question of how many, a sign for each, and the points; a click goes to one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.text import Text
from textual import events
from textual.message import Message
from textual.widget import Widget

from nnstep.tui.fault_net import Netted

_HERE = "▸"
_LEAST_ROOM = 5


class Standing(Netted, Widget):
    """One line, cut to the width: the signs around the present question stay."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "Standing { height: 1; padding: 0 1; background: $panel; color: $text; }"

    @dataclass
    class Pointed(Message):
        """The sign of a question was clicked."""

        number: int
        """From 0."""

    def __init__(self) -> None:
        super().__init__()
        self._where, self._points = "", ""
        self._signs: Sequence[str] = ()
        self._here = 0
        self._first, self._left = 0, 0
        """The first question whose sign is shown, and the column where it stands."""

    def show(self, where: str, signs: Sequence[str], here: int, points: str) -> None:
        """Show where you are, a sign for each question, the present one's number from 0, and the points."""
        self._where, self._signs, self._here, self._points = where, signs, here, points
        self.refresh()

    def render(self) -> Text:
        """Return the line."""
        width = self.size.width
        self._left = len(self._where) + 2
        room = max(_LEAST_ROOM, width - self._left - len(self._points) - 3)
        self._first = max(0, min(self._here - room // 2, len(self._signs) - room))
        shown = list(self._signs[self._first : self._first + room])
        text = Text(f"{self._where}  ", style="bold", no_wrap=True, end="")
        for number, sign in enumerate(shown, start=self._first):
            text.append(
                _HERE if number == self._here and sign == "·" else sign, "reverse" if number == self._here else ""
            )
        gap = " " * max(2, width - self._left - len(shown) - len(self._points))
        return text.append(f"{gap}{self._points}")

    def on_click(self, event: events.Click) -> None:
        """Go to the question whose sign was clicked."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        number = self._first + offset.x - self._left
        if offset.x >= self._left and number < len(self._signs):
            self.post_message(self.Pointed(number))
