"""Places the frames of panes where an arrangement says, as a layout of the framework."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from textual.geometry import NULL_OFFSET, NULL_SPACING, Region, Size
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.widget import Widget

from nnstep.tui.panes.pane import Pane
from nnstep.tui.view import View


@dataclass(frozen=True, slots=True)
class ShownPane:
    """A pane in an area, with what it has to show."""

    pane: Pane
    view: View

    def wanted_columns(self) -> int:
        """Return the columns it can fill."""
        return self.pane.wanted_columns(self.view)

    def wanted_lines(self, columns: int) -> int:
        """Return the lines it can fill if it has so many columns."""
        return self.pane.wanted_lines(self.view, columns)


class FramePlacement(Layout):
    """Gives every frame the region that the grid of panes says."""

    name = "placement"

    def __init__(self, placed_in: Callable[[Size], Mapping[Widget, Region]]) -> None:
        """`placed_in` returns the regions of the frames in a room of some size."""
        self._placed_in = placed_in

    def arrange(
        self,
        parent: Widget,
        children: list[Widget],
        size: Size,
        greedy: bool = True,  # noqa: ARG002, FBT001, FBT002 - the framework's own signature
    ) -> ArrangeResult:
        """Return the placements of the frames that are shown."""
        parent.pre_layout(self)
        placed = self._placed_in(size)
        return [
            WidgetPlacement(placed[child], NULL_OFFSET, NULL_SPACING, child) for child in children if child in placed
        ]
