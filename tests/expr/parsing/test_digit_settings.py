"""How many digits are shown, as typed."""

from __future__ import annotations

import pytest

from nnstep.errors import CommandError
from nnstep.expr.digits import Digits
from nnstep.expr.parsing.digit_settings import more_digits, parse_digits, typed_digits


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5", Digits(5)),
        (".3", Digits(form="decimals", decimals=3)),
        (".0", Digits(form="decimals", decimals=0)),
        ("fraction", Digits(form="fraction")),
        ("f", Digits(form="fraction")),
    ],
)
def test_digits_decimals_and_fractions_are_typed(text: str, expected: Digits) -> None:
    assert parse_digits(text, Digits()) == expected


def test_significant_digits_keep_what_was_set_for_another_form() -> None:
    present = Digits(9, "float32", form="decimals", decimals=2)
    assert parse_digits("4", present) == Digits(4, "float32", decimals=2)


@pytest.mark.parametrize("text", ["", "many", "1", "18", ".16", "-3", "3.5", ".", "5 5", "²", "9" * 5000])
def test_anything_else_is_refused_with_what_can_be_typed(text: str) -> None:
    with pytest.raises(CommandError) as error:
        parse_digits(text, Digits())
    assert "5 for significant digits" in error.value.hint or "write a number from" in error.value.hint


def test_one_more_or_less_is_of_what_is_counted_and_within_bounds() -> None:
    assert more_digits(Digits(6), 1) == Digits(7)
    assert more_digits(Digits(2), -1) == Digits(2)
    assert more_digits(Digits(17), 5) == Digits(17)
    assert more_digits(Digits(form="decimals", decimals=0), -1).decimals == 0
    assert more_digits(Digits(form="decimals", decimals=3), 1) == Digits(form="decimals", decimals=4)
    assert more_digits(Digits(form="fraction"), 1) == Digits(7, form="fraction")


@pytest.mark.parametrize("text", ["2", "6", "17", ".0", ".3", ".15", "fraction"])
def test_what_is_set_can_be_typed_again(text: str) -> None:
    assert typed_digits(parse_digits(text, Digits())) == text
