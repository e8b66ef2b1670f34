"""The panes of the debugger, one file each."""

from __future__ import annotations

from nnstep.plugins import collected
from nnstep.tui.panes.pane import PaneSpec

PANES = sorted(collected(__name__, __path__, PaneSpec), key=lambda spec: spec.order)
"""Every pane, in the order in which the screen lays them out."""
