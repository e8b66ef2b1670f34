"""A drawing of a network on the screen, in the colours of its neurons and edges."""

from __future__ import annotations

from typing import ClassVar

from nnstep.tui.widgets.scroll_lines import ScrollLines

_STYLES = {
    "backward": "color: $text-error; text-style: bold;",
    "edge": "color: $foreground 55%;",
    "positive": "color: $text-primary 75%;",
    "positive-lit": "color: $text-primary; text-style: bold;",
    "negative": "color: $text-warning;",
    "negative-lit": "color: $text-warning; text-style: bold;",
}


class NetworkView(ScrollLines):
    """Lines of text that may also have the styles of edges."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"lines--{name}" for name in _STYLES}
    DEFAULT_CSS = "\n".join(f"NetworkView > .lines--{name} {{ {style} }}" for name, style in _STYLES.items())
