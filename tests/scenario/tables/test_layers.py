"""Layers: containers, weights, biases, and how they fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

HEADERS = "write [[layers]], in double brackets, above the keys of each layer"
ROWS = "one row a neuron, one column an input"
EXCHANGED = f"rows and columns look exchanged: {ROWS}"
BIASES = "one number for each neuron, as in [0.5, -1]"


def layers(*each: str) -> str:
    return "".join(f"[[layers]]\n{keys}\n" for keys in each)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("layers = 3", f"layers must be a list of tables, but it is the number 3 ({HEADERS})"),
        ("[layers]\nweights = [[1, 2]]", f"layers must be a list of tables, but it is a table ({HEADERS})"),
        ("layers = []", f"layers is empty, but a network has at least one layer ({HEADERS})"),
        ("layers = [3]", f"layers[0] must be a table, but it is the number 3 ({HEADERS})"),
        ("layers = [[[1, 2]]]", f"layers[0] must be a table, but it is a list ({HEADERS})"),
    ],
)
def test_layers_of_another_kind_are_refused(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]], text: str, message: str
) -> None:
    assert wrong(exercise(text + "\n")) == [f"5: {message}"]


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ("1", f" must be a list of rows, but it is the number 1 ({ROWS})"),
        ("'x'", ' must be he, normal, tenths, uniform, whole, xavier, zeros or a file\'s name, but it is "x"'),
        ("3", f" must be a list of rows, but it is the number 3 ({ROWS})"),
        ("{a = 1}", f" must be a list of rows, but it is a table ({ROWS})"),
        ("[]", f" is empty ({ROWS})"),
        ("[1, 2]", f" must be a list of rows, but its first entry is the number 1 ({ROWS})"),
        ("[[1, 2], 3]", f", row 2 must be a list of numbers, but it is the number 3 ({ROWS})"),
        ("[[1, 2], []]", f", row 2 is empty ({ROWS})"),
        ("[[1, [2]]]", ", row 1, entry 2 must be a number, but it is a list (write it without brackets)"),
        ("[[1, nan]]", ", row 1, entry 2 is nan, but every number must be finite"),
        ("[[1, 2, 3]]", f", row 1 has 3 numbers, but the input has 2 ({ROWS})"),
        ("[[1, 2], [1]]", f", row 2 has 1 number, but the input has 2 ({ROWS})"),
        ("[[1], [2]]", f" has rows of 1 number, but the input has 2 ({EXCHANGED})"),
        ("[[1], [2], [3]]", f" has rows of 1 number, but the input has 2 ({ROWS})"),
    ],
)
def test_weights_that_are_no_matrix_for_the_input_are_refused(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]], weights: str, message: str
) -> None:
    assert wrong(exercise(layers(f"weights = {weights}"))) == [f"6: layers[0].weights{message}"]


def test_every_ragged_row_is_named_with_its_line(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]]
) -> None:
    text = exercise(layers("weights = [\n[1, 2],\n[3],\n[4, 5],\n[6, 7, 8],\n]"))
    assert wrong(text) == [
        f"8: layers[0].weights, row 2 has 1 number, but the input has 2 ({ROWS})",
        f"10: layers[0].weights, row 4 has 3 numbers, but the input has 2 ({ROWS})",
    ]


def test_without_a_known_size_most_rows_are_right(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]]
) -> None:
    text = exercise(layers("weights = [[1], [1, 2], [3, 4]]"), input="3")
    assert wrong(text)[1:] == [f"6: layers[0].weights, row 1 has 1 number, but row 2 has 2 ({ROWS})"]


def test_weights_are_held_against_the_layer_before(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]]
) -> None:
    text = exercise(layers("weights = [[1, 2], [3, 4]]", "weights = [[1, 2, 3]]"))
    assert wrong(text) == [f"8: layers[1].weights, row 1 has 3 numbers, but layers[0] has 2 neurons ({ROWS})"]


@pytest.mark.parametrize("weights", ["[[1, 2], [3]]", "[[1], [2], [3]]", "[1, 2]", "[[1, []]]", "3"])
def test_what_follows_from_broken_weights_is_no_problem_of_the_next_layer(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]], weights: str
) -> None:
    text = exercise(layers(f"weights = {weights}\nbiases = [1, 2, 3, 4]", "weights = [[1, 2, 3, 4, 5]]"))
    assert [line.split(":")[0] for line in wrong(text)] == ["6"]


def test_a_wrong_number_leaves_the_sizes_known(exercise: Callable[..., str], wrong: Callable[[str], list[str]]) -> None:
    text = exercise(layers("weights = [[1, '2']]", "weights = [[1, 2]]"))
    assert len(wrong(text)) == 2


@pytest.mark.parametrize(
    ("biases", "message"),
    [
        ("[]", " is empty (leave the key out for a layer without biases)"),
        (
            "0.5",
            " must be a list of numbers, but it is the number 0.5 "
            '(write one number for each neuron, or the convention biases = "shared")',
        ),
        ("[[1]]", f", entry 1 must be a number, but it is a list ({BIASES})"),
        ("[1, 2]", f" has 2 numbers, but layers[0].weights has 1 row ({BIASES})"),
        ("[true]", ", entry 1 must be a number, but it is true (write 1)"),
        ("[-inf]", ", entry 1 is -infinity, but every number must be finite"),
    ],
)
def test_biases_that_do_not_fit_the_neurons_are_refused(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]], biases: str, message: str
) -> None:
    text = exercise(layers(f"weights = [[1, 2]]\nbiases = {biases}"))
    assert wrong(text) == [f"7: layers[0].biases{message}"]
