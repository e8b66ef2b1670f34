"""Which elements lie in which cell of a map, and what a cell shows of them."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from nnstep.drawing.matrix.map_layout import ImageLayout, MapLayout, PooledMatrix, WrappedLine

VALUES = st.floats(-100, 100).map(lambda value: round(value, 1)) | st.sampled_from([np.nan, np.inf, -np.inf, 0.0])
MATRICES = arrays(np.float64, array_shapes(min_dims=2, max_dims=2, max_side=9), elements=VALUES)


def farthest(values: list[float]) -> float:
    """Return the value farthest from zero, NaN farther than all, the positive one of two."""
    if any(math.isnan(value) for value in values):
        return math.nan
    return max(values, key=lambda value: (abs(value), value))


def same(one: float, other: float) -> bool:
    return one == other or (math.isnan(one) and math.isnan(other))


def check(layout: MapLayout, values: np.ndarray, elements: list[tuple[int, ...]]) -> None:
    """Compare each cell with a reduction of its own over the elements that are said to be in it."""
    cells: dict[tuple[int, int], list[float]] = {}
    for index in elements:
        cell = layout.cell_of(index)
        assert cell is not None
        cells.setdefault(cell, []).append(float(values[index]))
    pooled = layout.pooled(values)
    assert pooled.shape == (layout.rows, layout.columns)
    for row in range(layout.rows):
        for column in range(layout.columns):
            inside = cells.get((row, column))
            chosen = layout.element_at(row, column, values)
            if inside is None:
                assert pooled[row, column] == 0
                assert chosen is None
            else:
                assert same(pooled[row, column], farthest(inside))
                assert chosen is not None
                assert same(values[chosen], farthest(inside))
                assert layout.cell_of(chosen) == (row, column)
    assert layout.element_at(layout.rows, 0, values) is None
    assert layout.element_at(0, -1, values) is None


@given(MATRICES, st.integers(1, 4), st.integers(1, 4))
def test_a_cell_of_a_matrix_shows_the_value_farthest_from_zero_with_its_sign(
    values: np.ndarray, down: int, across: int
) -> None:
    layout = PooledMatrix(values.shape, down, across)
    check(layout, values, list(np.ndindex(values.shape)))
    assert layout.is_pooled == (down * across > 1)


@given(MATRICES, st.integers(0, 1), st.integers(0, 8), st.integers(1, 5), st.integers(1, 3))
def test_a_line_is_wrapped_row_by_row(values: np.ndarray, axis: int, at: int, columns: int, pool: int) -> None:
    at %= values.shape[1 - axis]
    layout = WrappedLine(values.shape, axis, at, columns, pool)
    check(layout, values, [index for index in np.ndindex(values.shape) if index[1 - axis] == at])
    if values.shape[1 - axis] > 1:
        other = (at + 1) % values.shape[1 - axis]
        assert layout.cell_of((0, other) if axis == 0 else (other, 0)) is None


@given(arrays(np.float64, (3, 49), elements=VALUES), st.integers(0, 2), st.integers(1, 3), st.booleans())
def test_an_image_is_a_row_or_a_column_pixel_by_pixel(values: np.ndarray, at: int, pool: int, turned: bool) -> None:
    values = values.T if turned else values
    axis = 0 if turned else 1
    layout = ImageLayout(values.shape, axis, at, PooledMatrix((7, 7), pool, pool))
    check(layout, values, [index for index in np.ndindex(values.shape) if index[1 - axis] == at])
    assert layout.part == ("column" if turned else "row") + f" {at}"


def test_what_is_pooled_or_chosen_is_said() -> None:
    assert PooledMatrix((32, 64)).note == ""
    assert PooledMatrix((32, 64), 4, 2).note == "each cell 4×2"
    assert WrappedLine((100, 1), 0, 0, 10, 2).note == "each cell 2, 20 a row"
    assert WrappedLine((100, 1), 0, 0, 100).note == ""
    assert WrappedLine((100, 1), 0, 0, 100).part == ""
    assert WrappedLine((4, 100), 1, 3, 100).part == "row 3"


def test_the_starts_of_rows_and_columns_are_indices_of_elements() -> None:
    pooled, line = PooledMatrix((30, 30), 4, 3), WrappedLine((100, 1), 0, 0, 10, 2)
    assert [pooled.row_start(2), pooled.column_start(5)] == [8, 15]
    assert [line.row_start(2), line.column_start(5)] == [40, None]
    image = ImageLayout((100, 1), 0, 0, PooledMatrix((10, 10)))
    assert [image.row_start(2), image.column_start(5)] == [None, None]
