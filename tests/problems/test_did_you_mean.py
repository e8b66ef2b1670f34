"""Which name was meant."""

from __future__ import annotations

import pytest

from nnstep.problems.did_you_mean import meant, nearest

KEYS = ["title", "input", "target", "learning_rate", "layers", "error"]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("learning-rate", "learning_rate"),
        ("Learning Rate", "learning_rate"),
        ("learningrate", "learning_rate"),
        ("eta", "learning_rate"),
        ("lr", "learning_rate"),
        ("inputs", "input"),
        ("layer", "layers"),
        ("loss", "error"),
        ("graph", ""),
        ("", ""),
        ("title" * 100_000, ""),
    ],
)
def test_the_nearest_name_is_found(word: str, expected: str) -> None:
    assert nearest(word, KEYS) == expected


def test_another_books_word_is_not_offered_where_there_is_no_such_name() -> None:
    assert nearest("eta", ["epochs"]) == ""


def test_a_name_that_differs_in_case_only_is_preferred() -> None:
    assert nearest("w1", ["dW1", "W1"]) == "W1"


def test_a_name_that_is_found_is_put_as_a_question() -> None:
    assert meant("inptu", KEYS) == "did you mean input?"
    assert meant("zzz", KEYS) == ""
