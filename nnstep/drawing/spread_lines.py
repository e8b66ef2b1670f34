"""Formulas written with room around their operators and between their lines, to be read from far away."""

from __future__ import annotations

from collections.abc import Sequence

from nnstep.drawing.styled_text import StyledLine, wrapped
from nnstep.harmless_text import cells

MARGIN = 2
"""Cells at the left, where the lines are spread."""


def spread(text: str) -> str:
    """Return a formula with two spaces for one, and one on both sides of each product's dot."""
    return text.replace(" ", "  ").replace("·", " · ")


def spread_wrapped(text: str, style: str, width: int) -> list[StyledLine]:
    """Return a formula spread in one line of at most `width` cells; where that is too narrow, wrapped as it is."""
    wide = spread(text)
    room = width - MARGIN
    lines: list[StyledLine] = [[(wide, style)]] if cells(wide) <= room else wrapped(text, style, room, 4)
    return [[(" " * MARGIN, "plain"), *line] for line in lines]


def parted(parts: Sequence[Sequence[StyledLine]], room: int) -> list[StyledLine]:
    """Return the lines of all parts with an empty one above each; where `room` is short, between them or none."""
    used = [part for part in parts if part]
    lines = [line for part in used for line in ([], *part)]
    for shorter in (lines, lines[1:]):
        if len(shorter) <= room:
            return shorter
    return [line for part in used for line in part]
