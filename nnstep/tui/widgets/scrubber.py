"""The whole run as one line: the position, how far it has ever been run, and the bookmarks. A click goes there."""

from __future__ import annotations

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
        known = max(frame.position, frame.known_errors.size * len(frame.program.ops))
        shown = frame.position, known, max(1, frame.program.last_position), view.bookmarks
        if shown != self._shown:
            self._shown = shown
            self.refresh()

    def render_line(self, y: int) -> Strip:  # noqa: ARG002 - there is one line only
        """Return the line."""
        width = self.size.width
        position, known, _, bookmarks = self._shown
        cells = [(RUN, "run") if i <= self._cell(known) else (AHEAD, "ahead") for i in range(width)]
        for mark in bookmarks:
            cells[self._cell(mark)] = MARK, "mark"
        if width:
            cells[self._cell(position)] = HERE, "here"
        styles = {name: self.get_component_rich_style(f"scrubber--{name}") for _, name in set(cells)}
        return Strip([Segment(text, styles[name]) for text, name in cells], width)

    def on_click(self, event: events.Click) -> None:
        """Go where the click was; the last cell is the end of the run."""
        position, _, last, bookmarks = self._shown
        width = self.size.width
        marked = [mark for mark in bookmarks if self._cell(mark) == event.x]
        at = marked[0] if marked else last if event.x >= width - 1 else round(event.x * last / max(1, width - 1))
        if at != position:
            self.post_message(PositionPointed(at))

    def _cell(self, position: int) -> int:
        """Return the cell that a position lies in."""
        last = self._shown[2]
        return min(self.size.width - 1, position * max(0, self.size.width - 1) // last)
