"""What every screen that closes is: it closes once, and closes no other screen. Knows none of them."""

from __future__ import annotations

from textual.await_complete import AwaitComplete
from textual.screen import ScreenResultType

from nnstep.tui.fault_net import Netted
from nnstep.tui.screens.fitting import Fitting


class Closing(Netted, Fitting[ScreenResultType]):
    """A screen that passes over being closed again.

    Keys come in faster than screens close where a key is held down, or where lines are pasted into a terminal that does
    not say so. The framework would close whatever stands in front by then, down to the last screen.
    """

    def on_screen_resume(self) -> None:
        """Close at once where a fault has left the screen empty."""
        if not self.children:
            self.dismiss()

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Close the screen with a result, unless it is closed already."""
        return super().dismiss(result) if self.is_active else AwaitComplete()
