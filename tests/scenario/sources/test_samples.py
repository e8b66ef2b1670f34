"""Input and target."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nnstep.scenario.load import parse

if TYPE_CHECKING:
    from collections.abc import Callable

FORMS = "a list of numbers for one sample, or a list of rows for several: [1, 2] or [[1, 2], [3, 4]]"


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("3", f"must be a list of numbers, but it is the number 3 ({FORMS})"),
        ("{a = 1}", f"must be a list of numbers, but it is a table ({FORMS})"),
        ("'1, 2'", f'must be a list of numbers, but it is the string "1, 2" ({FORMS})'),
        ("[]", f"is empty ({FORMS})"),
        ("[1, [2]]", f"mixes numbers and lists: entry 1 is the number 1 and entry 2 is a list ({FORMS})"),
        ("[[1], [2], 3]", f"mixes numbers and lists: entry 1 is a list and entry 3 is the number 3 ({FORMS})"),
    ],
)
def test_samples_of_another_kind_are_refused(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]], value: str, message: str
) -> None:
    assert wrong(exercise(input=value)) == [f"2: input {message}"]
    assert wrong(exercise(target=value)) == [f"3: target {message}"]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("[[1, 2], [1]]", "row 2 has 1 number, but row 1 has 2 (one row a sample)"),
        ("[[1], [1, 2], [3, 4]]", "row 1 has 1 number, but row 2 has 2 (one row a sample)"),
        ("[[1, 2], []]", "row 2 is empty (one row a sample)"),
        ("[[1, 2], [1, []]]", "row 2, entry 2 must be a number, but it is an empty list"),
        ("[[1, 2], [1, nan]]", "row 2, entry 2 is nan, but every number must be finite"),
    ],
)
def test_a_row_that_is_no_sample_is_named(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]], value: str, message: str
) -> None:
    target = "[" + "[1]," * value.count("],") + "[1]]"
    assert wrong(exercise(input=value, target=target)) == [f"2: input, {message}"]


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("[1, 2]", " has 2 numbers, but the last layer has 1 neuron"),
        ("[[1], [1, 2]]", ", row 2 has 2 numbers, but the last layer has 1 neuron (one row a sample)"),
    ],
)
def test_a_target_that_does_not_fit_one_sample_is_refused(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]], target: str, message: str
) -> None:
    assert wrong(exercise(target=target)) == [f"3: target{message}"]


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("[0, 1, 1]", " has 3 numbers, but input has 2 rows: one target a sample"),
        ("[0]", " has 1 number, but input has 2 rows: one target a sample"),
        ("[[0], [1], [1]]", " has 3 rows, but input has 2: one row a sample"),
        ("[[0, 1], [1, 1]]", " has rows of 2 numbers, but the last layer has 1 neuron (one row a sample)"),
        ("[[0], [1, 1]]", ", row 2 has 2 numbers, but the last layer has 1 neuron (one row a sample)"),
    ],
)
def test_a_target_that_does_not_fit_several_samples_is_refused(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]], target: str, message: str
) -> None:
    assert wrong(exercise(input="[[1, 2], [3, 4]]", target=target)) == [f"3: target{message}"]


def test_a_target_is_not_held_against_a_broken_input_or_layer(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]]
) -> None:
    assert len(wrong(exercise(input="[[1, 2], [3]]", target="[1]"))) == 1
    assert len(wrong(exercise("[[layers]]\nweights = [[1]]\n", target="[1, 2, 3]"))) == 1


def test_numbers_beside_rows_of_inputs_are_one_target_a_sample(exercise: Callable[..., str]) -> None:
    samples = parse(exercise(input="[[1, 2], [3, 4], [5, 6]]", target="[1, 0, 0]"), "a.toml").samples
    assert samples.targets.tolist() == [[1.0], [0.0], [0.0]]
    assert samples.inputs.tolist() == [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]


def test_one_input_is_shared_by_all_rows_of_targets(exercise: Callable[..., str]) -> None:
    samples = parse(exercise(input="[1, 2]", target="[[1], [0.5]]"), "a.toml").samples
    assert samples.inputs.tolist() == [[1.0, 2.0], [1.0, 2.0]]
    assert samples.targets.tolist() == [[1.0], [0.5]]


def test_numbers_beside_rows_are_refused_where_a_sample_has_several_outputs(wrong: Callable[[str], list[str]]) -> None:
    text = "title='T'\ninput=[[1, 2], [3, 4]]\ntarget=[0, 1]\nlearning_rate=1\n[[layers]]\nweights=[[1, 2], [3, 4]]\n"
    (problem,) = wrong(text)
    assert "the last layer has 2 neurons: one row of targets a sample" in problem
    assert "write one row a sample" in problem
