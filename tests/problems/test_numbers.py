"""Single numbers."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
from hypothesis import given
from hypothesis import strategies as st

from nnstep.problems.numbers import exact, number_text
from nnstep.scenario.load import parse


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("true", "must be a number, but it is true (write 1)"),
        ("false", "must be a number, but it is false (write 0)"),
        ("'0.50'", 'must be a number, but it is the string "0.50" (write it without quotes: 0.50)'),
        ("'0,5'", 'must be a number, but it is the string "0,5" (write it without quotes: 0.5)'),
        ("' +5e3 '", 'must be a number, but it is the string " +5e3 " (write it without quotes: +5e3)'),
        ("'1/3'", 'must be a number, but it is the string "1/3"'),
        ("'.'", 'must be a number, but it is the string "."'),
        ("1979-05-27", "must be a number, but it is a date"),
        ("1979-05-27T07:32:00Z", "must be a number, but it is a date"),
        ("07:32:00", "must be a number, but it is a time of day"),
        ("{}", "must be a number, but it is a table"),
        ("nan", "is nan, but every number must be finite"),
        ("inf", "is infinity, but every number must be finite"),
        ("-inf", "is -infinity, but every number must be finite"),
        ("1.8e308", "is too large: a number can be at most about 1.8e308"),
        ("1e999999", "is too large: a number can be at most about 1.8e308"),
        ("-1e99999999999999999999", "is too large: a number can be at most about 1.8e308"),
        ("1" + "0" * 400, "is too large: a number can be at most about 1.8e308"),
        ("0x" + "f" * 9999, "is too large: a number can be at most about 1.8e308"),
    ],
)
def test_what_is_no_finite_number_is_named_with_its_place(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]], value: str, message: str
) -> None:
    assert wrong(exercise(input=f"[1, {value}]")) == [f"2: input, entry 2 {message}"]


@pytest.mark.parametrize("value", ["1", "-1.50", "1_000", "1e3", "0xff", "1.7976931348623157e308", "5e-324", "1e-400"])
def test_every_form_of_a_finite_number_is_taken(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]], value: str
) -> None:
    assert wrong(exercise(input=f"[1, {value}]")) == []


@pytest.mark.parametrize("value", ["1e-99999999999999999999", "-1e-99999999999999999999"])
def test_a_number_that_is_too_small_is_zero(exercise: Callable[..., str], value: str) -> None:
    number = parse(exercise(input=f"[1, {value}]"), "a.toml").samples[0].input[1, 0]
    assert repr(float(number)) == repr(float(value))


@given(st.from_regex(r"[+-]?(0|[1-9][0-9]{0,25})\.[0-9]{1,30}([eE][+-]?[0-9]{1,3})?", fullmatch=True))
def test_a_decimal_becomes_the_very_float_that_its_text_is(text: str) -> None:
    assert repr(float(exact(text))) == repr(float(text))


def test_a_decimal_keeps_its_digits() -> None:
    assert str(exact("0.50")) == "0.50"
    assert exact("1_000.5") == Decimal("1000.5")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (".5", "0.5"),
        ("-.5e3", "-0.5e3"),
        ("5.", "5.0"),
        ("0,1", "0.1"),
        ("007", "7"),
        ("00.50", "0.50"),
        ("0", "0"),
        ("abc", ""),
        ("", ""),
        ("1" * 50, ""),
    ],
)
def test_a_number_written_otherwise_is_put_as_toml_has_it(text: str, expected: str) -> None:
    assert number_text(text) == expected
