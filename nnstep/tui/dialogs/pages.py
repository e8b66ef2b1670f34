"""Pages to read or to look at: text, the help, and the curve of a number over the training steps."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import ScrollableContainer, Vertical, VerticalScroll
from textual.widgets import Static

from nnstep.expr.network_notation import Writing
from nnstep.program.program import Program
from nnstep.session.plots import Plot
from nnstep.tui.dialogs.closing import Dialog
from nnstep.tui.keys.bindings import COMMANDS, keys_text
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
            keys.add_row(Text(keys_text(command)), Text(command.help))
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
