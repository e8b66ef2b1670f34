"""The line of keys: what fits, and which key a click presses."""

from __future__ import annotations

import pytest

from nnstep.tui.widgets.key_line import KeyLineItem, ShownKey, fitting


def item(keys: str, label: str) -> KeyLineItem:
    return KeyLineItem(tuple(ShownKey(key, key) for key in keys), label)


STEP, INTO, HELP = item("nN", "step"), item("sS", "into"), item("?", "help")


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (100, [STEP, INTO, HELP]),
        (25, [STEP, INTO, HELP]),
        (24, [STEP, HELP]),
        (16, [STEP, HELP]),
        (15, [HELP]),
        (1, [HELP]),
    ],
)
def test_the_last_item_is_always_shown_and_of_the_others_as_many_as_fit(width: int, shown: list[KeyLineItem]) -> None:
    assert fitting([STEP, INTO, HELP], width) == shown


def test_nothing_fits_of_nothing() -> None:
    assert fitting([], 80) == []


def test_a_click_on_a_key_presses_it_and_one_on_the_word_the_first() -> None:
    assert [STEP.key_at(column) for column in range(7)] == ["n", "N", *"nnnnn"]
    assert HELP.key_at(4) == "?"
