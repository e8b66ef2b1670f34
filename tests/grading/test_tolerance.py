"""When a written number counts as right."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstep.errors import CommandError, SheetError
from nnstep.grading.sheet.written_numbers import Written
from nnstep.grading.tolerance import NOISE, Tolerance, telling_digits


@pytest.mark.parametrize(
    ("text", "decimals", "significant"),
    [("0.50", 2, 2), ("2.4e-3", 4, 2), ("-0.0", 1, 0), ("300", 0, 3), ("1e3", 0, 1), (".5", 1, 1), ("−3.25", 2, 3)],
)
def test_the_digits_are_those_that_were_typed(text: str, decimals: int, significant: int) -> None:
    written = Written.of(text)
    assert (written.decimals, written.significant) == (decimals, significant)


def test_a_fraction_is_exact() -> None:
    assert Written.of("161/7").typed == Fraction(23)
    assert Tolerance().fits(23.0, Written.of("161/7"))
    assert not Tolerance().fits(23.001, Written.of("161/7"))
    assert Tolerance().fits(1 / 3, Written.of("1/3"))


@pytest.mark.parametrize("text", ["", "abc", "1/0", "nan", "inf", "1e999", "0x10", "1_0", "__import__('os')", "1,5,2"])
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
    assert Tolerance(halves=halves).fits(value, Written.of(text)) is right


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
    assert Tolerance(rule, amount).fits(0.291027774, Written.of(text)) is right


@pytest.mark.parametrize(
    ("rule", "amount", "width"),
    [("decimals", 2, 0.005), ("significant", 2, 0.005), ("absolute", 0.02, 0.02), ("relative", 0.1, 0.03)],
)
def test_a_rule_ends_at_its_width(rule, amount: float, width: float) -> None:
    tolerance = Tolerance(rule, amount)
    for sign in (-1, 1):
        near, far = (Written.of(f"{0.3 + sign * width * share:.6f}") for share in (0.99, 1.01))
        assert tolerance.fits(0.3, near)
        assert not tolerance.fits(0.3, far)


AT_THE_ENDS = [
    # value, written, and whether it is right: as written, to 2 decimals, to 1 figure, to 3, within 0.01, within a part
    (0.0, "0", "right", "right", "right", "right", "right", "right"),
    (0.0, "0.00", "right", "right", "right", "right", "right", "right"),
    (0.0, "-0.0", "right", "right", "right", "right", "right", "right"),
    (-0.0, "0", "right", "right", "right", "right", "right", "right"),
    (0.0, "0/5", "right", "right", "right", "right", "right", "right"),
    (0.0, "0e400", "right", "right", "right", "right", "right", "right"),
    (0.0, "0e-400", "right", "right", "right", "right", "right", "right"),
    (0.0, "0.49", "wrong", "wrong", "wrong", "wrong", "wrong", "wrong"),
    (0.0, "0.004", "wrong", "right", "wrong", "wrong", "right", "wrong"),
    (0.0, "1e-9", "wrong", "right", "wrong", "wrong", "right", "wrong"),
    (0.0, "5.6e-17", "right", "right", "right", "right", "right", "right"),  # 0.3 - 0.1 - 0.2, worked out
    (5.6e-17, "0", "right", "right", "right", "right", "right", "right"),
    (5.6e-17, "7e-17", "wrong", "right", "wrong", "wrong", "right", "wrong"),
    (1e-9, "0", "right", "right", "wrong", "wrong", "right", "wrong"),
    (0.3, "0", "right", "wrong", "wrong", "wrong", "wrong", "wrong"),
    (0.3, "0.0", "wrong", "wrong", "wrong", "wrong", "wrong", "wrong"),
    (0.3, "0e400", "right", "wrong", "wrong", "wrong", "wrong", "wrong"),
    (math.inf, "0", "wrong", "wrong", "wrong", "wrong", "wrong", "wrong"),
    (math.inf, "1.7e308", "wrong", "wrong", "wrong", "wrong", "wrong", "wrong"),
    (-math.inf, "0e400", "wrong", "wrong", "wrong", "wrong", "wrong", "wrong"),
    (math.nan, "0", "wrong", "wrong", "wrong", "wrong", "wrong", "wrong"),
    (math.nan, "0e400", "wrong", "wrong", "wrong", "wrong", "wrong", "wrong"),
    (1.7e308, "1.7e308", "right", "right", "right", "right", "right", "right"),
    (1.7e308, "-1.7e308", "wrong", "wrong", "wrong", "wrong", "wrong", "wrong"),
    (1.7e308, "1.6e308", "wrong", "wrong", "right", "wrong", "wrong", "wrong"),
    (5e-324, "5e-324", "right", "right", "right", "right", "right", "right"),
    (3e-310, "3e-310", "right", "right", "right", "right", "right", "right"),
    (3e-310, "5e-310", "wrong", "right", "wrong", "wrong", "right", "wrong"),
    (3.004e-310, "3e-310", "right", "right", "right", "right", "right", "wrong"),
    (3e-310, "0.00", "right", "right", "right", "right", "right", "right"),
    (3e-305, "3.3e-305", "wrong", "right", "right", "wrong", "right", "wrong"),
    (16553.0, "16553", "right", "right", "right", "right", "right", "right"),
    (16553.0, "16553.00", "right", "right", "right", "right", "right", "right"),
    (16553.0, "16554", "wrong", "wrong", "right", "right", "wrong", "right"),
    (16553.0, "16600", "wrong", "wrong", "right", "right", "wrong", "wrong"),
    (16553.0, "33106/2", "right", "right", "right", "right", "right", "right"),
    (1e12, "1000000000001", "wrong", "wrong", "right", "right", "wrong", "right"),
    (9007199254740992.0, "9007199254740993", "right", "right", "right", "right", "right", "right"),  # 2^53 + 1
    (1000.0 * (1 - 1e-16), "1004", "wrong", "wrong", "right", "right", "wrong", "wrong"),  # 1000 but for rounding
    (1.0, "0.996", "wrong", "right", "right", "right", "right", "wrong"),
    (0.996, "1.00", "right", "right", "right", "wrong", "right", "wrong"),
]
"""0, infinity, NaN, numbers at the ends of float64, exact integers: by every rule."""
RULES = (
    Tolerance(),
    Tolerance("decimals", 2),
    Tolerance("significant", 1),
    Tolerance("significant", 3),
    Tolerance("absolute", 0.01),
    Tolerance("relative", 0.001),
)


@pytest.mark.parametrize("case", AT_THE_ENDS, ids=lambda case: f"{case[0]!r}-{case[1]}")
def test_each_rule_has_a_meaning_at_the_ends_of_the_number_line(case: tuple[float, str, str]) -> None:
    value, text, *expected = case
    found = ["right" if rule.fits(value, Written.of(text)) else "wrong" for rule in RULES]
    assert found == expected


@pytest.mark.parametrize("amount", [math.nan, math.inf, -1.0])
def test_a_tolerance_is_a_finite_number(amount: float) -> None:
    with pytest.raises(CommandError, match="can't be"):
        Tolerance("relative", amount)


@given(st.floats(-1e6, 1e6), st.integers(0, 9))
def test_every_value_rounded_by_python_is_right(value: float, decimals: int) -> None:
    assert Tolerance().fits(value, Written(Decimal(f"{value:.{decimals}f}")))


@given(st.floats(-1e6, 1e6), st.integers(0, 6), st.integers(1, 5))
def test_a_unit_of_the_last_place_off_is_wrong(value: float, decimals: int, units: int) -> None:
    off = Decimal(f"{value:.{decimals}f}") + units * Decimal((0, (1,), -decimals))
    half_and_noise = 0.5 * 10.0**-decimals + NOISE * abs(value)
    assert not Tolerance(halves="half-up").fits(value, Written(off)) or abs(float(off) - value) <= half_and_noise


@pytest.mark.parametrize("text", ["0.50", "1/2", "0.5000000"])
def test_what_numbers_may_be_off_by_in_any_case_they_may_be_off_by_just_so(text: str) -> None:
    assert Tolerance(least=0.1).fits(0.6, Written.of(text))
    assert not Tolerance(least=0.1).fits(0.61, Written.of(text))


def test_digits_that_tell_two_numbers_apart() -> None:
    assert telling_digits(0.291027774, 0.291027924) == 7
    assert telling_digits(1.0, 1.0 + 1e-15) is None
    assert telling_digits(1.0, -1.0) == 1
    assert telling_digits(0.0, 0.0) is telling_digits(math.inf, math.inf) is None
    assert telling_digits(0.0, 1e-300) == telling_digits(math.inf, 3.0) == telling_digits(3.0, math.nan) == 1


@pytest.mark.parametrize(
    ("tolerance", "value", "text", "width"),
    [
        (Tolerance(), 0.5012, "0.50", 0.005),
        (Tolerance(least=0.3), 0.5012, "0.50", 0.3),
        (Tolerance("significant", 3), 16553.0, "16600", 50),
        (Tolerance("significant", 3), 0.0, "16600", 0),
        (Tolerance("relative", 0.01), -200.0, "-201", 2),
        (Tolerance("relative", 0.01), 0.0, "9e-15", 1e-14),
        (Tolerance(), 0.0, "9e-15", 1e-14),
        (Tolerance(), 9e-15, "0e-20", 5e-21),
    ],
)
def test_widths_of_many_numbers_are_the_rules(tolerance: Tolerance, value: float, text: str, width: float) -> None:
    written = Written.of(text)
    arrays = [np.array([number]) for number in (value, written.number, written.half)]
    margin = 1e-9 * width + 2e-13 * max(abs(value), abs(written.number)) + 2e-321
    assert 0 <= tolerance.widths(*arrays)[0] - width <= margin


def test_a_tolerance_is_0_unless_told_otherwise() -> None:
    assert not Tolerance("absolute").fits(0.5, Written.of("0.6"))


def test_a_width_at_a_written_number_is_that_of_its_digits_or_the_least() -> None:
    assert Tolerance().width_at(Written.of("0.50")) == 0.005
    assert Tolerance(least=0.3).width_at(Written.of("0.50")) == 0.3
    assert Tolerance("relative", 0.01).width_at(Written.of("200")) == 2


@pytest.mark.parametrize(
    ("value", "text", "reading"),
    [
        (16553.0, "16600", "read as 3 significant figures"),
        (16649.0, "16600", "read as 3 significant figures"),
        (16650.0, "16600", "read as 3 significant figures"),
        (16651.0, "16600", ""),
        (14600.0, "15000", "read as 2 significant figures"),
        (14000.0, "10000", ""),
        (0.12349, "0.1234", "its last digits were cut off"),
        (-0.12349, "-0.1234", "its last digits were cut off"),
        (-0.12349, "0.1234", ""),
        (0.12349, "0.1233", ""),
        (0.1234, "0.1236", ""),
        (1.9, "1", ""),
        (0.019, "0.01", ""),
        (19.9, "19", "its last digits were cut off"),
        (math.inf, "1", ""),
    ],
)
def test_a_number_that_is_off_has_another_reading(value: float, text: str, reading: str) -> None:
    written = Written.of(text)
    assert not Tolerance().fits(value, written)
    assert Tolerance().loose_reading(value, written).startswith(reading)
    assert bool(Tolerance().loose_reading(value, written)) is bool(reading)
    assert Tolerance().accepts(value, written) is bool(reading)
    assert not Tolerance("decimals", 9).accepts(value, written)


def test_digits_cut_off_are_wrong_where_that_is_not_accepted() -> None:
    written = Written.of("0.1234")
    assert Tolerance().is_cut_off(0.12349, written) is True
    assert Tolerance(accepts_cut=False).is_cut_off(0.12349, written) is False
    assert not Tolerance(accepts_cut=False).accepts(0.12349, written)
    assert Tolerance().is_cut_off(0.1234, written) is False


def test_a_number_that_fits_is_accepted() -> None:
    assert Tolerance().accepts(0.12344, Written.of("0.1234")) is True
    assert Tolerance().loose_reading(0.5, Written.of("0.0")) == ""
