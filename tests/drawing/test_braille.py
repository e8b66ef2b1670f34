"""The dots of a curve, looked at as small pictures, and held to losing no sample."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from nnstep.drawing.braille import (
    braille_lines,
    dot_column,
    dot_grid,
    dot_rows,
    samples_from,
)

nan, inf = np.nan, np.inf

ANY_VALUES = st.lists(st.floats(), max_size=200).map(lambda values: np.array(values, dtype=np.float64))
SIZES = st.integers(0, 20)


def picture(values: list[float], width: int, height: int, *, log: bool = False) -> list[str]:
    dots = dot_grid(samples_from(np.array(values, dtype=np.float64), log=log), width, height)
    return ["".join(".#"[dot] for dot in row) for row in dots.astype(int)]


def test_a_falling_line() -> None:
    assert picture([3, 2, 1, 0], 2, 1) == [
        "#...",
        ".#..",
        "..#.",
        "...#",
    ]


def test_few_points_are_spread_over_the_width_and_joined() -> None:
    assert picture([0, 3, 0], 4, 1) == [
        "....#...",
        "..##.#..",
        ".#....#.",
        "#......#",
    ]


def test_a_jump_is_joined_half_in_each_column() -> None:
    assert picture([0, 0, 7, 7], 2, 2) == [
        "..##",
        "..#.",
        "..#.",
        "..#.",
        ".#..",
        ".#..",
        ".#..",
        "##..",
    ]


def test_a_fall_is_joined_half_in_each_column() -> None:
    assert picture([7, 7, 0, 0], 2, 2) == [
        "##..",
        ".#..",
        ".#..",
        ".#..",
        "..#.",
        "..#.",
        "..#.",
        "..##",
    ]


def test_a_column_of_many_samples_reaches_from_the_lowest_to_the_highest() -> None:
    assert picture([0, 0, 3, 0, 0, 0, 0, 0], 1, 1) == [
        "#.",
        "#.",
        "#.",
        "##",
    ]


def test_a_missing_value_leaves_a_gap() -> None:
    assert picture([1, 1, 1, nan, 1, 0, inf, 0], 4, 1) == [
        "###.#...",
        "....#...",
        ".....#..",
        ".....#.#",
    ]


def test_a_value_between_two_missing_ones_is_still_a_dot() -> None:
    assert picture([nan, 1, nan], 2, 1) == ["....", "..#.", "....", "...."]


def test_a_single_point_is_one_dot_at_the_left() -> None:
    assert picture([0.5], 2, 1) == ["....", "#...", "....", "...."]


def test_a_constant_runs_along_the_middle() -> None:
    assert picture([0.25] * 9, 2, 1) == ["....", "####", "....", "...."]


def test_no_points_are_no_dots() -> None:
    assert picture([], 2, 1) == ["...."] * 4


def test_powers_of_ten_are_a_straight_line_on_a_log_axis() -> None:
    assert picture([1000, 100, 10, 1], 2, 1, log=True) == picture([3, 2, 1, 0], 2, 1)


def test_what_a_log_axis_can_not_show_is_left_out_and_counted() -> None:
    samples = samples_from(np.array([1, 0, -2, nan, 10, inf]), log=True)
    assert (samples.not_finite, samples.not_positive) == (2, 2)
    assert np.isnan(samples.values).tolist() == [False, True, True, True, False, True]


def test_a_log_axis_without_positive_values_becomes_linear() -> None:
    samples = samples_from(np.array([0.0, -1.0, nan]), log=True)
    assert samples.axis is not None
    assert not samples.axis.log
    assert (samples.not_finite, samples.not_positive) == (1, 0)


def test_nothing_finite_has_no_axis() -> None:
    samples = samples_from(np.array([nan, inf, -inf]))
    assert (samples.axis, samples.not_finite) == (None, 3)


def test_dots_become_braille_characters_and_blanks() -> None:
    dots = np.zeros((4, 6), dtype=np.bool_)
    dots[:, :2] = True
    dots[0, 2] = dots[3, 3] = True
    assert braille_lines(dots) == ("⣿⢁ ",)


def test_each_dot_has_its_own_bit() -> None:
    order = [(0, 0), (1, 0), (2, 0), (0, 1), (1, 1), (2, 1), (3, 0), (3, 1)]
    for bit, (row, column) in enumerate(order):
        dots = np.zeros((4, 2), dtype=np.bool_)
        dots[row, column] = True
        assert braille_lines(dots) == (chr(0x2800 + (1 << bit)),)


@pytest.mark.parametrize("index", [0, 1, 499_999, 777_777, 999_998, 999_999])
def test_one_spike_in_a_million_values_is_seen(index: int) -> None:
    values = np.zeros(1_000_000)
    values[index] = 1.0
    dots = dot_grid(samples_from(values), 30, 5)
    assert np.flatnonzero(dots[0]).tolist() == [dot_column(index, 1_000_000, 60)]


@given(ANY_VALUES, st.integers(1, 20), st.integers(1, 20), st.booleans())
def test_every_value_that_is_kept_leaves_a_dot(values: NDArray[np.float64], width: int, height: int, log: bool) -> None:
    samples = samples_from(values, log=log)
    dots = dot_grid(samples, width, height)
    kept = ~np.isnan(samples.values)
    if samples.axis is None:
        assert not dots.any()
        return
    rows = dot_rows(samples.axis, samples.values, 4 * height)
    columns = np.array([dot_column(index, len(values), 2 * width) for index in range(len(values))])
    assert dots[rows[kept], columns[kept]].all()


@given(ANY_VALUES, st.integers(1, 20), st.integers(1, 20), st.booleans())
def test_no_dot_lies_beyond_the_values_of_its_column_and_the_nearest_ones_beside_it(
    values: NDArray[np.float64], width: int, height: int, log: bool
) -> None:
    samples = samples_from(values, log=log)
    dots = dot_grid(samples, width, height)
    if samples.axis is None:
        return
    rows = dot_rows(samples.axis, samples.values, 4 * height)
    columns = np.array([dot_column(index, len(values), 2 * width) for index in range(len(values))])
    missing = np.isnan(samples.values)
    for column in np.flatnonzero(dots.any(axis=0)):
        left = columns[columns < column].max(initial=-1)
        right = columns[columns > column].min(initial=2 * width)
        near = rows[(columns >= left) & (columns <= right) & ~missing]
        found = np.flatnonzero(dots[:, column])
        assert near.min() <= found.min()
        assert found.max() <= near.max()


@given(ANY_VALUES, st.integers(1, 20), st.integers(1, 20))
def test_a_column_whose_values_are_all_left_out_is_empty(values: NDArray[np.float64], width: int, height: int) -> None:
    samples = samples_from(values)
    dots = dot_grid(samples, width, height)
    columns = np.array([dot_column(index, len(values), 2 * width) for index in range(len(values))], dtype=int)
    kept = set(columns[~np.isnan(samples.values)].tolist())
    assert not dots[:, sorted(set(columns.tolist()) - kept)].any()


@given(ANY_VALUES, SIZES, SIZES, st.booleans())
def test_any_values_at_any_size_give_a_grid_of_that_size_and_no_warning(
    values: NDArray[np.float64], width: int, height: int, log: bool
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        dots = dot_grid(samples_from(values, log=log), width, height)
    assert dots.shape == (4 * height, 2 * width)
    lines = braille_lines(dots)
    assert [len(line) for line in lines] == [width] * height


@given(st.integers(2, 5000), st.integers(2, 200))
def test_columns_run_from_the_first_to_the_last_and_leave_none_out_when_there_are_enough_samples(
    count: int, columns: int
) -> None:
    found = [dot_column(index, count, columns) for index in range(count)]
    assert (found[0], found[-1]) == (0, columns - 1)
    assert found == sorted(found)
    assert len(set(found)) == min(count, columns)
