"""Which drawing each array gets, so that all of them are seen in one room as well as can be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import NamedTuple, Protocol, TypeAlias

from nnstep.drawing.matrix.array_facts import ArrayFacts, cursor_texts, joined, short_text
from nnstep.drawing.matrix.cell_format import cell_format
from nnstep.drawing.matrix.drawn_matrix import DrawnMatrix
from nnstep.drawing.matrix.heat_block import HeatBlock, legend
from nnstep.drawing.matrix.map_layout import ImageLayout, PooledMatrix, WrappedLine
from nnstep.drawing.matrix.map_plan import MapPlan, Room, planned_image, planned_map, planned_strip
from nnstep.drawing.matrix.matrix_block import Block
from nnstep.drawing.matrix.matrix_look import MatrixLook
from nnstep.drawing.matrix.measured_arrays import MeasuredArrays
from nnstep.drawing.matrix.shown_array import ShownArray
from nnstep.drawing.styled_text import StyledLine, width_of
from nnstep.expr.digits import Digits

GAP = 2
_SMALL_ROWS, _SMALL = 12, 48
"""Rows and elements up to which a matrix is shown as numbers even if one has to scroll."""
_LEAST_WIDTH, _LEAST_HEIGHT = 24, 5
_MOST_POOLED, _MOST_POOLED_RESULT = 2, 6
"""Rows in one cell at most, for the sake of the other drawings; of an operand, only the line that feeds the selected
element is drawn then."""
_SHRINK = 0.8
_RESULT_SHARE = 0.4
_WINDOW_SIDES = (9, 7, 5, 3)
"""Columns of numbers around the cursor that are tried."""


class Sized(Protocol):
    """Something that takes so many cells."""

    @property
    def width(self) -> int:
        """Cells across."""

    @property
    def height(self) -> int:
        """Lines."""


class Corner(NamedTuple):
    """Where the upper left cell of something stands."""

    x: int
    y: int


def flowed(things: Sequence[Sized], width: int) -> list[Corner]:
    """Return where things stand from left to right, in rows of at most `width` cells; for 0 from top to bottom."""
    corners: list[Corner] = []
    x = y = bottom = 0
    for thing in things:
        if x and x + thing.width > width:
            x, y = 0, bottom
        corners.append(Corner(x, y))
        x, bottom = x + thing.width + GAP, max(bottom, y + thing.height)
    return corners


def bottom_of(things: Sequence[Sized], width: int) -> int:
    """Return how many lines things take that flow in rows of at most `width` cells."""
    return max((y + thing.height for (_, y), thing in zip(flowed(things, width), things, strict=True)), default=0)


@dataclass(frozen=True, slots=True)
class MatrixStyle:
    """How a person wants matrices drawn, and what the terminal can show."""

    look: MatrixLook
    digits: Digits
    coloured: bool


def fitted(arrays: Sequence[ShownArray], room: Room, style: MatrixStyle, measured: MeasuredArrays) -> list[DrawnMatrix]:
    """Return the drawings of `arrays` for a room in which they flow; the first one's cursor has its numbers beside it.

    Maps are made smaller until all is seen at once, as long as they stay legible.
    """
    fitting = _Fitting(room, style, measured)
    return fitting.with_numbers(fitting.shared(arrays))


def fitted_alone(shown: ShownArray, room: Room, style: MatrixStyle, measured: MeasuredArrays) -> DrawnMatrix:
    """Return the drawing of one array in a room of its own."""
    fitting = _Fitting(room, style, measured)
    return fitting.drawn(fitting.plan(shown, room))


_Plan: TypeAlias = "Block | MapPlan"


@dataclass(frozen=True, slots=True)
class _Fitting:
    room: Room
    style: MatrixStyle
    measured: MeasuredArrays

    def plan(self, shown: ShownArray, room: Room) -> _Plan:
        """Return how an array is drawn in a room of its own."""
        look, digits = self.style.look, self.style.digits
        if shown.values is None and not _is_small(shown):
            return Block(replace(shown, title=shown.heading, shape=(), note=""), self.measured.form(None, 1, digits))
        if shown.values is None or not shown.shape or shown.known is not None or look == "numbers":
            return self._numbers(shown)
        if shown.cursor is None and look == "automatic":
            image = planned_image(shown, room, self._scale(shown), coloured=self.style.coloured)
            if image is not None:
                return image
        if look == "automatic" and (_is_small(shown) or (2 * shown.columns < room.width and shown.rows < room.height)):
            block = self._numbers(shown)
            if _is_small(shown) or (block.width <= room.width and block.height <= room.height):
                return block
        return self._map(shown, room)

    def _map(self, shown: ShownArray, room: Room) -> MapPlan:
        return planned_map(shown, room, self._scale(shown), coloured=self.style.coloured)

    def _numbers(self, shown: ShownArray) -> Block:
        block = Block(shown, self.measured.form(shown.values, shown.columns, self.style.digits))
        if shown.values is None or (block.width <= self.room.width and block.height <= self.room.height):
            return block
        return Block(shown, block.form, about="  ".join(self.measured.facts(shown.values).texts()))

    def shared(self, arrays: Sequence[ShownArray]) -> list[_Plan]:
        """Return plans of which as many of the first as possible fit together; the others are seen by scrolling."""
        plans = [self.plan(shown, self.room) for shown in arrays]
        for count in range(len(arrays), 0, -1):
            smaller = self._shrunk(arrays[:count], plans[:count])
            if self._fit(smaller):
                break
        return [*smaller, *plans[count:]] if arrays else []

    def _shrunk(self, arrays: Sequence[ShownArray], plans: list[_Plan]) -> list[_Plan]:
        """Return the plans with the largest ones made smaller until all fit, or are as small as they may be."""
        plans, done = list(plans), set[int]()
        while not self._fit(plans) and len(done) < len(plans):
            number = max(set(range(len(plans))) - done, key=lambda n: _weight(n, plans[n]))
            smaller = self._smaller(arrays[number], plans[number])
            if smaller is None:
                done.add(number)
            else:
                plans[number] = smaller
        return plans

    def _fit(self, plans: Sequence[_Plan]) -> bool:
        return bottom_of(plans, self.room.width) <= self.room.height

    def _smaller(self, shown: ShownArray, plan: _Plan) -> _Plan | None:
        """Return a plan that takes fewer lines; None where there is none, or it would not be legible."""
        if isinstance(plan, Block):
            is_fixed = self.style.look == "numbers" or shown.values is None or _is_small(shown)
            other = (
                None if is_fixed or shown.known is not None else self._map(shown, Room(self.room.width, _LEAST_HEIGHT))
            )
            return other if other is not None and other.height < plan.height else None
        if isinstance(plan.layout, WrappedLine):
            return None
        lower = Room(self.room.width, max(_LEAST_HEIGHT, min(plan.height - 1, ceil(plan.height * _SHRINK))))
        smaller = self.plan(shown, lower) if plan.is_image else self._map(shown, lower)
        most = _MOST_POOLED if shown.cursor is None else _MOST_POOLED_RESULT
        if smaller.height < plan.height and _pool(smaller) <= max(most, _pool(plan)):
            return smaller
        if self.style.look != "automatic" or shown.cursor is not None or plan.is_image:
            return None
        return planned_strip(shown, self.room, self._scale(shown), coloured=self.style.coloured)

    def _scale(self, shown: ShownArray) -> str:
        """Return the ends of the scale, where there is no legend."""
        extent = self.measured.facts(shown.values).extent if shown.values is not None else 0.0
        return f"±{short_text(extent)}" if extent else "all 0"

    def drawn(self, plan: _Plan) -> DrawnMatrix:
        """Return the drawing that was planned."""
        if isinstance(plan, Block):
            return plan
        shown = plan.shown
        values = shown.present
        facts, levels = self.measured.facts(values), self.measured.levels(values, plan.layout)
        below = joined(cursor_texts(shown, self.style.digits), plan.room.width) if plan.has_below else ""
        about = self._about(plan, facts)
        room = plan.room.width
        return HeatBlock(
            *(shown, plan.heading, plan.layout, levels, facts, plan.look, room, about, below), indexed=plan.indexed
        )

    def _about(self, plan: MapPlan, facts: ArrayFacts) -> list[StyledLine]:
        """Return legend and measures in as many lines as there are; of the measures as many as there is room for."""
        if not plan.about_lines:
            return []
        if plan.is_image:
            return [[(text, "faint")] for text in plan.image_texts]
        scale = legend(facts.extent, coloured=self.style.coloured)
        if width_of(scale) > plan.width:
            scale = [(self._scale(plan.shown), "faint")]
        texts = facts.texts()
        if plan.about_lines == 1:
            return [[*scale, (joined(["", *texts], plan.width - width_of(scale)), "faint")]]
        return [scale, [(joined(texts, plan.width), "faint")]]

    def with_numbers(self, plans: Sequence[_Plan]) -> list[DrawnMatrix]:
        """Return the drawings, with the numbers around the cursor after a map that has it, if there is room."""
        drawings = [self.drawn(plan) for plan in plans]
        plan = plans[0] if plans else None
        if not isinstance(plan, MapPlan) or plan.shown.cursor is None:
            return drawings
        wide = replace(plan, has_below=False)
        for across in _WINDOW_SIDES:
            numbers = self._around_cursor(plan.shown, max(3, min(9, plan.height - 2)), across)
            whole = [self.drawn(wide), numbers, *drawings[1:]]
            if bottom_of(whole, self.room.width) <= self.room.height:
                return whole
        if self.style.look != "both":
            return drawings
        beside = Room(self.room.width - numbers.width - GAP, plan.height)
        if beside.width >= _LEAST_WIDTH:
            wide = replace(self._map(plan.shown, beside), has_below=False)
        return [self.drawn(wide), numbers, *drawings[1:]]

    def _around_cursor(self, shown: ShownArray, down: int, across: int) -> Block:
        places = zip(shown.cursor or (), (down, across), shown.shape, strict=True)
        rows, columns = (_around(place, count, size) for place, count, size in places)
        part = shown.present[rows.start : rows.stop, columns.start : columns.stop]
        form = cell_format(part, len(columns), self.style.digits)
        return Block(shown, form, (rows, columns), title="around the cursor")


def _is_small(shown: ShownArray) -> bool:
    return shown.rows <= _SMALL_ROWS and shown.rows * shown.columns <= _SMALL


def _weight(number: int, plan: _Plan) -> float:
    """Return how soon a plan is to be made smaller: by its area, but the result's late, since it is looked at."""
    return plan.height * plan.width * (1 if number else _RESULT_SHARE)


def _pool(plan: _Plan) -> int:
    """Return how many rows of elements, or of pixels, stand in one cell."""
    layout = plan.layout if isinstance(plan, MapPlan) else None
    cells = layout.pixels if isinstance(layout, ImageLayout) else layout
    return cells.down if isinstance(cells, PooledMatrix) else 1


def _around(place: int, count: int, size: int) -> range:
    """Return `count` neighbours from 0 to before `size`, or all, with `place` in the middle where that is possible."""
    first = max(0, min(place - count // 2, size - count))
    return range(first, min(size, first + count))
