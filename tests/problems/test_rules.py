"""Texts, names, learning rate and epochs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

NOTATIONS = "bradbury, goodfellow, kapur, nielsen, plain, tashfeen, zheng or zheng-nodes"
ERRORS = (
    "absolute, binary-cross-entropy, cross-entropy, half-squared, hinge, huber, mean-squared, none, "
    "root-mean-squared or squared"
)
ACTIVATIONS = (
    "arctan, cube, elu, exponential, gelu, gelu-tanh, hard-sigmoid, leaky-relu, linear, reciprocal, relu, sigmoid, "
    "sign, softmax, softplus, square, ..."
)
EPOCHS = "training.epochs must be a whole number from 1 to 10,000,000, but it is"


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("title", "3", 'title must be a string, but it is the number 3 (put it in quotes: title = "...")'),
        ("title", "''", 'title is empty (write some words: title = "...")'),
        ("title", "'  '", 'title is empty (write some words: title = "...")'),
        ("title", r'"a\nb"', "title must be one line (longer texts can go into notes)"),
        ("title", r'"\u001b[2J"', r"title has the control character \x1b (leave it out: it can't be shown)"),
        ("title", r'"a\tb"', r"title has the control character \x09 (leave it out: it can't be shown)"),
        ("title", '"\u202eb"', r"title has the control character \u202e (leave it out: it can't be shown)"),
        ("source", "1979-05-27", 'source must be a string, but it is a date (put it in quotes: source = "...")'),
        ("source", r'"\u0000"', r"source has the control character \x00 (leave it out: it can't be shown)"),
        ("notes", "[]", 'notes must be a string, but it is an empty list (put it in quotes: notes = "...")'),
        ("notes", r'"\u009b"', r"notes has the control character \x9b (leave it out: it can't be shown)"),
    ],
)
def test_a_text_that_can_not_be_shown_is_refused(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]], key: str, value: str, message: str
) -> None:
    text = exercise(**{key: value})
    line = next(number for number, line in enumerate(text.split("\n"), start=1) if line.startswith(key))
    assert wrong(text) == [f"{line}: {message}"]


def test_notes_may_have_several_lines(exercise: Callable[..., str], wrong: Callable[[str], list[str]]) -> None:
    assert wrong(exercise(notes='"""a\n\tb\n"""', source='"é 数 \u00a0"')) == []


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("notation", "'zhang'", f'notation must be {NOTATIONS}, but it is "zhang" (did you mean zheng?)'),
        ("notation", "'latex'", f'notation must be {NOTATIONS}, but it is "latex"'),
        ("notation", "1", f"notation must be a name in quotes, but it is the number 1 (one of {NOTATIONS})"),
        ("error", "'mse'", f'error must be {ERRORS}, but it is "mse" (did you mean mean-squared?)'),
        ("error", "'half_squared'", f'error must be {ERRORS}, but it is "half_squared" (did you mean half-squared?)'),
        ("error", "[]", f"error must be a name in quotes, but it is an empty list (one of {ERRORS})"),
    ],
)
def test_a_name_that_does_not_exist_is_refused_with_those_that_do(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]], key: str, value: str, message: str
) -> None:
    assert wrong(exercise(**{key: value})) == [f"5: {message}"]


def test_an_activation_that_does_not_exist_is_refused_with_those_that_do(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]]
) -> None:
    layers = "[[layers]]\nactivation = 'Logistic'\nweights = [[1, 2]]\n"
    name = f'layers[0].activation must be {ACTIVATIONS}, but it is "Logistic" (did you mean sigmoid?)'
    assert wrong(exercise(layers)) == [f"6: {name}"]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("nan", "is nan, but every number must be finite"),
        ("+inf", "is infinity, but every number must be finite"),
        ("-inf", "is -infinity, but every number must be finite"),
        ("true", "must be a number, but it is true (write 1)"),
        ("'.5'", 'must be a number, but it is the string ".5" (write it without quotes: 0.5)'),
        ("[0.1]", "must be a number, but it is a list (write it without brackets)"),
        ("{a = 1}", "must be a number, but it is a table"),
    ],
)
def test_a_learning_rate_that_is_no_step_is_refused(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]], value: str, message: str
) -> None:
    assert wrong(exercise(learning_rate=value)) == [f"4: learning_rate {message}"]


@pytest.mark.parametrize("value", ["0", "0.0", "1e-300", "100"])
def test_a_learning_rate_may_be_zero_small_or_large(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]], value: str
) -> None:
    assert wrong(exercise(learning_rate=value)) == []


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("0", "the number 0"),
        ("-1", "the number -1"),
        ("2.0", "the number 2.0 (write it without a decimal point: 2)"),
        ("2.5", "the number 2.5"),
        ("1e400", "the number 1E+400"),
        ("nan", "the number NaN"),
        ("true", "true"),
        ("'3'", 'the string "3"'),
        ("0x" + "f" * 5000, "a number"),
    ],
)
def test_epochs_must_be_a_whole_number_in_range(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]], value: str, message: str
) -> None:
    assert wrong(exercise(more=f"[training]\nepochs = {value}\n")) == [f"10: {EPOCHS} {message}"]


def test_more_epochs_than_the_limit_are_refused_with_the_way_to_raise_it(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = exercise(more="[training]\nepochs = 10_000_001\n")
    assert wrong(text) == [
        "10: training.epochs must be a whole number from 1 on, but it is 10,000,001, and at most 10,000,000 are run "
        "(set NNSTEP_LIMITS=epochs=11e6 to raise this limit)"
    ]
    monkeypatch.setenv("NNSTEP_LIMITS", "epochs=11e6")
    assert wrong(text) == []


@pytest.mark.parametrize("value", ["1", "10_000_000"])
def test_epochs_may_be_as_many_as_ten_million(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]], value: str
) -> None:
    assert wrong(exercise(more=f"[training]\nepochs = {value}\n")) == []


def test_the_training_must_be_a_table(exercise: Callable[..., str], wrong: Callable[[str], list[str]]) -> None:
    hint = "write [training], and below it epochs = 1"
    assert wrong(exercise(training="3")) == [f"5: training must be a table, but it is the number 3 ({hint})"]
