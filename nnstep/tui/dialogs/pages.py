"""Pages: text to read, the help, the curve of a number over the training steps, and lists that keys act on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import ScrollableContainer, Vertical
from textual.widgets.option_list import Option

from nnstep.session.commands.replies import Listing
from nnstep.session.pictures.plots import Plot
from nnstep.session.session import Session
from nnstep.tui.dialogs.closing import Dialog, key_item
from nnstep.tui.dialogs.option_lists import PickList
from nnstep.tui.widgets.curve import Curve
from nnstep.tui.widgets.plain_text import PlainText, plain_content

_SLICE = 0.03


class Reading(Dialog[None]):
    """Lines of text; those that are not wrapped are scrolled where they are wider than the screen."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,enter", "cancel", "closes")]

    def __init__(self, title: str, lines: list[str], *, wraps: bool = False) -> None:
        super().__init__(classes="-wraps" if wraps else None)
        self._text = "\n".join([title, "", *lines])

    def compose(self) -> ComposeResult:
        """Yield the page."""
        with Vertical(classes="dialog"):
            yield ScrollableContainer(PlainText(self._text), classes="text")
            yield self.key_line(key_item("down", "scrolls"))


class PlotPage(Dialog[None]):
    """A curve that grows while it is computed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "cancel", "closes"),
        Binding("y", "log_axis", "changes the axis"),
    ]

    def __init__(self, plot: Plot) -> None:
        super().__init__()
        self._plot = plot
        self._curve = Curve()
        self._log_axis = False

    def compose(self) -> ComposeResult:
        """Yield the page."""
        with Vertical(classes="dialog"):
            yield PlainText(self._plot.about)
            yield self._curve
            yield self.key_line()

    def on_mount(self) -> None:
        """Begin to compute the values."""
        super().on_mount()
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

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q", "cancel", "closes")]

    def __init__(self, listing: Listing, session: Session, perform: Callable[[str], None]) -> None:
        """Show the rows of `listing`; `perform` performs a typed command."""
        super().__init__()
        self._listing = listing
        self._session = session
        self._perform = perform
        self._list = PickList()
        self._about = PlainText("")

    def compose(self) -> ComposeResult:
        """Yield the page."""
        keys = [key_item(key, label) for key, (label, _) in self._listing.keys.items()]
        with Vertical(classes="dialog"):
            yield PlainText(self._listing.title)
            yield self._list
            yield self._about
            yield self.key_line(*keys)

    def on_mount(self) -> None:
        """Show the rows."""
        super().on_mount()
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
        self._list.add_options([Option(plain_content(text)) for _, text in rows])
        self._list.highlighted = min(selected, len(rows) - 1) if rows else None
        self._about.update("" if rows else self._listing.empty)
        self._list.focus()
