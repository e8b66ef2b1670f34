"""The strokes of curves, and the legend that says which is which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nnstep.drawing.svg.markup import FAINT_INK, element, fitted, label, text_width
from nnstep.drawing.svg.palette import DASHES, LINE_COLOURS
from nnstep.drawing.svg.scale import Area

_SIZE = 12.0
_LINE = 19.0
_SAMPLE = 30.0
_GAP = 7.0
_BETWEEN = 22.0
_SHORTEST = 80.0
"""Names are not cut further than to half of this."""
_MOST_OF_ROOM = 0.35


@dataclass(frozen=True, slots=True)
class Stroke:
    """How a curve is drawn."""

    colour: str
    dash: str

    @property
    def attributes(self) -> dict[str, str]:
        """The attributes of a line drawn so."""
        drawn = {"fill": "none", "stroke": self.colour, "stroke_width": "1.8", "stroke_linecap": "round"}
        return {**drawn, "stroke_linejoin": "round", **({"stroke_dasharray": self.dash} if self.dash else {})}


def stroke_of(number: int) -> Stroke:
    """Return how curve `number`, from 0, is drawn."""
    return Stroke(LINE_COLOURS[number % len(LINE_COLOURS)], DASHES[number % len(DASHES)])


def draw_legend(names: Sequence[str], room: Area) -> tuple[str, float]:
    """Return the entries of visible names, as many a line as fit into `room`, and the height they take.

    That is at most a part of `room`: long names are cut, and of very many the last are left out.
    """
    entries = _entries(names, room)
    lines = max(2, int(room.height * _MOST_OF_ROOM / _LINE))
    if entries and entries[-1].line >= lines:
        lines -= 1  # for the line that counts the others
    shown = [entry for entry in entries if entry.line < lines]
    parts = []
    for number, entry in enumerate(shown):
        y = room.top + _SIZE + entry.line * _LINE
        stroke = {"class": "sample", **stroke_of(number).attributes}
        middle = y - _SIZE / 3
        parts.append(element("line", x1=entry.x, y1=middle, x2=entry.x + _SAMPLE, y2=middle, **stroke))
        parts.append(label(entry.name, entry.x + _SAMPLE + _GAP, y, size=_SIZE, room=entry.room))
    left_out = len(entries) - len(shown)
    if left_out:
        y = room.top + _SIZE + lines * _LINE
        parts.append(label(f"and {left_out} more", room.left, y, size=_SIZE, fill=FAINT_INK))
    height = ((shown[-1].line if shown else 0) + 1 + bool(left_out)) * _LINE
    return "\n".join(parts), height + _SIZE / 2


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    x: float
    line: int
    room: float
    """How wide its name may be."""


def _entries(names: Sequence[str], room: Area) -> list[_Entry]:
    """Return where each entry stands; names are cut to half, to a quarter ... until there are few lines."""
    longest = room.width - _SAMPLE - _GAP
    entries = _laid_out(names, room, longest)
    while entries and longest > _SHORTEST and (entries[-1].line + 1) * _LINE > room.height * _MOST_OF_ROOM:
        longest /= 2
        entries = _laid_out(names, room, longest)
    return entries


def _laid_out(names: Sequence[str], room: Area, longest: float) -> list[_Entry]:
    entries, x, line = [], room.left, 0
    for name in names:
        width = _SAMPLE + _GAP + text_width(fitted(name, _SIZE, longest), _SIZE)
        if x > room.left and x + width > room.right:
            x, line = room.left, line + 1
        entries.append(_Entry(name, x, line, longest))
        x += width + _BETWEEN
    return entries
