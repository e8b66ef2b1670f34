"""When a written number counts as right."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstep.check.comparison import Comparison, telling_digits
from nnstep.check.written import Written
from nnstep.errors import SheetError


@pytest.mark.parametrize(
    ("text", "decimals", "significant"),
    [("0.50", 2, 2), ("2.4e-3", 4, 2), ("-0.0", 1, 0), ("300", 0, 3), ("1e3", 0, 1), (".5", 1, 1), ("−3.25", 2, 3)],
)
def test_the_digits_are_those_that_were_typed(text: str, decimals: int, significant: int) -> None:
    written = Written.of(text)
    assert (written.decimals, written.significant) == (decimals, significant)


def test_a_fraction_is_exact() -> None:
    assert Written.of("161/7").typed == Fraction(23)
    assert Comparison().fits(23.0, Written.of("161/7"))
    assert not Comparison().fits(23.001, Written.of("161/7"))
    assert Comparison().fits(1 / 3, Written.of("1/3"))


@pytest.mark.parametrize("text", ["", "abc", "1/0", "nan", "inf", "1e999", "0x10", "1_0", "__import__('os')", "1,5"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(SheetError):
        Written.of(text)


@pytest.mark.parametrize(
    ("value", "text", "halves", "right"),
    [
        (0.125, "0.13", "either", True),
        (0.125, "0.12", "either", True),
        (0.125, "0.12", "half-up", False),
        (0.125, "0.13", "half-even", False),
        (-0.125, "-0.13", "half-up", True),
        (0.375, "0.37", "either", False),
        (0.1 + 0.2, "0.3", "either", True),
        (2.675, "2.68", "either", True),
        (30.31379, "30.313", "either", False),
        (30.31379, "30.314", "either", True),
        (16553.0, "16553", "either", True),
        (1234.0, "1.2e3", "either", True),
        (float("nan"), "0", "either", False),
        (float("inf"), "9", "either", False),
    ],
)
def test_as_written_the_value_rounds_to_the_number(value: float, text: str, halves, right: bool) -> None:
    assert Comparison(halves=halves).fits(value, Written.of(text)) is right


@pytest.mark.parametrize(
    ("rule", "amount", "text", "right"),
    [
        ("decimals", 2, "0.2911", True),
        ("decimals", 4, "0.2913", False),
        ("significant", 3, "0.2912", True),
        ("significant", 5, "0.291", False),
        ("absolute", 0.01, "0.3", True),
        ("absolute", 0.001, "0.3", False),
        ("relative", 0.05, "0.3", True),
        ("relative", 0.01, "0.3", False),
    ],
)
def test_other_rules_look_at_the_distance(rule, amount: float, text: str, right: bool) -> None:
    assert Comparison(rule, amount).fits(0.291027774, Written.of(text)) is right


@given(st.floats(-1e6, 1e6), st.integers(0, 9))
def test_every_value_rounded_by_python_is_right(value: float, decimals: int) -> None:
    assert Comparison().fits(value, Written(Decimal(f"{value:.{decimals}f}")))


@given(st.floats(-1e6, 1e6), st.integers(0, 6), st.integers(1, 5))
def test_a_unit_of_the_last_place_off_is_wrong(value: float, decimals: int, units: int) -> None:
    off = Decimal(f"{value:.{decimals}f}") + units * Decimal((0, (1,), -decimals))
    assert (
        not Comparison(halves="half-up").fits(value, Written(off)) or abs(float(off) - value) <= 0.5 * 10.0**-decimals
    )


def test_digits_that_tell_two_numbers_apart() -> None:
    assert telling_digits(0.291027774, 0.291027924) == 7
    assert telling_digits(1.0, 1.0 + 1e-15) is None
    assert telling_digits(1.0, -1.0) == 1
