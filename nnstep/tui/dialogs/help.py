"""The help: all keys, how to read the screen, and what the scenario says about itself."""

from __future__ import annotations

from typing import ClassVar

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from nnstep.expr.network_notation import Writing
from nnstep.program.program import Program
from nnstep.tui.dialogs.closing import Closing
from nnstep.tui.keys.bindings import COMMANDS, keys_text

_READING = """\
In the program, ▶ points at the next operation; ✓ marks operations that are done, · those that are not.
A value that is not computed yet in this training step shows as ·.
The operation pane works out the selected element of the result; the elements that it reads are marked.
Type a number before a key to repeat it: 3n. Click an element, an operation or a key in the footer to use it.
tab moves between the panes; ctrl+arrows, page up and page down scroll the focused one.
Indices start at 0, as in NumPy: W1[0,2] is the third weight in the first row."""


class Help(Closing[None], ModalScreen[None]):
    """A page to read; any of its keys closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,question_mark", "close", "Close")]

    def __init__(self, program: Program, writing: Writing) -> None:
        super().__init__()
        self._program = program
        self._writing = writing

    def compose(self) -> ComposeResult:
        """Yield the page."""
        with VerticalScroll(classes="dialog page"):
            yield Static(_keys())
            about = [_READING, self._program.title, *self._program.about, self._writing.about]
            yield Static("\n" + "\n\n".join([*about, "escape closes this page"]), markup=False)


def _keys() -> Table:
    table = Table.grid(padding=(0, 2))
    for command in COMMANDS:
        table.add_row(Text(keys_text(command)), Text(command.help))
    return table
