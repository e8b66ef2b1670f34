"""The functions that a script spells out: what they give, and the digits that they keep near 0 and 1."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nnstep.expr import named

MATRIX = np.array([[0.5, -1.0, 2.0], [1.5, 3.0, 2.0]])


@pytest.mark.parametrize(
    ("function", "in_rows"),
    [
        (named.softmax, named.softmax_rows),
        (named.log_softmax, named.log_softmax_rows),
        (named.column_argmax, named.row_argmax),
        (named.with_one, named.with_one_column),
        (named.with_one_last, named.with_one_last_column),
    ],
)
def test_what_is_done_to_columns_is_done_to_rows_by_its_twin(function, in_rows):
    assert np.array_equal(in_rows(MATRIX.T), function(MATRIX).T)


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (named.with_one, [[1, 1, 1], *MATRIX.tolist()]),
        (named.with_one_last, [*MATRIX.tolist(), [1, 1, 1]]),
        (named.column_argmax, [[1, 1, 0]]),  # of two equal ones the first
    ],
)
def test_columns_are_extended_by_a_one_and_classes_counted_from_0(function, expected):
    for precision in (np.float32, np.float64):
        result = function(MATRIX.astype(precision))
        assert result.tolist() == expected
        assert result.dtype == precision


def test_the_columns_of_softmax_sum_to_1_however_large_their_numbers_are():
    columns = named.softmax(MATRIX * 1e3)
    assert columns.sum(axis=0) == pytest.approx([1, 1, 1])
    assert named.log_softmax(np.array([[1000.0], [0.0]]))[1, 0] == -1000


def test_logarithms_of_activations_keep_their_digits_where_the_activation_is_near_0_or_1():
    z = np.array([-800.0, -40.0, 0.0, 40.0])
    exact = [-800.0, -40.0 - math.exp(-40), -math.log(2), -math.exp(-40)]
    with np.errstate(over="ignore"):  # as runs have it
        assert named.ln_sigmoid(named.sigmoid(z), z) == pytest.approx(exact, rel=1e-15)
        assert named.ln_rest_of_sigmoid(1 - named.sigmoid(-z), -z) == pytest.approx(exact, rel=1e-15)
        assert named.rest_of_sigmoid(1 - named.sigmoid(-z[1:]), -z[1:]) == pytest.approx(np.exp(exact[1:]), rel=1e-15)
    column = np.array([[40.0], [0.0]])
    assert named.ln_softmax(named.softmax(column), column)[0, 0] == pytest.approx(-math.exp(-40), rel=1e-15)
    assert np.array_equal(
        named.ln_softmax_rows(named.softmax(column).T, column.T), named.ln_softmax(named.softmax(column), column).T
    )


def test_logarithms_of_a_value_that_is_not_the_activations_are_its_own():
    given, z = np.array([[0.3], [0.6]]), np.array([[1.0], [2.0]])
    for function in (named.ln_sigmoid, named.ln_rest_of_sigmoid, named.ln_softmax):
        assert np.array_equal(function(given, z), np.log(given))
    assert np.array_equal(named.rest_of_sigmoid(given, z), given)


def test_0_times_minus_infinity_and_0_over_0_are_0_as_cross_entropies_mean_them():
    with np.errstate(invalid="ignore"):
        assert named.times_ln(np.array([0.0, 2.0]), np.array([-np.inf, 3.0])).tolist() == [0, 6]
    assert named.zero_over(np.array([0.0, 3.0]), np.array([0.0, 2.0])).tolist() == [0, 1.5]
    assert named.finite_or(np.array([np.nan, np.inf, 2.0]), np.array([5.0, 6.0, 7.0])).tolist() == [5, 6, 2]


def test_halves_keep_their_digits_far_to_the_left():
    z = np.array([[-20.0, 0.0]])
    assert named.half_of_tanh(z)[0] == pytest.approx([math.exp(-40), 0.5], rel=1e-15)
    assert named.normal_cdf(z)[0] == pytest.approx([2.7536241186062337e-89, 0.5], rel=1e-14)
    assert named.normal_cdf(z).shape == (1, 2)
    assert named.normal_cdf(np.float32(z)).dtype == np.float32
