"""What a caller gets: the first value outside its bound, and what is said of numbers that do not fit."""

from __future__ import annotations

import numpy as np
import pytest

from nnstep.expr.tree import Name
from nnstep.traces.recomputing.float_model import SINGLE
from nnstep.traces.recomputing.recompute import Numbers, Recomputed, recomputed

U, V = Name("u"), Name("v")


def test_the_first_value_that_is_outside_its_bound_is_named() -> None:
    again = Recomputed([1.0, 2.0, np.nan, np.inf, 5.0], [0.1, 0.1, 0.0, 0.0, np.inf], (5,), "float64")
    assert again.first_outside([1.05, 1.95, np.nan, np.inf, np.nan]) is None
    assert again.first_outside([1.05, 2.2, 3.0, np.inf, 5.0]) == 1
    assert again.first_outside([1.0, 2.0, 3.0, np.inf, 5.0]) == 2
    assert again.first_outside([1.0, 2.0, np.nan, -np.inf, 5.0]) == 3
    assert again.first_outside([np.nan, 2.0, np.nan, np.inf, 5.0]) == 0


def test_a_recorded_array_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="2 numbers were recorded, not 1"):
        recomputed(U, {"u": Numbers([1.0], ())}, "float64").first_outside([1.0, 2.0])


def test_numbers_have_the_size_of_their_shape() -> None:
    with pytest.raises(ValueError, match=r"3 numbers do not have the shape \(2, 2\)"):
        Numbers([1.0, 2.0, 3.0], (2, 2))


def test_numbers_of_single_precision_may_have_few_digits() -> None:
    value = np.float32(0.1) + np.float32(0.2)
    again = recomputed(U + V, {"u": Numbers([0.1], ()), "v": Numbers([0.2], ())}, "float32")
    assert again.values == [float(value)]
    assert again.bounds == [0.0]
    assert again.first_outside([float(str(value))]) is None
    assert again.first_outside([float(np.nextafter(value, np.float32(1)))]) == 0


def test_a_sum_of_as_many_terms_as_single_precision_has_numbers_has_no_bound() -> None:
    assert SINGLE.of_sum(1000) == pytest.approx(1000 * 2.0**-24, rel=1e-4)
    assert SINGLE.of_sum(2**24) == np.inf


@pytest.mark.parametrize("array", [np.arange(6.0).reshape(2, 3).T, np.float32([[1, 2]]), np.array(3.0)])
def test_an_array_of_numpy_is_read_in_c_order(array: np.ndarray) -> None:
    numbers = Numbers.of(array)
    assert numbers.shape == array.shape
    assert np.array_equal(np.reshape(numbers.values, numbers.shape), array)
    assert all(type(value) is float for value in numbers.values)
