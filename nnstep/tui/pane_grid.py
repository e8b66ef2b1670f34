"""The panes on the screen: arranged as they declare it, painted, and zoomed."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Container, Grid
from textual.widget import Widget

from nnstep.tui.arrangement import COLUMNS, Arrangement, PanePlace, arranged, arrangement_name
from nnstep.tui.fault_net import Netted
from nnstep.tui.panes.pane import PaneSpec
from nnstep.tui.view import View


class PaneGrid(Netted, Grid):
    """Each pane in a titled frame."""

    def __init__(self, specs: Sequence[PaneSpec]) -> None:
        super().__init__()
        self._specs = specs
        self._panes = {spec.id: spec.make(id=spec.id) for spec in specs}
        self._frames = {id: Container(pane, id=f"{id}-frame", classes="pane") for id, pane in self._panes.items()}
        self._zoomed: str | None = None
        self._turn = 0
        self._arrangement: Arrangement | None = None

    def compose(self) -> ComposeResult:
        """Yield every pane in its frame."""
        for spec in self._specs:
            self._frames[spec.id].border_title = spec.title
            yield self._frames[spec.id]

    def paint(self, view: View) -> None:
        """Show `view` in every pane."""
        self.arrange_for(view)
        for pane in self._panes.values():
            pane.show_view(view)

    def arrange_for(self, view: View) -> None:
        """Arrange the panes that `view` needs for the terminal's size; what stays as it is costs no new layout."""
        arrangement = self._arranged(view)
        if arrangement == self._arrangement or not self.children:
            return
        self._arrangement = arrangement
        self.styles.grid_size_columns, self.styles.grid_size_rows = len(arrangement.columns), len(arrangement.rows)
        self.styles.grid_columns, self.styles.grid_rows = " ".join(arrangement.columns), " ".join(arrangement.rows)
        cells = {cell.pane: cell for cell in arrangement.cells}
        for id, frame in self._frames.items():
            frame.display = id in cells
            if id in cells:
                frame.styles.row_span, frame.styles.column_span = cells[id].row_span, cells[id].column_span
        reading_order: dict[Widget, int] = {self._frames[id]: number for number, id in enumerate(cells)}
        self.sort_children(key=lambda frame: reading_order.get(frame, len(cells)))

    def _arranged(self, view: View) -> Arrangement:
        if self._zoomed is not None:
            return arranged(("1fr",), [(self._zoomed, PanePlace(0))])
        name = arrangement_name(*self.app.size)
        places = [(spec.id, spec.place(name)) for spec in self._specs if spec.is_needed(view)]
        return arranged(COLUMNS[name], [(id, place) for id, place in places if place is not None], self._turn)

    def next_turn(self) -> None:
        """Let the next of the panes that take turns be shown."""
        self._turn += 1

    def zoom(self, focused: Widget | None) -> None:
        """Give the focused pane all the room, or take it back."""
        panes = (id for id, pane in self._panes.items() if focused is not None and pane in focused.ancestors_with_self)
        self._zoomed = None if self._zoomed is not None else next(panes, None)
