"""Text as it is: the one way for a text that may be a stranger's into a widget of the framework's."""

from __future__ import annotations

from textual.content import Content
from textual.visual import VisualType
from textual.widgets import Static

from nnstep.harmless_text import visible_lines


def plain_content(text: str) -> Content:
    """Return a text as `PlainText` shows it, for what takes contents: rows of lists, titles of borders."""
    return Content(visible_lines(text))


class PlainText(Static):
    """Lines of text, in which nothing is markup, and what would steer a terminal or hide is an escape."""

    def __init__(self, text: str = "", *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(visible_lines(text), markup=False, id=id, classes=classes)

    def update(self, content: VisualType = "", *, layout: bool = True) -> None:
        """Show another text."""
        super().update(visible_lines(content) if isinstance(content, str) else content, layout=layout)
