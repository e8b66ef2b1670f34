"""Two values are written so that they differ, in the person's own shape."""

from __future__ import annotations

import numpy as np

from nnstep.own_code.reports.own_form import TwoValues, value_rows


def rows(right: object, own: object) -> list[str]:
    return list(value_rows(TwoValues(np.array(right, float), np.array(own, float))))


def test_small_arrays_are_shown_whole_with_digits_enough_to_differ() -> None:
    assert rows([[1.0, 2.0]], [[1.0, 2.0000001]]) == [
        "should be  [[1  2]]",
        "is         [[1  2.0000001]]",
        "differs at [0, 1]",
    ]


def test_columns_are_aligned_in_each_array() -> None:
    assert rows([[1, 20], [300, 4]], [[0, 0], [0, 0]])[:2] == ["should be  [[  1  20]", "            [300   4]]"]


def test_of_large_arrays_only_elements_that_differ_are_shown() -> None:
    right = np.zeros((10, 10))
    own = right.copy()
    own[3, 4] = 0.5
    assert rows(right, own) == ["[3, 4] should be 0, is 0.5", "1 of 100 elements differ"]


def test_other_shapes_are_said() -> None:
    assert rows([[1], [2]], [[1, 1], [2, 2]])[-1] == "the shapes differ: (2, 2) where (2, 1) is right"


def test_one_number_stands_alone() -> None:
    assert rows(0.25, 0.5) == ["should be  0.25", "is         0.5"]


def test_nan_counts_as_different() -> None:
    assert TwoValues(np.array([1.0, 2.0]), np.array([1.0, np.nan])).different == [(1,)]
