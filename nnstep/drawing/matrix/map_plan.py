"""How large a map is drawn in a room, and how many elements its cells stand for: known before its values are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from math import isqrt
from typing import NamedTuple

from nnstep.drawing.matrix.heat_block import MapLook, has_column_indices, map_margin
from nnstep.drawing.matrix.map_layout import ImageLayout, MapLayout, PooledMatrix, WrappedLine
from nnstep.drawing.matrix.shown_array import ShownArray
from nnstep.expr.array import Shape

_ZOOMS = (4, 2)
"""How much larger cells may be drawn: even, so that no line has parts of two rows."""
_FACTS_WIDTH = 47
"""How wide a map is at least where there is room, for the line of its measures."""
_ONE_LINE, _TWO_LINES = 9, 13
"""Heights from which on there are one or two lines of legend and measures."""
_NUMBERED = 5
"""Height from which on the numbers at the cursor are below the map."""
_INDEXED = 4
"""Height from which on there are column indices."""
_IMAGE_SIDE = 14
"""Pixels along a side that an image has at least, if it has so many: a digit is still recognised."""
_STRIP_LINES = 2


class Room(NamedTuple):
    """Columns and lines."""

    width: int
    height: int


@dataclass(frozen=True)
class MapPlan:
    """A map that fits its room; its size is asked for many times while others are fitted beside it."""

    shown: ShownArray
    layout: MapLayout
    look: MapLook
    room: Room
    about_lines: int
    has_below: bool = False
    scale: str = ""
    """The ends of the scale, for the title, where there is no legend."""

    @property
    def is_image(self) -> bool:
        """Whether it is an image, which has no legend: images are small, and stand side by side."""
        return isinstance(self.layout, ImageLayout)

    @property
    def image_texts(self) -> list[str]:
        """What stands below the title of an image: which it is, and what its cells are."""
        which = f"{self.layout.part} {self.scale}".strip()
        return [which, self.layout.note] if self.layout.note else [which]

    @cached_property
    def heading(self) -> str:
        """The title, with the shape, what of the array is shown, and how many elements a cell stands for."""
        if self.is_image:
            return self.shown.heading
        parts = (self.shown.heading, self.layout.part, self.layout.note, self.scale)
        heading = " ".join(part for part in parts if part)
        return heading if len(heading) <= self.room.width else heading.replace("each cell", "cell")

    @property
    def indexed(self) -> bool:
        """Whether there is a line of column indices."""
        return self.room.height >= _INDEXED and has_column_indices(self.layout)

    @cached_property
    def width(self) -> int:
        """Cells across."""
        wide = map_margin(self.layout) + self.layout.columns * self.look.zoom
        facts = max(map(len, self.image_texts)) if self.is_image else _FACTS_WIDTH if self.about_lines else 0
        return min(self.room.width, max(wide, len(self.heading), facts))

    @cached_property
    def height(self) -> int:
        """Lines, those above and below the map included."""
        return 1 + self.about_lines + self.indexed + self.look.lines(self.layout.rows) + self.has_below


def planned_map(shown: ShownArray, room: Room, scale: str, *, coloured: bool) -> MapPlan:
    """Return the plan of a map of `shown` in `room`, at least 2 lines high: as few elements a cell as fit.

    A vector has its `scale` in the title in place of legend and measures.
    """
    is_line = 1 in shown.shape
    about = 0 if is_line else (room.height >= _ONE_LINE) + (room.height >= _TWO_LINES)
    below = shown.cursor is not None and room.height >= _NUMBERED
    inner = Room(room.width, max(1, room.height - 1 - about - below))
    look = MapLook(coloured)
    layout = _layout(shown.shape, inner, look, indexed=room.height >= _INDEXED)
    return _zoomed(MapPlan(shown, layout, look, room, about, below, scale if is_line else ""))


def planned_image(shown: ShownArray, room: Room, scale: str, *, coloured: bool) -> MapPlan | None:
    """Return the plan of the image that is marked in `shown`, or of its only one; None where there is none such.

    It may be higher than the room: with fewer pixels than it has then nothing would be recognised.
    """
    if shown.sample_axis is None:
        return None
    axis = 1 - shown.sample_axis
    at = 0 if shown.shape[shown.sample_axis] == 1 else _marked_line(shown, axis)
    if at is None:
        return None
    side, look = isqrt(shown.shape[axis]), MapLook(coloured)
    rows = max(_IMAGE_SIDE, (room.height - 3) * look.rows_a_line)
    down, across = -(-side // rows), -(-side // room.width)
    if coloured:  # a cell is a square then
        down = across = max(down, across)
    pixels = PooledMatrix((side, side), down, across)
    layout = ImageLayout(shown.shape, axis, at, pixels)
    return _zoomed(MapPlan(shown, layout, look, room, 1 + pixels.is_pooled, scale=scale))


def planned_strip(shown: ShownArray, room: Room, scale: str, *, coloured: bool) -> MapPlan | None:
    """Return the plan of the only row or column that feeds the selected element; None where there is none such."""
    for axis in (1, 0):
        at = _marked_line(shown, axis)
        if at is not None and shown.shape[1 - axis] > 1:
            look, inner = MapLook(coloured), Room(room.width, max(1, min(_STRIP_LINES, room.height - 1)))
            layout = _wrapped(shown.shape, axis, at, inner, look)
            return MapPlan(shown, layout, look, room, 0, scale=scale)
    return None


def _marked_line(shown: ShownArray, axis: int) -> int | None:
    """Return which line along an axis is marked."""
    return shown.marked_line(1 - axis)


def _zoomed(plan: MapPlan) -> MapPlan:
    """Return the plan with the largest cells that still fit."""
    if plan.layout.is_pooled:
        return plan
    for zoom in _ZOOMS:
        larger = replace(plan, look=replace(plan.look, zoom=zoom))
        if _fits(larger):
            return larger
    return plan


def _fits(plan: MapPlan) -> bool:
    wide = map_margin(plan.layout) + plan.layout.columns * plan.look.zoom
    return wide <= plan.room.width and plan.height <= plan.room.height


def _layout(shape: Shape, inner: Room, look: MapLook, *, indexed: bool) -> MapLayout:
    """Return the layout with the fewest elements a cell that fits; a single line is wrapped."""
    if 1 in shape:
        return _wrapped(shape, 0 if shape[1] == 1 else 1, 0, inner, look)
    layout = PooledMatrix(shape)
    for _ in range(3):  # the margins depend on the cells, and the cells on the margins
        lines = inner.height - (indexed and has_column_indices(layout))
        rows = max(1, lines) * look.rows_a_line
        columns = max(1, inner.width - map_margin(layout))
        layout = PooledMatrix(shape, -(-shape[0] // rows), -(-shape[1] // columns))
    return layout


def _wrapped(shape: Shape, axis: int, at: int, inner: Room, look: MapLook) -> WrappedLine:
    """Return the layout of a row or a column with the fewest elements a cell that fits."""
    length, rows = shape[axis], inner.height * look.rows_a_line
    pool = max(1, length // (max(1, inner.width) * rows))
    while True:
        columns = -(-length // pool)
        if columns > inner.width:  # then there are several rows, with a margin
            columns = max(1, inner.width - len(str(length)) - 1)
        layout = WrappedLine(shape, axis, at, columns, pool)
        if layout.rows <= rows:
            return layout
        pool += 1
