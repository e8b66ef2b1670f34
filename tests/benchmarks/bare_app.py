"""A Textual app of as many widgets as nnstep's screen has, of which a key changes one line: the framework's floor."""

from __future__ import annotations

import sys
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Grid
from textual.widgets import Footer, Static

_FRAMES, _OTHERS = 8, 6
BARE = (__file__,)
"""What Python is called with to run it."""


class BareApp(App[None]):
    """Frames with a text each, a line that counts the keys, and a footer."""

    CSS = """
    #line { height: 1; dock: top; }
    Grid { grid-size: 3; height: 1fr; }
    Grid Container { border: round $border; }
    .row { height: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "change(1)", "next"),
        Binding("N", "change(-1)", "back"),
        Binding("q", "quit", "quit"),
        *(Binding(key, "change(0)", f"key {key}") for key in "abcdefghijkl"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._count = 0
        self._line = Static("start of the run", id="line")

    def compose(self) -> ComposeResult:
        """Yield the widgets."""
        yield self._line
        with Grid():
            for number in range(_FRAMES):
                yield Container(Static(f"text {number}\n" * 8))
        for number in range(_OTHERS):
            yield Static(f"row {number}", classes="row")
        yield Footer(compact=True, show_command_palette=False)

    def action_change(self, by: int) -> None:
        """Change the line."""
        self._count += by
        self._line.update(f"operation {self._count}", layout=False)


if __name__ == "__main__":
    BareApp().run()
    sys.exit(0)
