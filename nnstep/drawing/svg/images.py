"""A panel of small images on a common colour scale, as the weights of each neuron that reads a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnstep.drawing.svg.colour_bar import bar_width, draw_bar, extent_of
from nnstep.drawing.svg.heat_map import HEADING_HEIGHT
from nnstep.drawing.svg.markup import FAINT_INK, label, text_width
from nnstep.drawing.svg.palette import levels
from nnstep.drawing.svg.pixels.raster import raster
from nnstep.drawing.svg.scale import TICK_SIZE, Area, outline
from nnstep.expr.array import Array

_GAP = 6.0
_NAME_HEIGHT = 15.0


@dataclass(frozen=True, slots=True, eq=False)
class Images:
    """Images of equal size, shape (count, rows, columns), with a name for each."""

    name: str
    names: Sequence[str]
    values: Array


@dataclass(frozen=True, slots=True)
class Grid:
    """How images are laid out: in rows of `across`, each pixel `pixel` units wide and high."""

    across: int
    down: int
    pixel: float
    gap: float
    below: float
    """Room below each image, for its name."""


def draw_images(panel: Images, room: Area) -> str:
    """Return the panel as markup that fills `room`."""
    extent = extent_of(panel.values)
    height = room.height - HEADING_HEIGHT
    inner = Area(room.left, room.top + HEADING_HEIGHT, room.right - bar_width(extent, height), room.bottom)
    count, rows, columns = panel.values.shape
    grid = _with_names(panel.names, rows, columns, inner)
    width, high = columns * grid.pixel, rows * grid.pixel
    parts = [label(_heading(panel), room.left, room.top + 12, room=room.width)]
    for number in range(count):
        down, across = divmod(number, grid.across)
        left = inner.left + across * (width + grid.gap)
        top = inner.top + down * (high + grid.gap + grid.below)
        box = Area(left, top, left + width, top + high)
        parts += [raster(levels(panel.values[number], extent), box), outline(box)]
        if grid.below:
            name = panel.names[number]
            parts.append(
                label(name, left + width / 2, top + high + 11, size=TICK_SIZE, anchor="middle", fill=FAINT_INK)
            )
    right = inner.left + grid.across * (width + grid.gap) - grid.gap
    bottom = inner.top + grid.down * (high + grid.gap + grid.below) - grid.gap - grid.below
    beside = Area(right, inner.top, right + bar_width(extent, bottom - inner.top), bottom)
    parts.append(draw_bar(extent, beside))
    return "\n".join(parts)


def best_grid(count: int, rows: int, columns: int, room: Area, below: float) -> Grid:
    """Return the layout of `count` images in `room` whose pixels are largest."""
    grids = []
    for across in range(1, count + 1):
        down = -(-count // across)
        gap = min(_GAP, room.width / (4 * across), room.height / (4 * down))
        wide = (room.width - gap * (across - 1)) / (across * columns)
        high = (room.height - (gap + below) * (down - 1) - below) / (down * rows)
        grids.append(Grid(across, down, min(wide, high), gap, below))
    return max(grids, key=lambda grid: grid.pixel)


def _with_names(names: Sequence[str], rows: int, columns: int, room: Area) -> Grid:
    """Return the best layout, with names below the images if they fit there."""
    grid = best_grid(len(names), rows, columns, room, _NAME_HEIGHT)
    if grid.pixel * columns >= max(text_width(name, TICK_SIZE) for name in names):
        return grid
    return best_grid(len(names), rows, columns, room, 0.0)


def _heading(panel: Images) -> str:
    count, rows, columns = panel.values.shape
    not_finite = int(np.count_nonzero(~np.isfinite(panel.values)))
    images = "1 image" if count == 1 else f"{count:,} images"
    notes = f", grey: {not_finite:,} not finite" if not_finite else ""
    return f"{panel.name}: {images} of {rows}×{columns}{notes}"
