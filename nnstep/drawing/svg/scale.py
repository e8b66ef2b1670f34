"""An axis laid along a side of a box: from values to coordinates, with its ticks, their labels and grid lines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnstep.drawing.axis import Axis, Tick, round_values, ticks
from nnstep.drawing.svg.markup import FAINT_INK, element, label, text_width
from nnstep.drawing.svg.palette import FRAME, GRID, ZERO_LINE
from nnstep.expr.array import Array

TICK_SIZE = 11.0
BELOW = 40.0
"""Height of the labels and the name below a box."""
_TICK_LENGTH = 4.0
_BESIDE = 7.0
"""Distance of a label from the side it stands at."""
_TICK_ROOM = 70.0
_BETWEEN = 12.0
_TICK_HEIGHT = 36.0


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle; y grows downwards."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis whose low end lies at the coordinate `start` and its high end at `end`."""

    axis: Axis
    start: float
    end: float

    def at(self, values: Array) -> Array:
        """Return the coordinate of each value; NaN for NaN."""
        return np.asarray(self.start + self.axis.place(values) * (self.end - self.start))


def value_ticks(axis: Axis, height: float) -> tuple[Tick, ...]:
    """Return the ticks of an axis of values that is `height` units high."""
    return ticks(axis, max(1, int(height / _TICK_HEIGHT)))


def step_ticks(axis: Axis, width: float) -> tuple[Tick, ...]:
    """Return the ticks of an axis of whole numbers, from 1 on, that is `width` units wide; written in full."""
    longest = text_width(f"{axis.high:,.0f}", TICK_SIZE)
    intervals = max(1, int(width / max(_TICK_ROOM, longest + _BETWEEN)))
    span = max(1, int(axis.high - axis.low))
    values = [axis.low] if axis.high == axis.low else round_values(axis, min(intervals, span))[0]
    if axis.log and span > 1:
        values = [tick.value for tick in ticks(axis, intervals)]
    return tuple(Tick(value, f"{value:,.0f}") for value in values if value.is_integer())


def gutter_width(found: tuple[Tick, ...]) -> float:
    """Return how much room the labels left of a box need."""
    return max((text_width(tick.label, TICK_SIZE) for tick in found), default=0.0) + _BESIDE + 4


def values_left(scale: Scale, found: tuple[Tick, ...], box: Area) -> str:
    """Return grid lines across the box, and the labels left of it."""
    parts = []
    for tick, y in zip(found, _coordinates(scale, found), strict=True):
        is_zero = tick.value == 0 and scale.axis.low < 0
        line = {"stroke": ZERO_LINE if is_zero else GRID, "class": "grid"}
        parts.append(element("line", x1=box.left, y1=y, x2=box.right, y2=y, **line))
        text = label(tick.label, box.left - _BESIDE, y + 4, size=TICK_SIZE, anchor="end", fill=FAINT_INK)
        parts.append(text)
    return "\n".join(parts)


def steps_below(found: tuple[Tick, ...], at: Array, box: Area, name: str, *, grid: bool) -> str:
    """Return the labels of ticks at the coordinates `at` below the box, the name of the axis, and grid lines."""
    parts = []
    for tick, x in zip(found, at.tolist(), strict=True):
        top = box.top if grid else box.bottom
        if grid:
            parts.append(element("line", x1=x, y1=top, x2=x, y2=box.bottom, stroke=GRID, **{"class": "grid"}))
        parts.append(element("line", x1=x, y1=box.bottom, x2=x, y2=box.bottom + _TICK_LENGTH, stroke=FRAME))
        y = box.bottom + _TICK_LENGTH + TICK_SIZE + 1
        parts.append(label(tick.label, x, y, size=TICK_SIZE, anchor="middle", fill=FAINT_INK))
    middle = (box.left + box.right) / 2
    parts.append(label(name, middle, box.bottom + 33, anchor="middle"))
    return "\n".join(parts)


def outline(box: Area) -> str:
    """Return the frame of a box."""
    return element(
        "rect", x=box.left, y=box.top, width=box.width, height=box.height, fill="none", stroke=FRAME, **{"class": "box"}
    )


def _coordinates(scale: Scale, found: tuple[Tick, ...]) -> list[float]:
    at: list[float] = scale.at(np.array([tick.value for tick in found], dtype=np.float64)).tolist()
    return at


def step_axis(numbers: Array, *, log: bool) -> Axis:
    """Return the axis over step numbers, ascending and from 1 on; empty ones are a single step."""
    return Axis(float(numbers[0]), float(numbers[-1]), log) if numbers.size else Axis(1.0, 1.0, log)
