"""The bar that says which colour stands for which value, beside heat maps and images."""

from __future__ import annotations

import numpy as np

from nnstep.drawing.axis import Axis, Tick
from nnstep.drawing.svg.markup import FAINT_INK, element, label, text_width
from nnstep.drawing.svg.palette import FRAME, LEVEL_COUNT
from nnstep.drawing.svg.pixels.raster import raster
from nnstep.drawing.svg.scale import TICK_SIZE, Area, Scale, outline, value_ticks
from nnstep.expr.array import Array

_WIDTH = 14.0
_BEFORE = 16.0
_BESIDE = 8.0
_TICK = 4.0


def extent_of(values: Array) -> float:
    """Return the largest distance of a finite value from zero; 0 where there is none."""
    finite = values[np.isfinite(values)]
    return float(np.abs(finite).max()) if finite.size else 0.0


def bar_width(extent: float, height: float) -> float:
    """Return how much room the bar needs, its labels and the distance before it included."""
    return _BEFORE + _WIDTH + _BESIDE + max(text_width(tick.label, TICK_SIZE) for tick in _ticks(extent, height))


def draw_bar(extent: float, room: Area) -> str:
    """Return the bar from `-extent`, at the bottom, to `extent`, as high as `room`, at its right side."""
    found = _ticks(extent, room.height)
    left = room.right - bar_width(extent, room.height) + _BEFORE
    box = Area(left, room.top, left + _WIDTH, room.bottom)
    levels = np.arange(LEVEL_COUNT - 1, 0, -1, dtype=np.uint8)[:, np.newaxis]
    parts = [raster(levels, box), outline(box)]
    at = Scale(Axis(-extent, extent), box.bottom, box.top).at(np.array([tick.value for tick in found]))
    for tick, y in zip(found, at.tolist(), strict=True):
        parts.append(element("line", x1=box.right, y1=y, x2=box.right + _TICK, y2=y, stroke=FRAME))
        parts.append(label(tick.label, box.right + _BESIDE, y + 4, size=TICK_SIZE, fill=FAINT_INK))
    return "\n".join(parts)


def _ticks(extent: float, height: float) -> tuple[Tick, ...]:
    return value_ticks(Axis(-extent, extent), height)
