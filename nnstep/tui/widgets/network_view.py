"""A drawing of a network on the screen, in the colours of its neurons and edges."""

from __future__ import annotations

from nnstep.tui.widgets.scroll_lines import ScrollLines

_STYLES = {
    "backward": "color: $text-error; text-style: bold;",
    "edge": "color: $foreground 55%;",
    "positive": "color: $text-primary 75%;",
    "positive-lit": "color: $text-primary; text-style: bold;",
    "negative": "color: $text-warning;",
    "negative-lit": "color: $text-warning; text-style: bold;",
}
"""Beside its colour a negative edge has a minus, a lit one its number, and what goes back an arrow to the left."""
_NO_COLOR_STYLES = {
    "backward": "color: $foreground;",
    "positive": "color: $foreground 75%;",
    "positive-lit": "color: auto 100%;",
    "negative": "color: $foreground 75%;",
    "negative-lit": "color: auto 100%;",
}
_ANSI_STYLES = {
    "backward": "color: ansi_default;",
    "edge": "color: ansi_bright_black;",
    "positive": "color: ansi_default;",
    "positive-lit": "color: ansi_default;",
    "negative": "color: ansi_default;",
    "negative-lit": "color: ansi_default;",
}


class NetworkView(ScrollLines):
    """Lines of text that may also have the styles of edges."""

    DEFAULT_CSS = "\n".join(
        f"NetworkView{where} > .lines--{name} {{ {style} }}"
        for where, styles in (("", _STYLES), (":nocolor", _NO_COLOR_STYLES), (":ansi", _ANSI_STYLES))
        for name, style in styles.items()
    )
