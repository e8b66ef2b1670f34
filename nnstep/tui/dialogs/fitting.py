"""A screen that is laid out in the terminal's present size, and that can be suspended."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.screen import Screen, ScreenResultType


class Fitting(Screen[ScreenResultType]):
    """A screen that is never laid out in an earlier size of the terminal.

    The framework's layout posts a Resize with its own size to the screen. If the terminal has changed meanwhile, that
    size is stale; the screen would be laid out in it and post it once more. Two sizes can then follow each other for
    ever, each undoing the other's layout. A stale one may also have replaced the new one in the queue of messages, so
    the new one is posted again.
    """

    # Here, not in the app, whose bindings do not reach a modal screen.
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+z", "app.suspend_process", "Suspend", show=False)]

    def on_resize(self, event: events.Resize) -> None:
        """Put the terminal's present size in the place of a stale one."""
        size = self.app.size
        if event.size != size:
            event.prevent_default()
            self.post_message(events.Resize(size, size))
