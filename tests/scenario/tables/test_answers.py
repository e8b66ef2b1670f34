"""Published answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

LAYERS = "[[layers]]\nweights = [[1, 2], [3, 4], [5, 6]]\nbiases = [1, 2, 3]\n[[layers]]\nweights = [[1, 2, 3]]\n"
ROWS = "one row a neuron, one column an input"
NEURONS = "one number for each neuron, as in [115, 141]"
FIRST = "the first sample's numbers as one list"
IDS = "known are x, y, lr, E and, for each layer n, Wn, bn, zn, an, deltan, dWn and dbn"


@pytest.fixture
def wrong_answer(exercise: Callable[..., str], wrong: Callable[[str], list[str]]) -> Callable[..., list[str]]:
    def problems(line: str, layers: str = LAYERS) -> list[str]:
        return wrong(exercise(layers, more=f"[answers]\n{line}\n"))

    return problems


@pytest.mark.parametrize(
    "line",
    [
        "x = [2, 1]",
        "y = [1]",
        "lr = 0.1",
        "E = 3",
        "W1 = [[1, 2], [3, 4], [5, 6]]",
        "dW2 = [[1, 2, 3.50]]",
        "b1 = [1, 2, 3]",
        "db1 = [1, 2, 3]",
        "z1 = [1, 2, 3]",
        "a2 = [1]",
        "delta1 = [-1, 0.0, 1e3]",
    ],
)
def test_every_quantity_of_the_network_may_be_answered(wrong_answer: Callable[..., list[str]], line: str) -> None:
    assert wrong_answer(line) == []


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("Delta1 = [1]", "did you mean delta1?"),
        ("w1 = [[1]]", "did you mean W1?"),
        ("dleta1 = [1]", "did you mean delta1?"),
        ("delta3 = [1]", "the network has 2 layers after the input"),
        ("z10 = [1]", "the network has 2 layers after the input"),
        ("b2 = [1]", "layer 2 has no biases"),
        ("db2 = [1]", "layer 2 has no biases"),
        ("learning_rate = 1", "write lr"),
        ("momentum = 1", IDS),
    ],
)
def test_what_is_no_quantity_of_the_network_is_named(
    wrong_answer: Callable[..., list[str]], line: str, hint: str
) -> None:
    id = line.split(" = ", maxsplit=1)[0]
    assert wrong_answer(line) == [f"11: answers.{id} is not a quantity of this network ({hint})"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("E = [3]", "E must be a number, but it is a list (write it without brackets)"),
        ("E = nan", "E is nan, but every number must be finite"),
        ("z1 = 3", f"z1 must be a list of numbers, but it is the number 3 ({NEURONS})"),
        ("z1 = [[1], [2], [3]]", f"z1, entry 1 must be a number, but it is a list ({NEURONS})"),
        ("z1 = []", f"z1 is empty ({NEURONS})"),
        ("a1 = [1, 2]", f"a1 has 2 numbers, but layer 1 has 3 neurons ({NEURONS})"),
        ("b1 = [1]", f"b1 has 1 number, but layer 1 has 3 neurons ({NEURONS})"),
        ("x = [1]", f"x has 1 number, but the input has 2 numbers ({FIRST})"),
        ("y = [1, 2]", f"y has 2 numbers, but the target has 1 number ({FIRST})"),
        ("W2 = [1, 2, 3]", f"W2 must be a list of rows, but its first entry is the number 1 ({ROWS})"),
        ("W2 = [[1, 2]]", f"W2, row 1 has 2 numbers, but layer 2 has 3 inputs ({ROWS})"),
        ("W2 = [[1, 2, 3], [1, 2, 3]]", f"W2 has 2 rows, but layer 2 has 1 neuron ({ROWS})"),
        ("dW1 = [[1, 2], [1, true], [1, 2]]", "dW1, row 2, entry 2 must be a number, but it is true (write 1)"),
    ],
)
def test_an_answer_of_another_shape_than_its_quantity_is_refused(
    wrong_answer: Callable[..., list[str]], line: str, message: str
) -> None:
    assert wrong_answer(line) == [f"11: answers.{message}"]


def test_answers_are_not_held_against_broken_layers(wrong_answer: Callable[..., list[str]]) -> None:
    assert len(wrong_answer("z1 = [1, 2, 3, 4, 5]", layers="[[layers]]\nweights = [[1]]\n")) == 1
    assert len(wrong_answer("W7 = [[1]]", layers="layers = 3\n")) == 1


def test_answers_must_be_a_table(exercise: Callable[..., str], wrong: Callable[[str], list[str]]) -> None:
    hint = "write [answers], and below it lines such as: delta2 = [115, 141]"
    assert wrong(exercise(answers="3")) == [f"5: answers must be a table, but it is the number 3 ({hint})"]
