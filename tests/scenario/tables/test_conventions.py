"""The table [conventions]: its keys, values and defaults."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nnstep.scenario.load import parse
from nnstep.scenario.tables.conventions import Conventions

if TYPE_CHECKING:
    from collections.abc import Callable


def test_left_out_all_are_the_defaults(exercise: Callable[..., str]) -> None:
    assert parse(exercise(), "a.toml").conventions == Conventions()


def test_what_is_given_is_taken(exercise: Callable[..., str]) -> None:
    text = exercise(more='[conventions]\nbackward = "stepwise"\nbiases = "frozen"\n')
    assert parse(text, "a.toml").conventions == Conventions(backward="stepwise", biases="frozen")


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (
            'backward = "steps"',
            'conventions.backward must be delta or stepwise, but it is "steps" (did you mean stepwise?)',
        ),
        ("biases = false", "conventions.biases must be a name in quotes, but it is"),
        ('updates = "output-first"', "conventions.updates is not a known key (did you mean update?)"),
    ],
)
def test_a_wrong_convention_is_named(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]], lines: str, problem: str
) -> None:
    found = wrong(exercise(more=f"[conventions]\n{lines}\n"))
    assert len(found) == 1
    assert problem in found[0]


def test_conventions_that_are_no_table_are_named(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]]
) -> None:
    assert "conventions must be a table" in wrong(exercise(conventions="'frozen'"))[0]
