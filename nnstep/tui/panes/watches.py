"""The watches pane: every watched expression with its value, and the value before its last change."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from nnstep.drawing.styled_text import StyledLine
from nnstep.expr.digits import Digits
from nnstep.expr.walks.shape import shape_of, shape_text
from nnstep.session.watches import Watch, named_lines
from nnstep.tui.panes.pane import Pane, PaneSpec
from nnstep.tui.view import View
from nnstep.tui.widgets.scroll_lines import ScrollLines

_MOST = 32
"""Rows and columns that are shown of a value, to be quick at every step; ``print`` shows all of it."""


class WatchesPane(ScrollLines, Pane):
    """One watch below the other; those that changed since the last stop are highlighted."""

    _made: Sequence[tuple[Watch, list[StyledLine]]] = ()
    """The watches with their lines."""
    _digits: Digits | None = None

    def paint(self, view: View) -> None:
        """Show `view`; make only the lines of watches that have changed."""
        before = self._made if view.digits == self._digits else ()
        self._digits = view.digits
        self._made = [
            made if made is not None and made[0] is watch else (watch, _lines(number, watch, view))
            for number, (watch, made) in enumerate(zip_longest(view.watches, before[: len(view.watches)]), start=1)
        ]
        self.set_lines([line for _, lines in self._made for line in lines])

    def wanted_lines(self, view: View, columns: int) -> int:  # noqa: ARG002 - no line is wrapped
        """Return the lines of all watches."""
        return sum(_height(watch, view) for watch in view.watches)


def _height(watch: Watch, view: View) -> int:
    """Return the lines of one watch, whether it has a value yet or not."""
    rows = (*shape_of(watch.expression, view.frame.shapes), 1)[0]
    return min(rows, _MOST) + (rows > _MOST)


def _lines(number: int, watch: Watch, view: View) -> list[StyledLine]:
    style = "changed" if watch.just_changed else "faint" if watch.value is None else "plain"
    texts = _texts(f"{number} {watch.text}", watch, view)
    lines: list[StyledLine] = [[(text.replace("-", "−"), style)] for text in texts]
    if watch.was is not None and watch.was.ndim == 0:
        was = named_lines("was", watch.was, view.digits)[0].replace("-", "−")
        until = f" until {watch.was_until}" if watch.was_until else ""
        lines[0] = [*lines[0], (f"   {was}{until}", "faint")]
    elif watch.was_until:
        lines[0] = [*lines[0], (f"   changed at {watch.was_until}", "faint")]
    return lines


def _texts(name: str, watch: Watch, view: View) -> list[str]:
    """Return a watch's name and value; of a large one the first part, with its shape."""
    value = watch.value
    if value is None or max(value.shape, default=0) <= _MOST:
        return named_lines(name, value, view.digits)
    part = value[tuple(slice(_MOST) for _ in value.shape)]
    shown = named_lines(f"{name} ({shape_text(value.shape)})", part, view.digits)
    shown = [f"{line} …" for line in shown] if value.shape[-1] > _MOST else shown
    return [*shown, f"   ⋮ print {watch.text} shows all"] if value.ndim == 2 and value.shape[0] > _MOST else shown


WATCHES_PANE = PaneSpec(
    *("watches", "watches", "f9", WatchesPane), area="notes", order=6, is_needed=lambda view: bool(view.watches)
)
