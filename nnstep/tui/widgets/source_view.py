"""A scrolling listing that keeps one of its lines in view, also when it gets another size."""

from __future__ import annotations

from collections.abc import Sequence

from nnstep.drawing.styled_text import StyledLine
from nnstep.tui.widgets.scroll_lines import ScrollLines

_CONTEXT = 2
"""Lines around the one that is kept in view."""


class SourceView(ScrollLines, can_focus=False):
    """Lines as wide as the window."""

    _in_view: int | None = None
    """The line, from 0, that is to be in view."""

    def set_listing(self, lines: Sequence[StyledLine]) -> None:
        """Show lines; those that are the same objects as before have not changed."""
        before, self._lines = self._lines, lines
        changed = [y for y, (old, new) in enumerate(zip(before, lines, strict=False)) if old is not new]
        self.show_content(self.window.width, len(lines), changed if len(before) == len(lines) else None)

    def bring_up(self, line: int) -> None:
        """Scroll as little as is needed to have a line, from 0, in view with some around it."""
        self._in_view = line
        top, height = self.scroll_offset.y, self.window.height
        around = min(_CONTEXT, (height - 1) // 2)
        if height <= 0 or top + around <= line < top + height - around:
            return
        wished = line - around if line < top + around else line + around + 1 - height
        self.scroll_to(y=max(0, wished), animate=False, immediate=True)

    def on_resize(self) -> None:
        """Have the line in view in the new size, too."""
        if self._in_view is not None:
            self.bring_up(self._in_view)
