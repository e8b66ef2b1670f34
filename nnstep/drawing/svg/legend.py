"""The strokes of curves, and the legend that says which is which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nnstep.drawing.svg.markup import element, fitted, label, text_width
from nnstep.drawing.svg.palette import DASHES, LINE_COLOURS
from nnstep.drawing.svg.scale import Box

_SIZE = 12.0
_LINE = 19.0
_SAMPLE = 30.0
_GAP = 7.0
_BETWEEN = 22.0


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


def draw_legend(names: Sequence[str], room: Box) -> tuple[str, float]:
    """Return the entries of visible names, as many a line as fit into `room`, and the height they take."""
    x, y = room.left, room.top + _SIZE
    parts = []
    for number, name in enumerate(names):
        longest = room.width - _SAMPLE - _GAP
        width = _SAMPLE + _GAP + text_width(fitted(name, _SIZE, longest), _SIZE)
        if x > room.left and x + width > room.right:
            x, y = room.left, y + _LINE
        middle = y - _SIZE / 3
        stroke = {"class": "sample", **stroke_of(number).attributes}
        parts.append(element("line", x1=x, y1=middle, x2=x + _SAMPLE, y2=middle, **stroke))
        parts.append(label(name, x + _SAMPLE + _GAP, y, size=_SIZE, room=longest))
        x += width + _BETWEEN
    return "\n".join(parts), y - room.top + _LINE - _SIZE / 2
