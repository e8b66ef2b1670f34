"""Messages over the timeline, until the next key or click; the footer stays."""

from __future__ import annotations

from nnstep.drawing.styled_text import StyledLine, wrapped
from nnstep.tui.widgets.scroll_lines import ScrollLines


class MessageLine(ScrollLines, can_focus=False):
    """Covers the line above the footer, and as many more as a long message needs."""

    DEFAULT_CSS = """
    MessageLine {
        layer: messages; dock: bottom; margin: 0 0 1 0; display: none; background: $panel; overflow: hidden hidden;
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._shown: list[tuple[str, bool]] = []
        self._height = 0

    @property
    def text(self) -> str:
        """What it shows; empty while it is hidden."""
        return "\n".join(text for text, _ in self._shown)

    def show(self, text: str, *, is_problem: bool = False) -> None:
        """Show a text, below others since the last key; that of a problem looks different and begins with a sign."""
        if (text, is_problem) not in self._shown:
            self._shown.append((text, is_problem))
        self.display = True
        self._fill()

    def clear(self) -> None:
        """Hide all messages."""
        if self._shown:
            self._shown = []
            self.display = False

    def on_resize(self) -> None:
        """Wrap the texts for the new width."""
        self._fill()

    def _fill(self) -> None:
        width = max(20, self.app.size.width - 2)
        lines: list[StyledLine] = []
        for text, is_problem in self._shown:
            sign, style = ("! ", "warning") if is_problem else ("  ", "strong")
            for part in f"{sign}{text}".replace("\n", "\n  ").split("\n"):
                lines += wrapped(part, style, width)
        if len(lines) != self._height:
            self._height = len(lines)
            self.styles.height = max(1, len(lines))
        self._strips = {}  # of what it showed before it was hidden; without a size, no line counts as changed
        self.set_lines(lines)
        self.refresh()
