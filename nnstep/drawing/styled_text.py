"""Text in named styles, cut to a window or wrapped to a width.

Widths are counted in cells of the terminal: some characters take two, some none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from nnstep.harmless_text import cells


@dataclass(frozen=True, slots=True)
class Tone:
    """Two levels of the diverging scale, for what is inked in a cell of a heat map and for the rest of the cell."""

    ink: int
    rest: int


StyledPiece: TypeAlias = "tuple[str, str | Tone]"
"""Some text, and what it is painted in: the name of a style, or levels of a heat map."""
StyledLine: TypeAlias = Sequence[StyledPiece]
_WORTH_SHOWING = 12
"""Cells from which on the beginning of a part tells something."""


def width_of(line: Iterable[StyledPiece]) -> int:
    """Return how many cells a line takes."""
    return sum([cells(text) for text, _ in line])


def cut(line: Iterable[StyledPiece], begin: int, end: int) -> list[StyledPiece]:
    """Return what of `line` lies in the cells from `begin` to before `end`; half a wide character is a space."""
    kept, at = [], 0
    for text, style in line:
        width = cells(text)
        whole = begin <= at and at + width <= end
        part = text if whole else _part(text, max(0, begin - at), min(width, end - at))
        if part:
            kept.append((part, style))
        at += width
        if at >= end:
            break
    return kept


def _part(text: str, begin: int, end: int) -> str:
    if len(text) == cells(text):
        return text[begin : max(begin, end)]
    kept, at = "", 0
    for character in text:
        width = cells(character)
        if begin <= at and at + width <= end:
            kept += character
        elif at < end and at + width > begin:
            kept += " "
        at += width
    return kept


def merged(line: Iterable[StyledPiece]) -> list[StyledPiece]:
    """Return a line in which neighbours of one style are one piece."""
    found: list[StyledPiece] = []
    for text, style in line:
        if found and found[-1][1] == style:
            found[-1] = found[-1][0] + text, style
        elif text:
            found.append((text, style))
    return found


@dataclass(frozen=True, slots=True)
class RankedPart:
    """A part of a line that may be too long for its room."""

    line: StyledLine
    rank: int
    """Those of higher rank give way first."""
    shortens: bool = False
    """Whether its beginning is shown where not all of it fits."""


def fitted(parts: Sequence[RankedPart], width: int) -> list[StyledPiece]:
    """Return the parts that fit into `width` cells, in their order."""
    kept: dict[int, StyledLine] = {}
    room, all_fit = width, True
    for number, part in sorted(enumerate(parts), key=lambda numbered: numbered[1].rank):
        size = width_of(part.line)
        if size <= room:
            kept[number] = part.line
        elif part.shortens and all_fit and room >= _WORTH_SHOWING:
            kept[number] = [*cut(part.line, 0, room - 1), ("…", part.line[-1][1])]
        all_fit = all_fit and size <= room
        room -= width_of(kept.get(number, ()))
    return [piece for _, line in sorted(kept.items()) for piece in line]


def shortened(text: str, width: int) -> str:
    """Return `text` without its middle if it takes more than `width` cells: its end stays to be read."""
    if cells(text) <= width:
        return text
    end = max(0, width - 1) // 4
    (head, _), *_ = cut([(text, "")], 0, width - 1 - end) or [("", "")]
    (tail, _), *_ = cut([(text, "")], cells(text) - end, cells(text)) or [("", "")]
    return f"{head}…{tail}" if width > 0 else ""


def wrapped(text: str, style: str, width: int, indent: int = 2) -> list[StyledLine]:
    """Return `text` as lines of at most `width` cells, broken at spaces, those after the first indented."""
    if len(text) <= width or width <= indent + 4:
        return [[(text, style)]]
    lines: list[StyledLine] = []
    rest, lead = text, ""
    while len(lead) + len(rest) > width:
        room = width - len(lead)
        place = rest.rfind(" ", 1, room + 1)
        place = room if place <= 0 else place
        lines.append([(lead + rest[:place], style)])
        rest, lead = rest[place:].lstrip(" "), " " * indent
    return [*lines, [(lead + rest, style)]] if rest else lines
