"""How numbers are written."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nnstep.expr.digits import Digits, column_texts


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (16553.0, "16553"),
        (-165.20000000000002, "-165.2"),
        (0.1, "0.1"),
        (2.5e-7, "2.5e-07"),
        (np.inf, "inf"),
        (np.nan, "nan"),
    ],
)
def test_a_number_is_written_with_significant_digits(value: float, expected: str) -> None:
    assert Digits(6).number(value) == expected


def test_seventeen_digits_tell_any_two_floats_apart() -> None:
    assert Digits(17).number(0.1 + 0.2) != Digits(17).number(0.3)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([[2, 3, 4]], "%.0f"),
        ([[0.25, 10.5]], "%.2f"),
        ([[-165.20000000000002, -209.5]], "%.1f"),
        ([[1e-9, 1.0]], "%.0e"),
        ([[1.25e20, 1.0]], "%.2e"),
        ([[0, 0]], "%.0f"),
        ([[np.nan, np.inf]], "%.0f"),
        ([[1 - 1e-9, 0.5]], "%.6f"),
        ([[250000, 2.5, 3]], "%.1f"),
        ([[123456.5, 2.5]], "%.1f"),
        ([[0.123456789, 12.3456789]], "%.6f"),
        ([[0.0000125, 1.0]], "%.7f"),
        ([[0.0000123456, 1.0]], "%.5e"),
        ([[-0.0, 0.0]], "%.0f"),
    ],
)
def test_a_column_has_the_fewest_decimals_that_show_every_element(values: list[list[float]], expected: str) -> None:
    assert Digits(6).column(np.array(values, dtype=float)) == expected


@given(arrays(np.float64, (3, 2), elements=st.floats(allow_nan=True, allow_infinity=True)))
def test_texts_of_a_matrix_line_up_and_nothing_but_zero_reads_as_zero(values: np.ndarray) -> None:
    texts = column_texts(values, Digits(6))
    assert len({len(text) for row in texts for text in row}) == 1
    for text, value in zip((t for row in texts for t in row), values.flat, strict=True):
        assert (float(text) == 0) <= (value == 0)
