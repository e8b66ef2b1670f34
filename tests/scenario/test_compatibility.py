"""Error functions that take logarithms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable


def layer(activation: str) -> str:
    return f"[[layers]]\n{activation}\nweights = [[1, 2]]\n"


@pytest.mark.parametrize(
    ("error", "activation", "suitable"),
    [
        ("cross-entropy", "tanh", '"softmax" or "sigmoid"'),
        ("cross-entropy", "linear", '"softmax" or "sigmoid"'),
        ("binary-cross-entropy", "softmax", '"sigmoid"'),
        ("binary-cross-entropy", "relu", '"sigmoid"'),
    ],
)
def test_outputs_without_a_logarithm_are_refused(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]], error: str, activation: str, suitable: str
) -> None:
    text = exercise(layer(f"activation = '{activation}'"), error=f"'{error}'")
    reason = f"{error} takes logarithms, so outputs must lie between 0 and 1"
    hint = f"write activation = {suitable} in the last layer, or another error"
    assert wrong(text) == [f'7: layers[0].activation is "{activation}", but {reason} ({hint})']


@pytest.mark.parametrize("error", ["cross-entropy", "binary-cross-entropy"])
def test_outputs_of_a_sigmoid_are_suitable_be_it_written_or_not(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]], error: str
) -> None:
    assert wrong(exercise(layer("activation = 'sigmoid'"), error=f"'{error}'")) == []
    assert wrong(exercise(layer(""), error=f"'{error}'", target="[0.5]")) == []


def test_outputs_of_a_softmax_are_suitable_for_cross_entropy(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]]
) -> None:
    assert wrong(exercise(layer("activation = 'softmax'"), error="'cross-entropy'")) == []


@pytest.mark.parametrize("error", ["cross-entropy", "binary-cross-entropy"])
@pytest.mark.parametrize("target", ["4", "-0.5", "1.0001"])
def test_a_target_that_is_no_probability_is_refused(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]], error: str, target: str
) -> None:
    text = exercise(layer(""), error=f"'{error}'", target=f"[{target}]")
    reason = f"for {error} every target must be from 0 to 1"
    hint = 'for other targets write error = "half-squared"'
    assert wrong(text) == [f"3: target, entry 1 is the number {target}, but {reason} ({hint})"]


def test_of_many_such_targets_the_first_is_named(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]]
) -> None:
    text = exercise(layer(""), error="'cross-entropy'", input="[[1, 2], [1, 2], [1, 2]]", target="[[1], [2], [3]]")
    assert [message.split(" is ")[0] for message in wrong(text)] == ["3: target, row 2, entry 1"]


@pytest.mark.parametrize("target", ["'x'", "3", "[nan]", "[true]", "[[[2]]]", "{a = 2}"])
def test_a_target_that_is_broken_is_not_held_against_the_error_as_well(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]], target: str
) -> None:
    assert len(wrong(exercise(layer(""), error="'cross-entropy'", target=target))) == 1


def test_other_errors_take_any_target_and_output(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]]
) -> None:
    assert wrong(exercise(layer("activation = 'tanh'"), error="'mean-squared'", target="[-4]")) == []


def test_targets_of_a_softmax_that_do_not_sum_to_one_are_named_sample_by_sample(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]]
) -> None:
    layers = "[[layers]]\nactivation = 'softmax'\nweights = [[1, 2], [3, 4]]\n"
    keys = {"input": "[[1, 2], [3, 4], [5, 6]]", "target": "[[1, 0], [1, 1], [0.25, 0.5]]"}
    reason = "but for cross-entropy with softmax the targets of a sample must sum to 1"
    hint = "give each class its probability, as [0, 1, 0]"
    assert wrong(exercise(layers, error="'cross-entropy'", **keys)) == [
        f"3: target, row 2 sums to 2, {reason} ({hint})",
        f"3: target, row 3 sums to 0.75, {reason} ({hint})",
    ]


def test_typed_thirds_sum_to_one_near_enough(exercise: Callable[..., str], wrong: Callable[[str], list[str]]) -> None:
    layers = "[[layers]]\nactivation = 'softmax'\nweights = [[1, 2], [3, 4], [5, 6]]\n"
    target = "[0.3333333333, 0.3333333333, 0.3333333333]"
    assert wrong(exercise(layers, error="'cross-entropy'", target=target)) == []
