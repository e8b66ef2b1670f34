"""Messages over the timeline, until the next key or click; the footer stays."""

from __future__ import annotations

from textual.geometry import Size

from nnstep.drawing.styled_text import StyledLine, wrapped
from nnstep.harmless_text import visible_lines
from nnstep.tui.widgets.scroll_lines import ScrollLines


class MessageLine(ScrollLines, can_focus=False):
    """Covers the line above the footer, and as many more as a long message needs."""

    DEFAULT_CSS = """
    MessageLine {
        layer: messages; dock: bottom; height: auto; margin: 0 0 1 0; display: none; background: $panel;
        overflow: hidden hidden;
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._shown: list[tuple[str, bool]] = []

    @property
    def text(self) -> str:
        """What it shows; empty while it is hidden."""
        return "\n".join(text for text, _ in self._shown)

    def show(self, text: str, *, is_problem: bool = False) -> None:
        """Show a text, below others since the last key; that of a problem looks different and begins with a sign."""
        text = visible_lines(text)
        if (text, is_problem) not in self._shown:
            self._shown.append((text, is_problem))
        self.display = True
        self._fill()
        self.refresh(layout=True)

    def clear(self) -> None:
        """Hide all messages."""
        if self._shown:
            self._shown = []
            self.display = False

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - the framework's
        """Return how many lines the texts need: a height set while the terminal is resized would be stale at once."""
        return max(1, len(self._wrapped(width)))

    def on_resize(self) -> None:
        """Wrap the texts for the new width."""
        self._fill()

    def _fill(self) -> None:
        self.forget_painted()  # of what it showed before it was hidden; without a size, no line counts as changed
        self.set_lines(self._wrapped(self.size.width or self.app.size.width))

    def _wrapped(self, width: int) -> list[StyledLine]:
        lines: list[StyledLine] = []
        for text, is_problem in self._shown:
            sign, style = ("! ", "warning") if is_problem else ("  ", "strong")
            for part in f"{sign}{text}".replace("\n", "\n  ").split("\n"):
                lines += wrapped(part, style, max(20, width - 2))
        return lines
