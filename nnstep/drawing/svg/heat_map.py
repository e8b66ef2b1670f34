"""A panel with the elements of a quantity as rows, training steps as columns, and values as colours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from nnstep.drawing.svg.colour_bar import bar_width, draw_bar, extent_of
from nnstep.drawing.svg.markup import FAINT_INK, label, text_width
from nnstep.drawing.svg.palette import levels
from nnstep.drawing.svg.pixels.raster import raster
from nnstep.drawing.svg.scale import BELOW, TICK_SIZE, Area, outline, step_axis, step_ticks, steps_below
from nnstep.expr.array import Array

HEADING_HEIGHT = 25.0
_ROW_LABEL = 13.0
"""Distance of two labels of rows, at the least."""
_BESIDE = 7.0


@dataclass(frozen=True, slots=True, eq=False)
class HeatMap:
    """The values of all elements, shape (steps, elements), at ascending step numbers from 1 on, shape (steps,)."""

    name: str
    elements: Sequence[str]
    """The name of each element."""
    numbers: Array
    values: Array
    x_name: str = "training step"


def draw_heat_map(panel: HeatMap, room: Area) -> str:
    """Return the panel as markup that fills `room`; the value farthest from zero stands for those of a pixel."""
    height = room.height - HEADING_HEIGHT - BELOW
    extent = extent_of(panel.values)
    gutter = max(text_width(name, TICK_SIZE) for name in panel.elements) + _BESIDE
    right = room.right - bar_width(extent, height)
    box = Area(room.left + gutter, room.top + HEADING_HEIGHT, right, room.bottom - BELOW)
    shown = farthest(farthest(panel.values, int(box.width)).T, int(box.height))
    axis = step_axis(panel.numbers, log=False)
    below = step_ticks(axis, box.width)
    places = np.interp([tick.value for tick in below], panel.numbers, np.arange(panel.numbers.size)) + 0.5
    at = box.left + places / panel.numbers.size * box.width
    parts = [
        label(_heading(panel, shown.shape[0]), room.left, room.top + 12, room=room.width),
        raster(levels(shown, extent), box),
        outline(box),
        _rows(panel.elements, box),
        steps_below(below, at, box, panel.x_name, grid=False),
        draw_bar(extent, Area(room.left, box.top, room.right, box.bottom)),
    ]
    return "\n".join(parts)


def farthest(values: Array, count: int) -> Array:
    """Return `values`, shape (n, m), as at most `count` rows: in each place the value of a group farthest from zero.

    What is not finite is farther than everything, so that it is not lost.
    """
    if len(values) <= count:
        return values
    edges = np.linspace(0, len(values), max(1, count) + 1).round().astype(np.intp).tolist()
    groups = (values[start:end] for start, end in pairwise(edges))
    return np.stack([_farthest_of(group) for group in groups])


def _farthest_of(group: Array) -> Array:
    distance = np.where(np.isfinite(group), np.abs(group), np.inf)
    return np.asarray(np.take_along_axis(group, distance.argmax(axis=0)[np.newaxis], axis=0)[0])


def _heading(panel: HeatMap, rows: int) -> str:
    count = len(panel.elements)
    not_finite = int(np.count_nonzero(~np.isfinite(panel.values)))
    notes = (
        f"{count:,} elements" if count > 1 else "",
        f"in each of {rows:,} rows of pixels the one farthest from zero" if rows < count else "",
        f"grey: {not_finite:,} not finite" if not_finite else "",
    )
    return ": ".join(filter(None, [panel.name, ", ".join(filter(None, notes))]))


def _rows(names: Sequence[str], box: Area) -> str:
    """Return the labels of as many rows as have room."""
    each = box.height / len(names)
    stride = max(1, -int(-_ROW_LABEL // each))
    return "\n".join(
        label(
            names[row],
            box.left - _BESIDE,
            box.top + (row + 0.5) * each + 4,
            size=TICK_SIZE,
            anchor="end",
            fill=FAINT_INK,
        )
        for row in range(0, len(names), stride)
    )
