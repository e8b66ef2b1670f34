"""Numbers of a sheet as arrays: which values are written so, rounded or cut off, and how far off others are."""

from __future__ import annotations

import numpy as np
import pytest

from nnstep.grading.sheet.answer_sheet import Given
from nnstep.grading.sheet.written_arrays import WrittenArrays
from nnstep.grading.sheet.written_numbers import Written
from nnstep.grading.tolerance import Tolerance


def arrays_of(*texts: str, tolerance: Tolerance | None = None, single: bool = False) -> WrittenArrays:
    """Return numbers in one column; an empty text is one that was left open."""
    given = Given("z", (len(texts), 1))
    given.cells = {(row, 0): Written.of(text) for row, text in enumerate(texts) if text}
    return WrittenArrays.of(1, given, tolerance or Tolerance(), single=single)


def column(*values: float) -> np.ndarray:
    return np.array(values, dtype=float)[:, None]


def test_a_value_is_near_where_it_is_rounded_to_what_was_written() -> None:
    answer = arrays_of("0.25", "0.25", "0.25", "-3.1")
    assert answer.near(column(0.2549, 0.2451, 0.2551, -3.14)).ravel().tolist() == [True, True, False, True]


def test_what_was_left_open_and_what_is_no_number_are_near_nothing() -> None:
    answer = arrays_of("0.25", "", "0.25")
    assert answer.given.ravel().tolist() == [True, False, True]
    assert answer.near(column(0.25, 0.25, np.nan)).ravel().tolist() == [True, False, False]


def test_of_a_person_who_cuts_off_digits_a_value_is_near_from_the_number_up() -> None:
    answer = arrays_of("0.25", "-0.25", "0.25", "0.0").with_cut_digits()
    assert answer.near(column(0.2599, -0.2599, 0.2499, -0.09)).ravel().tolist() == [True, True, False, True]


def test_a_cut_off_number_is_loosely_right_unless_rounding_is_asked_for() -> None:
    value = column(0.2589, 0.2611)
    assert arrays_of("0.25", "0.25").loose(value).ravel().tolist() == [True, False]
    assert not arrays_of("0.25", "0.25", tolerance=Tolerance(accepts_cut=False)).loose(value).any()


def test_the_surprise_is_the_bits_that_the_distance_takes_and_no_more_than_the_digits_say() -> None:
    """0.26 is two halves of the last digit's unit from 0.25: log2(1 + 2); no number takes more than 20 times itself."""
    answer = arrays_of("0.25", "0.25", "0.25")
    surprise = answer.surprise(column(0.25, 0.26, 1e9)).ravel()
    assert surprise == pytest.approx([0.0, np.log2(3), np.log2(1 + 20 * 25)])


def test_the_written_numbers_are_laid_over_what_was_worked_out_but_for_some() -> None:
    answer = arrays_of("0.25", "", "0.5")
    assert answer.laid_over(column(1, 2, 3)).ravel().tolist() == [0.25, 2, 0.5]
    assert answer.laid_over(column(1, 2, 3), [(2, 0)]).ravel().tolist() == [0.25, 2, 3]


def test_values_are_rounded_to_the_digits_written() -> None:
    rounded = arrays_of("0.25", "", "7").rounded(column(0.33333, 0.33333, 0.6)).ravel()
    assert rounded == pytest.approx([0.33, 0.33333, 1])


def test_single_precision_allows_for_more_only_where_enough_digits_are_written() -> None:
    value = column(0.12345690, 0.12346)
    assert arrays_of("0.12345678", "0.1234", single=True).near(value).ravel().tolist() == [True, False]
    assert not arrays_of("0.12345678", "0.1234").near(value).any()


def test_a_fraction_stands_for_itself_alone() -> None:
    assert arrays_of("1/3", "1/3").near(column(1 / 3, 0.3333)).ravel().tolist() == [True, False]


def test_a_tolerance_counts_in_place_of_the_digits() -> None:
    answer = arrays_of("0.25", "0.25", tolerance=Tolerance("absolute", 0.1))
    assert answer.near(column(0.34, 0.36)).ravel().tolist() == [True, False]


def test_a_value_without_further_digits_is_not_cut_to_the_number_below() -> None:
    answer = arrays_of("11", "-11", "0.25", "11").with_cut_digits()
    assert answer.near(column(12, -12, 0.26, 11)).ravel().tolist() == [False, False, False, True]
    assert answer.near(column(11.999, -11.999, 0.25999, 11)).all()
