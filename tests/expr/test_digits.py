"""How numbers are written."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nnstep.expr.array import RunPrecision
from nnstep.expr.digits import Digits, column_texts, fraction_text


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


# Decimals and fractions


@given(st.floats(-1e9, 1e9), st.integers(0, 8))
def test_decimals_are_those_of_pythons_own_formatting(value: float, decimals: int) -> None:
    digits = Digits(form="decimals", decimals=decimals)
    most = 16 - (math.floor(math.log10(abs(value))) if value else 0)
    assert digits.number(value) == f"{value + 0.0:.{min(decimals, most)}f}"


def test_a_column_of_decimals_has_the_same_in_every_cell() -> None:
    digits = Digits(form="decimals", decimals=2)
    assert column_texts(np.array([[1.0, -22.255], [0.0, math.nan]]), digits) == [
        ["  1.00", "-22.25"],
        ["  0.00", "   nan"],
    ]
    assert digits.number(1e300) == "1.00000e+300"
    assert digits.number(math.inf) == "inf"
    assert Digits(precision="float32", form="decimals", decimals=12).number(float(np.float32(0.1))) == "0.100000001"


@given(st.integers(-5000, 5000), st.integers(1, 1000))
def test_a_ratio_is_written_as_the_fraction_that_it_is(numerator: int, denominator: int) -> None:
    text = fraction_text(numerator / denominator)
    assert Fraction(text) == Fraction(numerator, denominator)
    assert Digits(form="fraction").number(numerator / denominator) == text


@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(["float64", "float32"]))
def test_a_fraction_is_the_very_number_or_there_is_none(value: float, precision: RunPrecision) -> None:
    with np.errstate(over="ignore"):
        number = float(np.float32(value)) if precision == "float32" else value
    text = fraction_text(number, precision)
    if text:
        fraction = Fraction(text)
        assert fraction.denominator <= 1000
        assert (np.float32 if precision == "float32" else float)(float(fraction)) == number


def test_a_number_that_is_no_fraction_keeps_its_digits() -> None:
    fractions = Digits(form="fraction")
    random = np.random.default_rng(3).random(2000)
    assert not any(fraction_text(value) for value in random.tolist())
    single = random.astype(np.float32)
    assert sum(bool(fraction_text(value, "float32")) for value in single.tolist()) <= 2
    assert fractions.number(0.1 + 0.2) == "0.3"
    assert fractions.number(0.3) == "3/10"
    ends = [math.nan, -math.inf, 1e300, 5e-324]
    assert [fractions.number(value) for value in ends] == ["nan", "-inf", "1e+300", "4.94066e-324"]


def test_a_column_of_fractions_lines_up_and_a_large_matrix_has_only_those_that_are_no_longer_than_its_numbers() -> None:
    fractions = Digits(form="fraction")
    small = np.array([[1 / 3, -2.0], [math.pi, 0.5]])
    assert column_texts(small, fractions) == [["     1/3", "      -2"], ["3.141593", "     1/2"]]
    large = np.full((30, 30), 0.5)
    large[3, 4] = 123 / 997
    texts = fractions.texts(large)
    assert texts.width(large) >= max(len(texts.of(value)) for value in large.ravel().tolist())
    assert (texts.of(0.5), texts.of(12345 / 997)) == ("1/2", "12.382146")


def test_what_is_set_is_told() -> None:
    assert Digits(5).text == "5 significant digits"
    assert Digits(form="decimals", decimals=1).text == "1 decimal"
    assert Digits(form="fraction").text == "fractions, or 6 significant digits"
