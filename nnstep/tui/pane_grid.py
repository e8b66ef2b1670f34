"""The panes on the screen: each says its column, this works out the grid; painted, and zoomed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Container, Grid
from textual.widget import Widget

from nnstep.tui.fault_net import Netted
from nnstep.tui.panes.pane import ArrangementName, PanePlace, PaneSpec
from nnstep.tui.view import View

NARROW_BELOW, SHORT_BELOW = 110, 20
"""Terminal columns and lines."""
COLUMNS: dict[ArrangementName, tuple[str, ...]] = {
    "wide": ("7fr", "10fr", "7fr"),
    "narrow": ("27", "1fr"),
    "short": ("27", "1fr"),
}
"""Widths, as in a style sheet."""


@dataclass(frozen=True, slots=True)
class GridCell:
    """The cells of the grid that one pane takes, counted from 0."""

    pane: str
    row: int
    column: int
    row_span: int
    column_span: int


@dataclass(frozen=True, slots=True)
class Arrangement:
    """A grid without holes, its cells in reading order."""

    columns: tuple[str, ...]
    rows: tuple[str, ...]
    cells: tuple[GridCell, ...]


def arrangement_name(width: int, height: int) -> ArrangementName:
    """Return which arrangement a terminal of this size has: a short one only where it is narrow, too."""
    if width >= NARROW_BELOW:
        return "wide"
    return "short" if height < SHORT_BELOW else "narrow"


def arranged(columns: tuple[str, ...], places: Sequence[tuple[str, PanePlace]], turn: int = 0) -> Arrangement:
    """Return the grid of the panes in `places`, by name; of those that take turns only the one whose `turn` it is.

    Columns without a pane of their own are left out.
    """
    turning = [pane for pane, place in places if place.takes_turns]
    shown = {p: place for p, place in places if not place.takes_turns or p == turning[turn % len(turning)]}
    # Those that take several columns come last, the narrowest first: what stands above them can be lengthened then.
    order = sorted(shown, key=lambda p: (shown[p].to_the_right, -shown[p].column if shown[p].to_the_right else 0))
    own = {place.column for place in shown.values() if not place.to_the_right}
    used = sorted(own) or [place.column for place in shown.values()][:1]
    depth = [0] * len(used)
    begun: dict[str, tuple[int, range]] = {}
    for pane in order:
        first = min(sum(column < shown[pane].column for column in used), len(used) - 1)
        across = range(first, len(used) if shown[pane].to_the_right else first + 1)
        begun[pane] = row, _ = max(depth[column] for column in across), across
        depth[across.start : across.stop] = [row + 1] * len(across)
    count = max(depth, default=0)
    cells = []
    for pane, (row, across) in begun.items():
        below = [other for other, columns in begun.values() if other > row and set(columns) & set(across)]
        cells.append(GridCell(pane, row, across.start, min(below, default=count) - row, len(across)))
    cells.sort(key=lambda cell: (cell.row, cell.column))
    # A line's height is asked for by its first pane, one that takes this line only before one that takes more.
    asking = [min((c for c in cells if c.row == row), key=lambda c: c.row_span).pane for row in range(count)]
    rows = tuple(shown[pane].height for pane in asking)
    return Arrangement(tuple(columns[column] for column in used), rows, tuple(cells))


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

    @property
    def is_zoomed(self) -> bool:
        """Whether one pane has all the room."""
        return self._zoomed is not None

    def zoom(self, focused: Widget | None) -> None:
        """Give the focused pane all the room, or take it back."""
        panes = (id for id, pane in self._panes.items() if focused is not None and pane in focused.ancestors_with_self)
        self._zoomed = None if self._zoomed is not None else next(panes, None)
