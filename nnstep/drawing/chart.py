"""A curve in character cells: labels to the left, the dots, the training steps below.

Where there is little room, this decides what is left out.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from nnstep.drawing import braille
from nnstep.drawing.axis import Axis, ticks
from nnstep.expr.array import Array

NOTHING_YET = "no error yet"
NARROW = 12
"""Below this width there are no labels on the left."""


@dataclass(frozen=True, slots=True, eq=False)
class Chart:
    """The text of a curve: every line is exactly `width` cells, gutter and row together."""

    samples: braille.SampledSeries
    width: int
    height: int
    gutter: tuple[str, ...]
    """The labels left of each row, all equally wide; empty texts where there is no room."""
    rows: tuple[str, ...]
    """The curve itself; none where nothing can be drawn."""
    footer: str
    """The first and last training step, counted from 1, and the note; empty on a single line."""
    note: str
    """What was left out, as in `3 not finite`."""
    beside: tuple[str, ...] = ()
    """The rows of the curve that is shown for comparison, where there is one: a dotted line."""

    def cell(self, index: int | None) -> tuple[int, int | None] | None:
        """Return the column and row of the cell that shows sample `index`, with no row if that sample is left out.

        None for no index, for one that is not on the curve, and where there is no curve.
        """
        values, axis = self.samples.values, self.samples.axis
        if index is None or axis is None or not 0 <= index < values.size:
            return None
        column = self._column(index)
        if np.isnan(values[index]):
            return column, None
        dot = braille.dot_rows(axis, values[index : index + 1], braille.DOTS_DOWN * len(self.rows))[0]
        return column, int(dot) // braille.DOTS_DOWN

    def samples_in(self, column: int) -> range:
        """Return the samples that the cells of `column`, without the gutter, show: none, one or several."""
        every = range(self.samples.values.size if self.rows else 0)
        return range(*(bisect_left(every, bound, key=self._column) for bound in (column, column + 1)))

    def _column(self, index: int) -> int:
        across = braille.DOTS_ACROSS * len(self.rows[0])
        return braille.dot_column(index, self.samples.values.size, across) // braille.DOTS_ACROSS

    def sample_beside(self, index: int, direction: Literal[-1, 1]) -> int | None:
        """Return the last sample of the nearest column to the left or the right of the one that shows `index`."""
        count = self.samples.values.size
        if not self.rows or not 0 <= index < count:
            return None
        here = self.samples_in(self._column(index))
        if direction < 0:
            return here.start - 1 if here.start else None
        return self.samples_in(self._column(here.stop)).stop - 1 if here.stop < count else None

    def sample_at(self, column: int) -> int | None:
        """Return the sample nearest to `column`: the last of those in it; None where there is no curve."""
        if not self.rows or not self.samples.values.size:
            return None
        found = self.samples_in(column)
        if found:
            return found.stop - 1
        neighbours = [index for index in (found.start - 1, found.start) if 0 <= index < self.samples.values.size]
        return min(neighbours, key=lambda index: abs(self._column(index) - column))


def draw_chart(
    values: Array, width: int, height: int, *, log: bool = False, beside: Array | None = None, last: int | None = None
) -> Chart:
    """Return the chart of `values`, shape (n,), in `width` by `height` cells (at least 1 by 1).

    A single row has no labels; a second one shows the training steps; from the third on there is a vertical
    axis, provided that the width allows it. `beside` are other values on the same axes. `last` is the number of the
    last training step, where the values are not of every one.
    """
    samples, others = _together(values, beside, log=log)
    note = _note(samples, log=log)
    if samples.axis is None:
        return Chart(samples, width, height, (), (), "", note or NOTHING_YET)
    row_count = max(1, height - 1)
    gutter = _gutter(samples.axis, row_count) if width >= NARROW and row_count > 1 else ("",) * row_count
    across = width - len(gutter[0])
    rows = braille.braille_lines(braille.dot_grid(samples, across, row_count))
    others_rows: tuple[str, ...] = ()
    if others is not None:
        others_rows = braille.braille_lines(braille.dotted(braille.dot_grid(others, across, row_count)))
    count = samples.values.size if last is None else last
    footer = _footer(count, note, len(gutter[0]), width) if height > 1 else ""
    return Chart(samples, width, height, gutter, rows, footer, note, others_rows)


def _together(
    values: Array, beside: Array | None, *, log: bool
) -> tuple[braille.SampledSeries, braille.SampledSeries | None]:
    """Return both series on one axis and over as many training steps; what is left out is counted of the first."""
    alone = braille.samples_from(values, log=log)
    if beside is None or not beside.size:
        return alone, None
    both = braille.samples_from(np.concatenate([values, beside]), log=log)
    count = max(values.size, beside.size)
    parts = (
        np.concatenate([part, np.full(count - part.size, np.nan)])
        for part in (both.values[: values.size], both.values[values.size :])
    )
    first, second = (replace(alone, values=part, axis=both.axis) for part in parts)
    if both.axis is not None and both.axis.log:  # of the other values' making, where none of these is positive
        first = replace(first, not_positive=int(np.count_nonzero(np.isfinite(values) & (values <= 0))))
    return first, second


def _note(samples: braille.SampledSeries, *, log: bool) -> str:
    parts = (
        f"{samples.not_finite} not finite" if samples.not_finite else "",
        f"{samples.not_positive} not positive" if samples.not_positive else "",
        "none positive: linear axis" if log and samples.axis is not None and not samples.axis.log else "",
    )
    return ", ".join(filter(None, parts))


def _gutter(axis: Axis, row_count: int) -> tuple[str, ...]:
    """Return the labels of the vertical axis, one text a row; a label that would touch the one below is left out."""
    distance = 2 if row_count > 2 else 1
    labels: dict[int, str] = {}
    below = row_count + distance
    found = ticks(axis, max(1, (row_count - 1) // 2))
    dots = braille.dot_rows(axis, np.array([tick.value for tick in found]), braille.DOTS_DOWN * row_count)
    for tick, row in zip(found, (dots // braille.DOTS_DOWN).tolist(), strict=True):
        if below - row >= distance:
            labels[row] = tick.label
            below = row
    wide = max(map(len, labels.values()))
    return tuple(f"{labels[row]:>{wide}}┤" if row in labels else " " * wide + "│" for row in range(row_count))


def _footer(count: int, note: str, indent: int, width: int) -> str:
    """Return the line below the curve; where not everything fits, the note goes before the numbers."""
    room = width - indent
    first, last = "1", str(count) if count > 1 else ""
    between = room - len(first) - len(last)
    if note and between >= len(note) + 2:
        return " " * indent + first + note.center(between) + last
    if note and width >= len(note):
        return note.center(width)
    if between >= 1:
        return " " * indent + first + " " * between + last
    return str(count).rjust(width) if len(str(count)) <= width else " " * width
