"""The lines at the bottom of the debugger, painted anew only where one of them has changed."""

from __future__ import annotations

from textual.containers import Vertical

from nnstep.tui.fault_net import NettedWidget


class BottomLines(NettedWidget, Vertical):
    """The timeline and the footer."""
