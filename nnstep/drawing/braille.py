"""A series of values as braille dots: two columns and four rows of dots a character cell.

Each dot column shows the lowest and the highest of the samples that fall into it, so that no spike is lost
however many samples there are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnstep.drawing.axis import Axis, axis_over
from nnstep.expr.array import Array

DOTS_ACROSS = 2
DOTS_DOWN = 4

BLANK = ord(" ")
FIRST_BRAILLE = 0x2800
BITS = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]], dtype=np.uint32)
"""What each dot of a cell adds to the code point of the empty pattern."""


@dataclass(frozen=True, slots=True, eq=False)
class SampledSeries:
    """A series ready to be drawn."""

    values: Array
    """Shape (n,): NaN where a value is left out."""
    axis: Axis | None
    """None where no value is left to be drawn."""
    not_finite: int
    not_positive: int
    """How many finite values a logarithmic axis leaves out."""


def samples_from(values: Array, *, log: bool = False) -> SampledSeries:
    """Return the drawable part of `values`, shape (n,); a log axis without any positive value becomes linear."""
    finite = np.isfinite(values)
    finite_count = int(np.count_nonzero(finite))
    kept = finite & (values > 0) if log else finite
    kept_count = int(np.count_nonzero(kept))
    if log and not kept_count:
        log, kept, kept_count = False, finite, finite_count
    shown = values if kept_count == values.size else np.where(kept, values, np.nan)
    axis = axis_over(float(np.fmin.reduce(shown)), float(np.fmax.reduce(shown)), log=log) if kept_count else None
    return SampledSeries(shown, axis, values.size - finite_count, finite_count - kept_count)


def dot_column(index: int, count: int, columns: int) -> int:
    """Return the column of sample `index` among `count`: the first sample lies in column 0, the last in the last."""
    if count < 2:
        return 0
    return (2 * index * (columns - 1) + count - 1) // (2 * (count - 1))


def dot_rows(axis: Axis, values: Array, rows: int) -> NDArray[np.intp]:
    """Return the row of each value among `rows`, 0 at the top; values beyond the axis go to its nearest end."""
    return _rows_at(axis.place(values), rows)


def dot_grid(samples: SampledSeries, width: int, height: int) -> NDArray[np.bool_]:
    """Return the dots of a plot of `width` by `height` cells: shape (4 height, 2 width), row 0 at the top.

    Columns that follow one another are joined; where samples are left out the line has a gap.
    """
    rows, columns = DOTS_DOWN * max(height, 0), DOTS_ACROSS * max(width, 0)
    if samples.axis is None or not rows or not columns:
        return np.zeros((rows, columns), dtype=np.bool_)
    low, high = (_spread(samples.values, samples.axis, bound, columns) for bound in (np.fmin, np.fmax))
    present = ~np.isnan(low)
    upper, lower = _join(_rows_at(high, rows), _rows_at(low, rows), present)
    row = np.arange(rows)[:, np.newaxis]
    return (row >= upper) & (row <= lower) & present


def dotted(dots: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return a curve's dots thinned to a dotted line: every second column, and in a steep part every second row.

    A column without neighbours keeps its dots, so that no single value is lost.
    """
    used = dots.any(axis=0)
    padded = np.concatenate(([False], used, [False]))
    alone = used & ~padded[:-2] & ~padded[2:]
    columns = alone | (np.arange(dots.shape[1]) % 2 == 0)
    rows = (np.arange(dots.shape[0]) % 2 == 0)[:, np.newaxis] | (dots.sum(axis=0) == 1)
    return np.asarray(dots & columns & rows, dtype=np.bool_)


def braille_lines(dots: NDArray[np.bool_]) -> tuple[str, ...]:
    """Return the characters of a dot grid, shape (4 height, 2 width): one text a row of cells, blanks as spaces."""
    height, width = dots.shape[0] // DOTS_DOWN, dots.shape[1] // DOTS_ACROSS
    cells = dots.reshape(height, DOTS_DOWN, width, DOTS_ACROSS)
    bits = np.einsum("hrwc,rc->hw", cells, BITS)
    codes = np.where(bits, FIRST_BRAILLE + bits, BLANK).astype("<u4")
    return tuple(row.tobytes().decode("utf-32-le") for row in codes)


def _spread(values: Array, axis: Axis, bound: np.ufunc, columns: int) -> Array:
    """Return, for each column, where the lowest (or highest) value in it lies on the axis; NaN for none.

    Columns between two values lie on the straight line between them.
    """
    count = values.size
    if count > columns:
        return axis.place(bound.reduceat(values, _starts(count, columns)))
    places = axis.place(values)
    occupied = np.array([dot_column(index, count, columns) for index in range(count)])
    spread = np.interp(np.arange(columns), occupied, places, left=np.nan, right=np.nan)
    # Beside a gap the interpolation knows no slope and would lose the value itself.
    spread[occupied] = places
    return spread


def _starts(count: int, columns: int) -> NDArray[np.intp]:
    """Return the first sample of each column, for more samples than columns: the inverse of `dot_column`."""
    column = np.arange(1, columns)
    starts = -((1 - 2 * column) * (count - 1) // (2 * (columns - 1)))
    return np.concatenate(([0], starts))


def _rows_at(places: Array, rows: int) -> NDArray[np.intp]:
    """Return rows for places on an axis; row 0 for NaN, to be masked by the caller."""
    places = np.where(np.isnan(places), 1.0, places).clip(0.0, 1.0)
    return (rows - 1 - np.rint(places * (rows - 1))).astype(np.intp)


def _join(
    upper: NDArray[np.intp], lower: NDArray[np.intp], present: NDArray[np.bool_]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Lengthen the runs of rows `upper` to `lower` so that neighbours touch, each by half of the gap between."""
    upper, lower = upper.copy(), lower.copy()
    both = present[:-1] & present[1:]
    falls = both & (lower[:-1] < upper[1:])
    rises = both & (upper[:-1] > lower[1:])
    middle_of_fall = (lower[:-1] + upper[1:] - 1) // 2
    middle_of_rise = (upper[:-1] + lower[1:] - 1) // 2
    np.maximum(lower[:-1], middle_of_fall, out=lower[:-1], where=falls)
    np.minimum(upper[1:], middle_of_fall + 1, out=upper[1:], where=falls)
    np.minimum(upper[:-1], middle_of_rise + 1, out=upper[:-1], where=rises)
    np.maximum(lower[1:], middle_of_rise, out=lower[1:], where=rises)
    return upper, lower
