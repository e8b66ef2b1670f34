"""Arrays that nobody changes, in one of two precisions, and as plain numbers."""

from __future__ import annotations

import numpy as np
import pytest

from nnstep.expr.array import frozen, in_precision, plain, shortest


def test_a_number_too_large_for_single_precision_is_infinite_and_nothing_is_written_into():
    array = in_precision([1e300, -1e300, 0.1], "float32")
    assert array.tolist() == [np.inf, -np.inf, float(np.float32(0.1))]
    with pytest.raises(ValueError, match="read-only"):
        array[0] = 0


@pytest.mark.parametrize(
    ("number", "expected"),
    [(np.float32(0.1), 0.1), (np.float64(0.1), 0.1), (1 / 3, 1 / 3), (np.float32(2**24), 2**24)],
)
def test_the_shortest_number_is_the_same_number_in_its_own_type(number, expected):
    assert shortest(number) == expected
    assert type(number)(shortest(number)) == number
    assert type(shortest(number)) is float


def test_plain_numbers_name_what_json_has_no_number_for():
    assert plain(frozen([[1, np.nan], [np.inf, -np.inf]])) == [[1.0, "nan"], ["inf", "-inf"]]
    assert plain(frozen(np.nan)) == "nan"
    assert plain(frozen([[1, 2]])) == [[1, 2]]
