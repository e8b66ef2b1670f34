"""Screens that are laid out in the terminal's present size, and that close only once and close no other screen."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen, Screen, ScreenResultType

from nnstep.session.commands.key_names import key_text
from nnstep.tui.fault_net import Netted
from nnstep.tui.lasting_map import LastingMap
from nnstep.tui.widgets.key_line import KeyLine, KeyLineItem, ShownKey


class Fitting(Netted, Screen[ScreenResultType]):
    """A screen that is never laid out in an earlier size of the terminal, and that can be suspended.

    The framework's layout posts a Resize with its own size to the screen. If the terminal has changed meanwhile, that
    size is stale; the screen would be laid out in it and post it once more. Two sizes can then follow each other for
    ever, each undoing the other's layout. A stale one may also have replaced the new one in the queue of messages, so
    the new one is posted again.
    """

    # Here, not in the app, whose bindings do not reach a modal screen.
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+z", "app.suspend_process", "Suspend", show=False)]

    def __init__(self, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name, id, classes)
        self._compositor = LastingMap()

    def on_resize(self, event: events.Resize) -> None:
        """Put the terminal's present size in the place of a stale one."""
        size = self.app.size
        if event.size != size:
            event.prevent_default()
            self.post_message(events.Resize(size, size))


class Closing(Fitting[ScreenResultType]):
    """A screen that ignores being closed again.

    Keys may arrive faster than screens close: a key is held down, or lines are pasted into a terminal without bracketed
    paste. The framework would close whatever is in front by then, down to the last screen.
    """

    def on_screen_resume(self) -> None:
        """Close at once where a fault has left the screen empty."""
        if not self.children:
            self.dismiss()

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Close the screen with a result, unless it is closed already."""
        return super().dismiss(result) if self.is_active else AwaitComplete()

    def key_line(self, *first: KeyLineItem) -> KeyLine:
        """Return the line that shows the keys: these first, then those that are bound, escape and help last."""
        shown = [key for key in self.BINDINGS if isinstance(key, Binding) and key.show]
        shown.sort(key=lambda key: ("question_mark" in key.key, "escape" in key.key))
        return KeyLine([*first, *(key_item(key.key.split(",")[0], key.description) for key in shown)])


class Dialog(Closing[ScreenResultType], ModalScreen[ScreenResultType]):
    """A window over the screen below: its last line shows its keys; × or a click outside closes it."""

    cancelled: ScreenResultType | None = None
    """What it returns when it is closed by the mouse."""

    def on_mount(self) -> None:
        """Put the sign for closing into the corner of the window."""
        for window in self.query(".dialog"):
            window.border_title = "[@click='screen.cancel']×[/]"

    def on_click(self, event: events.Click) -> None:
        """Close the window where the click was outside it."""
        if event.widget is self:
            self.action_cancel()

    def action_cancel(self) -> None:
        """Close the window as escape does."""
        self.dismiss(self.cancelled)


def key_item(key: str, label: str) -> KeyLineItem:
    """Return a key with what it does, for the line that shows the keys."""
    return KeyLineItem((ShownKey(key, key_text(key)),), label)
