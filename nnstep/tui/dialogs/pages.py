"""Pages: text to read, the help, the curve of a number over the training steps, and lists that keys act on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ClassVar

from rich.table import Table
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import ScrollableContainer, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from nnstep.expr.network_notation import Writing
from nnstep.harmless_text import visible_lines
from nnstep.program.program import Program
from nnstep.session.commands import COMMANDS
from nnstep.session.commands.key_names import keys_text
from nnstep.session.commands.replies import Listing
from nnstep.session.pictures.plots import Plot
from nnstep.session.session import Session
from nnstep.tui.dialogs.closing import Dialog
from nnstep.tui.widgets.curve import Curve

_READING = """\
In the program, ▶ points at the next operation; ✓ marks operations that are done, · those that are not.
A value that is not computed yet in this training step shows as ·.
The operation pane works out the selected element of the result; the elements that it reads are marked.
Type a number before a key to repeat it: 3n. Click an element, an operation or a key in the footer to use it.
tab moves between the panes; ctrl+arrows, page up and page down scroll the focused one.
Indices start at 0, as in NumPy: W1[0,2] is the third weight in the first row."""
_SLICE = 0.03


class Reading(Dialog[None]):
    """Lines that are not wrapped: a page wider than the screen is scrolled."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,enter", "dismiss", "Close")]

    def __init__(self, title: str, lines: list[str]) -> None:
        super().__init__()
        self._text = "\n".join([title, "", *lines, "", "arrows scroll, escape closes this page"])

    def compose(self) -> ComposeResult:
        """Yield the page."""
        yield ScrollableContainer(Static(self._text, markup=False), classes="dialog")


class Help(Dialog[None]):
    """All keys, how to read the screen, and what the scenario says about itself; any of its keys closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,question_mark", "dismiss", "Close")]

    def __init__(self, program: Program, writing: Writing) -> None:
        super().__init__()
        self._about = [_READING, program.title, *program.about, writing.about, "escape closes this page"]

    def compose(self) -> ComposeResult:
        """Yield the page."""
        keys = Table.grid(padding=(0, 2))
        for command in COMMANDS:
            keys.add_row(Text(keys_text(command.keys)), Text(command.help))
        with VerticalScroll(classes="dialog page"):
            yield Static(keys)
            yield Static("\n" + "\n\n".join(self._about), markup=False)


class PlotPage(Dialog[None]):
    """A curve that grows while it is computed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "dismiss", "Close"),
        Binding("y", "log_axis", "log axis"),
    ]

    def __init__(self, plot: Plot) -> None:
        super().__init__()
        self._plot = plot
        self._curve = Curve()
        self._log_axis = False

    def compose(self) -> ComposeResult:
        """Yield the page."""
        with Vertical(classes="dialog"):
            yield Static(self._plot.about, markup=False)
            yield self._curve
            yield Static("y changes the axis, escape closes this page", markup=False)

    def on_mount(self) -> None:
        """Begin to compute the values."""
        self.run_worker(self._fill(), exclusive=True)

    async def _fill(self) -> None:
        while not self._plot.advance(_SLICE):
            self._paint()
            await asyncio.sleep(0.001)
        self._paint()

    def _paint(self) -> None:
        values = self._plot.values
        # The curve ends at the training step that was computed last.
        last = int(self._plot.steps[values.size - 1]) + 1 if values.size else None
        self._curve.set_values(values, None, log=self._log_axis, last=last)

    def action_log_axis(self) -> None:
        """Change the axis."""
        self._log_axis = not self._log_axis
        self._paint()


class Rows(Dialog[None]):
    """A list of rows: a key performs its command on the selected one; enter closes the page first."""

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
