"""How messages name values, keys and counts."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest

from nnstep.problems.message_text import counted, description, key_text, listed, quoted


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, "true"),
        ("0.5", 'the string "0.5"'),
        (3, "the number 3"),
        (Decimal("0.50"), "the number 0.50"),
        (Decimal("1." + "0" * 100), "a number"),
        ([], "an empty list"),
        ([1], "a list"),
        ({}, "a table"),
        (date(2018, 1, 1), "a date"),
        (time(12), "a time of day"),
    ],
)
def test_a_value_is_named_by_its_kind(value: object, expected: str) -> None:
    assert description(value) == expected


def test_a_number_of_thousands_of_digits_is_not_written_out() -> None:
    assert description(10**5000) == "a number"


def test_a_string_is_quoted_harmless_and_short() -> None:
    assert quoted("a\x1b[0m\n\t") == r'"a\x1b[0m\n\t"'
    assert quoted("x" * 100) == '"' + "x" * 39 + '…"'


def test_a_key_is_bare_where_toml_allows_it() -> None:
    assert key_text("learning-rate_2") == "learning-rate_2"
    assert key_text("learning rate") == '"learning rate"'
    assert key_text("") == '""'


def test_names_are_listed_as_in_a_sentence() -> None:
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"], "or") == "a, b or c"
    assert listed(map(str, range(20))).endswith("15, ...")


def test_counts_have_the_right_number() -> None:
    assert [counted(count, "row") for count in (1, 2)] == ["1 row", "2 rows"]
