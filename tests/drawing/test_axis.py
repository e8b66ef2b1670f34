"""The vertical axis: where values lie, which ticks there are, and how short their labels stay."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstep.drawing.axis import LABEL_CELLS, Axis, axis_over, short, ticks

FINITE = st.floats(allow_nan=False, allow_infinity=False)
POSITIVE = st.floats(min_value=0, exclude_min=True, allow_infinity=False)


def labels(low: float, high: float, intervals: int, *, log: bool = False) -> list[str]:
    return [tick.label for tick in ticks(axis_over(low, high, log=log), intervals)]


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.0, 16553.0, ["0", "5000", "10000", "15000"]),
        (0.0, 1.0, ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        (0.29, 0.31, ["0.290", "0.295", "0.300", "0.305", "0.310"]),
        (-0.5, 1.0, ["-0.5", "0", "0.5", "1.0"]),
        (0.0, 0.00004, ["0", "1e-5", "2e-5", "3e-5", "4e-5"]),
        (0.0, 4_000_000.0, ["0", "1e6", "2e6", "3e6", "4e6"]),
    ],
)
def test_linear_ticks_are_round_multiples_of_one_two_or_five(low: float, high: float, expected: list[str]) -> None:
    assert labels(low, high, 5) == expected


def test_log_ticks_are_powers_of_ten() -> None:
    assert labels(0.0005, 2000, 10, log=True) == ["1e-3", "0.01", "0.1", "1", "10", "100", "1e3"]


def test_log_ticks_skip_decades_where_there_is_little_room() -> None:
    assert labels(1e-12, 1, 4, log=True) == ["1e-12", "1e-9", "1e-6", "1e-3", "1"]


def test_a_log_axis_without_two_powers_of_ten_has_round_ticks() -> None:
    assert labels(0.29, 0.31, 4, log=True) == ["0.290", "0.295", "0.300", "0.305", "0.310"]


def test_an_axis_without_room_for_round_ticks_labels_its_ends() -> None:
    assert labels(0.13, 0.19, 1) == ["0.13", "0.19"]


def test_an_axis_without_extent_has_the_one_tick() -> None:
    assert labels(16553, 16553, 4) == ["16553"]


def test_labels_that_no_longer_differ_are_written_once() -> None:
    assert labels(1.0, 1.000000001, 4) == ["1"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.0, "0"),
        (16553.0, "16553"),
        (0.298371109, "0.29837"),
        (1234567.0, "1234567"),
        (12345678.0, "1.235e7"),
        (-1.7976931348623157e308, "-2e308"),
        (0.00001, "1e-5"),
    ],
)
def test_short_numbers_keep_as_many_digits_as_fit(value: float, expected: str) -> None:
    assert short(value) == expected


def test_an_axis_that_nearly_reaches_zero_starts_there() -> None:
    assert axis_over(0.001, 1.0).low == 0.0
    assert axis_over(0.2, 1.0).low == 0.2
    assert axis_over(0.001, 1.0, log=True).low == 0.001


def test_places_are_even_in_the_logarithm_on_a_log_axis() -> None:
    places = Axis(1.0, 100.0, log=True).place(np.array([1.0, 10.0, 100.0, np.nan]))
    assert places.tolist()[:3] == pytest.approx([0.0, 0.5, 1.0])
    assert np.isnan(places[3])


@given(FINITE, FINITE, FINITE)
def test_places_of_any_finite_values_are_ordered_from_nought_to_one(a: float, b: float, c: float) -> None:
    low, middle, high = sorted((a, b, c))
    places = Axis(low, high).place(np.array([low, middle, high]))
    assert 0 <= places[0] <= places[1] <= places[2] <= 1
    assert low == high or (places[0], places[2]) == (0, 1)


@given(st.lists(FINITE, min_size=2, max_size=2).map(sorted), st.integers(1, 30))
def test_linear_ticks_are_few_short_ascending_and_on_the_axis(ends: list[float], intervals: int) -> None:
    check_ticks(Axis(ends[0], ends[1]), intervals)


@given(st.lists(POSITIVE, min_size=2, max_size=2).map(sorted), st.integers(1, 30))
def test_log_ticks_are_few_short_ascending_and_on_the_axis(ends: list[float], intervals: int) -> None:
    check_ticks(Axis(ends[0], ends[1], log=True), intervals)


def check_ticks(axis: Axis, intervals: int) -> None:
    found = ticks(axis, intervals)
    values = [tick.value for tick in found]
    assert 1 <= len(found) <= intervals + 1
    assert values == sorted(set(values))
    assert all(axis.low <= value <= axis.high for value in values)
    assert all(1 <= len(tick.label) <= LABEL_CELLS for tick in found)
