"""Unknown and missing keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

from nnstep.scenario.load import parse
from nnstep.scenario.tables.keys import MINIMAL_EXAMPLE

KNOWN = (
    "known here: title, input, target, learning_rate, layers, data, graph, source, notes, notation, symbols, error, "
    "training, conventions, answers, quantities, ..."
)


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("title", 'add a line such as: title = "Exercise 1"'),
        ("input", "add a line such as: input = [2, 1, 3]"),
        ("target", "add a line such as: target = [4, 5]"),
        ("learning_rate", "add a line such as: learning_rate = 0.1"),
    ],
)
def test_a_missing_key_is_named_at_the_first_line(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]], key: str, hint: str
) -> None:
    assert wrong(exercise(**{key: None})) == [f"1: {key} is missing ({hint})"]


def test_missing_layers_are_named_at_the_first_line(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]]
) -> None:
    hint = "add a table [[layers]] with weights for each layer after the input"
    assert wrong(exercise(layers="")) == [f"1: layers is missing ({hint})"]


@pytest.mark.parametrize(("layers", "line"), [("[[layers]]\nbiases = [1]\n", 5), ("layers = [{biases = [1]}]\n", 5)])
def test_missing_weights_are_named_at_their_layer(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]], layers: str, line: int
) -> None:
    hint = "add weights = [[...], ...] below it: one row a neuron, one column an input"
    assert wrong(exercise(layers)) == [f"{line}: layers[0].weights is missing ({hint})"]


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ("nots = 'x'\n", "nots is not a known key (did you mean notes?)"),
        ("momentum = 0.9\n", f"momentum is not a known key ({KNOWN})"),
        ("epochs = 3\n", "epochs is not a known key (epochs belongs in the table [training])"),
        ("biases = [1]\n", "biases is not a known key (biases belongs in a table [[layers]])"),
        ("[symbol]\n", "symbol is not a known key (did you mean symbols?)"),
        ("[[breakpoint]]\n", "breakpoint is not a known key (did you mean breakpoints?)"),
        ('"a b" = 1\n', f'"a b" is not a known key ({KNOWN})'),
        ('"\\u001b[2J" = 1\n', f'"\\x1b[2J" is not a known key ({KNOWN})'),
    ],
)
def test_an_unknown_key_is_named_with_what_was_meant(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]], more: str, message: str
) -> None:
    layers = "layers = [{weights = [[1, 2]]}]\n"
    assert wrong(exercise(layers, more=more)) == [f"6: {message}"]


def test_an_unknown_key_of_a_layer_is_named_with_what_was_meant(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]]
) -> None:
    text = exercise(more="activaton = 'relu'\ndropout = 1\n")
    assert wrong(text) == [
        "9: layers[0].activaton is not a known key (did you mean activation?)",
        "10: layers[0].dropout is not a known key (known here: weights, activation, biases, neurons and scale)",
    ]


def test_an_unknown_key_of_the_training_is_named(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]]
) -> None:
    text = exercise(more="[training]\nepoch = 1\nwarmup = 2\n")
    assert wrong(text) == [
        "10: training.epoch is not a known key (did you mean epochs?)",
        "11: training.warmup is not a known key (known here: epochs, optimizer, schedule, l2, batch_size, shuffle, "
        "seed, stop, eps, beta1, beta2, mu, rho, factor, decay and every)",
    ]


def test_a_misspelt_key_is_not_missing_as_well(exercise: Callable[..., str], wrong: Callable[[str], list[str]]) -> None:
    text = exercise("[[layers]]\nw = [[1, 2]]\n", learning_rate=None, more="[training]\n").replace("title", "name")
    text = "lr = 0.1\n" + text
    assert wrong(text) == [
        "1: lr is not a known key (did you mean learning_rate?)",
        "2: name is not a known key (did you mean title?)",
        "6: layers[0].w is not a known key (did you mean weights?)",
    ]


def test_a_key_below_the_wrong_header_is_sent_home_and_not_missing(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]]
) -> None:
    home = "learning_rate belongs at the top of the file, above the first line in [brackets]"
    text = exercise(learning_rate=None, more="learning_rate = 0.1\n")
    assert wrong(text) == [f"8: layers[0].learning_rate is not a known key ({home})"]


def test_keys_of_a_layer_without_its_header_do_not_make_the_layers_missing(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]]
) -> None:
    text = exercise("weights = [[1, 2]]\n")
    assert wrong(text) == ["5: weights is not a known key (weights belongs in a table [[layers]])"]


def test_the_minimal_example_is_a_scenario() -> None:
    assert parse(MINIMAL_EXAMPLE, "a.toml").title == "One neuron"
