"""A panel of lines of characters: each stands in its column, whatever font a viewer has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from nnstep.drawing.svg.markup import FAINT_INK, INK, element, plain
from nnstep.drawing.svg.scale import Area
from nnstep.harmless_text import cells, visible

BlockStyle: TypeAlias = Literal["plain", "strong", "faint"]
FONT = "DejaVu Sans Mono, Menlo, Consolas, Liberation Mono, Noto Sans Mono, monospace"
_SIZE = 13.0
_CELL = 0.602
"""Width of a character in font sizes: that of the first font."""
_LEADING = 1.18
"""Height of a line in font sizes: brackets of several lines touch, and indices do not."""
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class BlockLine:
    """One line."""

    text: str
    style: BlockStyle = "plain"


@dataclass(frozen=True, slots=True)
class TextBlock:
    """Lines below one another; smaller where the widest would not fit."""

    lines: tuple[BlockLine, ...]

    def height(self, width: float) -> float:
        """Return how high it is in a room of this width."""
        return len(self.lines) * _LEADING * self.size(width)

    def size(self, width: float) -> float:
        """Return the size of its characters in a room of this width."""
        widest = max((cells(visible(line.text)) for line in self.lines), default=0)
        return min(_SIZE, width / max(1, widest) / _CELL)

    def columns(self, width: float) -> int:
        """Return how many characters of full size fit into a width."""
        return int(width / _SIZE / _CELL)


def draw_text_block(panel: TextBlock, room: Area) -> str:
    """Return the panel as markup at the top of `room`."""
    size = panel.size(room.width)
    texts = (
        text
        for number, line in enumerate(panel.lines)
        for text in _words(line, room.left, room.top + (number + 0.85) * size * _LEADING, size)
    )
    return element("g", "\n".join(["", *texts, ""]), font_family=FONT, font_size=size)


def _words(line: BlockLine, left: float, y: float, size: float) -> Iterator[str]:
    """Yield each word of a line with its place and its width."""
    shown = visible(line.text)
    style = {"font_weight": "bold"} if line.style == "strong" else {}
    for word in _WORD.finditer(shown):
        yield element(
            "text",
            plain(word[0]),
            x=left + cells(shown[: word.start()]) * size * _CELL,
            y=y,
            fill=FAINT_INK if line.style == "faint" else INK,
            textLength=cells(word[0]) * size * _CELL,
            lengthAdjust="spacingAndGlyphs",
            **style,
        )
