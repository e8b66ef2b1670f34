"""The watches pane: every watched expression with its value, and what it was before it last changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nnstep.session.words.word import named_lines
from nnstep.tui.panes.pane import Pane, PaneSpec
from nnstep.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from nnstep.session.watches import Watch
    from nnstep.tui.view import View
    from nnstep.tui.widgets.text import Line


class WatchesPane(Lines, Pane):
    """One watch below the other; one that has changed since the last stop stands out."""

    def paint(self, view: View) -> None:
        """Show `view`."""
        self.set_lines([line for n, watch in enumerate(view.watches, start=1) for line in _lines(n, watch, view)])


def _lines(number: int, watch: Watch, view: View) -> list[Line]:
    style = "changed" if watch.just_changed else "faint" if watch.value is None else "plain"
    texts = named_lines(f"{number} {watch.text}", watch.value, view.digits)
    lines: list[Line] = [[(text.replace("-", "−"), style)] for text in texts]
    if watch.was is not None and watch.was.ndim == 0:
        was = named_lines("was", watch.was, view.digits)[0].replace("-", "−")
        until = f" until {watch.was_until}" if watch.was_until else ""
        lines[0] = [*lines[0], (f"   {was}{until}", "faint")]
    elif watch.was_until:
        lines[0] = [*lines[0], (f"   changed at {watch.was_until}", "faint")]
    return lines


WATCHES_PANE = PaneSpec("watches", "watches", WatchesPane, order=6)
