"""Scrolling lines that are wrapped to the width of the window."""

from __future__ import annotations

from collections.abc import Callable

from nnstep.drawing.styled_text import StyledLine
from nnstep.tui.widgets.scroll_lines import ScrollLines

_LEAST_WIDTH = 20


class WrappedLines(ScrollLines):
    """Lines that fit the width of the window."""

    _make: Callable[[int], list[StyledLine]] | None = None

    def set_made(self, make: Callable[[int], list[StyledLine]]) -> None:
        """Show from its top what `make` returns for the width of the window."""
        self._make = make
        self.scroll_to(x=0, y=0, animate=False, immediate=True)
        self._fill()

    def on_resize(self) -> None:
        """Wrap the lines for the new width, which is known only now."""
        self._fill()

    def _fill(self) -> None:
        if self._make is not None:
            self.set_lines(self._make(max(_LEAST_WIDTH, self.window.width)))
