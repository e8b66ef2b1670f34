"""The whole run as one line: the position, how far it has ever been run, and the bookmarks. A click goes there."""

from __future__ import annotations

from itertools import groupby

from textual import events
from textual.geometry import Size

from nnstep.tui.view import PositionPointed, View
from nnstep.tui.widgets.scroll_lines import ScrollLines

HERE, MARK, RUN, AHEAD = "●", "◆", "━", "─"


_STYLES = {
    "here": "color: $text-accent; text-style: bold;",
    "mark": "color: $text-warning;",
    "run": "color: $text-primary;",
    "ahead": "color: $foreground 40%;",
}


class Scrubber(ScrollLines, can_focus=False):
    """One line; each cell stands for a stretch of the run."""

    DEFAULT_CSS = "Scrubber { height: 1; width: 1fr; overflow: hidden hidden; }\n" + "\n".join(
        f"Scrubber > .lines--{name} {{ {style} }}" for name, style in _STYLES.items()
    )

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[int, int, int, tuple[int, ...]] = (0, 0, 1, ())

    @property
    def window(self) -> Size:
        """All of the line: it has no scroll bar."""
        return self.outer_size

    def paint(self, view: View) -> None:
        """Show the position."""
        frame = view.frame
        shown = frame.position, view.furthest, max(1, frame.program.last_position), view.bookmarks
        if shown != self._shown:
            self._shown = shown
            self._fill()

    def on_resize(self) -> None:
        """Fit the line into the new width."""
        self._fill()

    def _fill(self) -> None:
        width = self.window.width
        if not width:
            return
        position, known, last, bookmarks = self._shown
        run = _cell(known, last, width) + 1 if known else 0
        cells = [(RUN, "run")] * run + [(AHEAD, "ahead")] * (width - run)
        for mark in bookmarks:
            cells[_cell(mark, last, width)] = MARK, "mark"
        cells[_cell(position, last, width)] = HERE, "here"
        runs = groupby(cells, lambda cell: cell[1])
        self.set_lines([[("".join(text for text, _ in run), name) for name, run in runs]])

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
