"""A page with the curve of a number over the training steps, which grows while it is computed."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from nnstep.session.plots import Plot
from nnstep.tui.dialogs.closing import Closing
from nnstep.tui.widgets.curve import Curve

_SLICE = 0.03


class PlotPage(Closing[None], ModalScreen[None]):
    """A page to look at."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "close", "Close"),
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
        last = (
            int(self._plot.steps[values.size - 1]) + 1 if values.size else None
        )  # the curve ends at the last one computed
        self._curve.set_values(values, None, log=self._log_axis, last=last)

    def action_log_axis(self) -> None:
        """Change the axis."""
        self._log_axis = not self._log_axis
        self._paint()
