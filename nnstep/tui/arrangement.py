"""How panes share the screen: each says its column, this works out the grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

ArrangementName: TypeAlias = Literal["wide", "narrow", "short"]

NARROW_BELOW, SHORT_BELOW = 110, 20
"""Terminal columns and lines."""
COLUMNS: dict[ArrangementName, tuple[str, ...]] = {
    "wide": ("7fr", "10fr", "7fr"),
    "narrow": ("27", "1fr"),
    "short": ("27", "1fr"),
}
"""Widths, as in a style sheet."""


@dataclass(frozen=True, slots=True)
class PanePlace:
    """Where a pane stands in one arrangement: in its column, below the panes that come before it there."""

    column: int
    height: str = "1fr"
    """As in a style sheet. Panes that begin in one line share the first one's; a column's last pane fills it."""
    to_the_right: bool = False
    """Whether it takes all columns from its own to the right edge, below the panes that take one."""
    takes_turns: bool = False
    """Whether it is shown in turn with the others that do so."""


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
