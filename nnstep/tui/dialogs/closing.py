"""A screen that closes only once, and closes no other screen."""

from __future__ import annotations

from textual.await_complete import AwaitComplete
from textual.screen import ScreenResultType

from nnstep.tui.dialogs.fitting import Fitting
from nnstep.tui.fault_net import Netted


class Closing(Netted, Fitting[ScreenResultType]):
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

    def action_close(self) -> None:
        """Close the screen without a result."""
        self.dismiss(None)
