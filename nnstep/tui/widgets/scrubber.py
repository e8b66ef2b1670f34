"""The whole run as one line: the position, how far it has ever been run, and the bookmarks. A click goes there."""

from __future__ import annotations

from itertools import groupby
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.strip import Strip

from nnstep.tui.fault_net import NettedWidget
from nnstep.tui.view import PositionPointed, View

HERE, MARK, RUN, AHEAD = "●", "◆", "━", "─"


class Scrubber(NettedWidget):
    """One line; each cell stands for a stretch of the run."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"scrubber--here", "scrubber--mark", "scrubber--run", "scrubber--ahead"}
    DEFAULT_CSS = """
    Scrubber { height: 1; width: 1fr; }
    Scrubber > .scrubber--here { color: $text-accent; text-style: bold; }
    Scrubber > .scrubber--mark { color: $text-warning; }
    Scrubber > .scrubber--run { color: $text-primary; }
    Scrubber > .scrubber--ahead { color: $foreground 40%; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[int, int, int, tuple[int, ...]] = (0, 0, 1, ())

    def paint(self, view: View) -> None:
        """Show the position."""
        frame = view.frame
        shown = frame.position, view.furthest, max(1, frame.program.last_position), view.bookmarks
        if shown != self._shown:
            self._shown = shown
            self.refresh()

    def render_line(self, y: int) -> Strip:  # noqa: ARG002 - there is one line only
        """Return the line."""
        width = self.size.width
        if not width:
            return Strip([], 0)
        position, known, last, bookmarks = self._shown
        run = _cell(known, last, width) + 1 if known else 0
        cells = [(RUN, "run")] * run + [(AHEAD, "ahead")] * (width - run)
        for mark in bookmarks:
            cells[_cell(mark, last, width)] = MARK, "mark"
        cells[_cell(position, last, width)] = HERE, "here"
        runs = ((name, "".join(text for text, _ in cells)) for name, cells in groupby(cells, lambda cell: cell[1]))
        return Strip([Segment(text, self.get_component_rich_style(f"scrubber--{name}")) for name, text in runs], width)

    def on_click(self, event: events.Click) -> None:
        """Go where the click was; the last cell is the end of the run."""
        position, _, last, bookmarks = self._shown
        width = self.size.width
        marked = [mark for mark in bookmarks if _cell(mark, last, width) == event.x]
        at = marked[0] if marked else last if event.x >= width - 1 else round(event.x * last / max(1, width - 1))
        if at != position:
            self.post_message(PositionPointed(at))


def _cell(position: int, last: int, width: int) -> int:
    """Return the cell that a position lies in."""
    return min(width - 1, position * max(0, width - 1) // last)
