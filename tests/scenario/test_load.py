"""From a file or its text to the scenario."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstep.errors import ScenarioError
from nnstep.scenario.load import load, parse
from nnstep.scenario.tables.keys import MINIMAL_EXAMPLE

EXERCISE = '''\
title = "Exercise 1: one forward and one backward pass"
source = "A. Zheng, 2018"
notes = """
The source gives
everything."""
notation = "zheng"
input = [2, 1, 3]
target = [4, 5]
learning_rate = 0.1
error = "squared"

[training]
epochs = 3

[[layers]]
activation = "linear"
weights = [[2, 3, 4], [2, 1, 2], [3, 5, 1], [2, 3, 4]]
biases = [4, 1, 1, 2]

[[layers]]
weights = [[3, 1, 1, 1], [1, 4, 2, 0.1]]

[answers]
delta2 = [115, 141.50]
E = 16_553
W2 = [[1, 2.0, 3, 4], [5, 6, 7, -1e-3]]
'''


def refusal(text: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        parse(text, "a.toml")
    return caught.value.message


def test_a_correct_file_says_what_it_says(tmp_path: Path) -> None:
    path = tmp_path / "zheng-1.toml"
    path.write_text(EXERCISE, encoding="utf-8")
    scenario = load(path)
    assert (scenario.name, scenario.path) == ("zheng-1", str(path))
    assert scenario.title == "Exercise 1: one forward and one backward pass"
    assert (scenario.source, scenario.notes) == ("A. Zheng, 2018", "The source gives\neverything.")
    assert (scenario.notation, scenario.error) == ("zheng", "squared")
    assert (scenario.learning_rate, scenario.epochs) == (0.1, 3)
    assert [layer.activation for layer in scenario.layers] == ["linear", "sigmoid"]


def test_inputs_and_biases_become_columns_and_weights_a_row_a_neuron() -> None:
    scenario = parse(EXERCISE, "a.toml")
    (sample,) = scenario.samples
    first, second = scenario.layers
    assert np.array_equal(sample.input, [[2], [1], [3]])
    assert np.array_equal(sample.target, [[4], [5]])
    assert np.array_equal(first.weights, [[2, 3, 4], [2, 1, 2], [3, 5, 1], [2, 3, 4]])
    assert first.biases is not None
    assert np.array_equal(first.biases, [[4], [1], [1], [2]])
    assert second.biases is None
    assert second.weights[1, 3] == 0.1
    arrays = [sample.input, sample.target, first.weights, first.biases]
    assert [(array.dtype.name, array.flags.writeable) for array in arrays] == [("float64", False)] * 4


def test_answers_keep_the_digits_that_were_typed() -> None:
    answers = parse(EXERCISE, "a.toml").answers
    assert str(answers["delta2"]) == "[115, Decimal('141.50')]"
    assert answers["E"] == 16553
    assert answers["W2"] == [[1, Decimal("2.0"), 3, 4], [5, 6, 7, Decimal("-0.001")]]
    with pytest.raises(TypeError):
        answers["E"] = Decimal(1)  # type: ignore[index]


def test_what_is_left_out_has_its_default() -> None:
    scenario = parse(MINIMAL_EXAMPLE, "some/where/one.toml")
    assert (scenario.name, scenario.path) == ("one", "some/where/one.toml")
    assert (scenario.source, scenario.notes, scenario.notation) == ("", "", "plain")
    assert (scenario.error, scenario.epochs, dict(scenario.answers)) == ("half-squared", 1, {})
    assert scenario.layers[0].activation == "sigmoid"


def test_rows_of_input_and_target_are_samples(exercise_rows: str) -> None:
    samples = parse(exercise_rows, "a.toml").samples
    assert [sample.input.tolist() for sample in samples] == [[[0.0], [0.0]], [[0.0], [1.0]]]
    assert [sample.target.tolist() for sample in samples] == [[[0.0]], [[1.0]]]


@pytest.fixture
def exercise_rows() -> str:
    return MINIMAL_EXAMPLE.replace("[1, 2]", "[[0, 0], [0, 1]]").replace("[1]", "[[0], [1]]")


numbers = st.floats(allow_nan=False, allow_infinity=False)


@given(st.lists(numbers, min_size=1, max_size=5), numbers)
def test_every_float_comes_back_as_it_was_written(inputs: list[float], target: float) -> None:
    weights = [inputs]
    text = (
        f"title = 'T'\ninput = {inputs}\ntarget = [{target}]\nlearning_rate = {abs(target)}\n"
        f"[[layers]]\nweights = {weights}\n[answers]\nE = {target}\n"
    )
    scenario = parse(text, "a.toml")
    assert repr(scenario.samples[0].input.ravel().tolist()) == repr(inputs)
    assert repr(scenario.layers[0].weights.tolist()) == repr(weights)
    assert scenario.learning_rate == abs(target)
    assert scenario.answers["E"] == Decimal(repr(target))


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cf"]), min_size=1))
def test_every_title_that_can_be_shown_comes_back(title: str) -> None:
    text = MINIMAL_EXAMPLE.replace('"One neuron"', json.dumps("T" + title, ensure_ascii=False))
    assert parse(text, "a.toml").title == "T" + title


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_either_line_end_and_a_byte_order_mark_are_taken(end: str) -> None:
    text = "\ufeff" + MINIMAL_EXAMPLE.replace("\n", end)
    assert parse(text, "a.toml").title == "One neuron"
    assert "a.toml:1: nam is not a known key\n" in refusal(text.replace("title", "nam"))
    assert "a.toml:4: learning_rate is nan" in refusal(text.replace("0.1", "nan"))


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment", "\ufeff", " \t\r\n"])
def test_an_empty_file_is_answered_with_an_example(text: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        parse(text, "a.toml")
    assert caught.value.message == "a.toml: the file is empty"
    assert caught.value.hint.endswith(MINIMAL_EXAMPLE)


def test_a_file_with_seven_faults_reports_seven() -> None:
    text = """\
title = "Exercise 1"
notation = "zhang"
input = [2, 1, 3]
target = [4, true]
learning-rate = 0.1

[[layers]]
activation = "linaer"
weights = [[2, 3, 4], [2, 1], [3, 5, 1], [2, 3, 4]]
biases = [4, 1, 1, 2]

[[layers]]
weights = [[3, 1, 1, 1], [1, 4, 2, "2"]]
biases = [2, inf]
"""
    assert (
        refusal(text)
        == """\
a.toml:2: notation must be bradbury, goodfellow, kapur, nielsen, plain, tashfeen, zheng or \
zheng-nodes, but it is "zhang"
  |
2 | notation = "zhang"
  |            ^^^^^^^
  = help: did you mean zheng?

a.toml:4: target, entry 2 must be a number, but it is true
  |
4 | target = [4, true]
  |              ^^^^
  = help: write 1

a.toml:5: learning-rate is not a known key
  |
5 | learning-rate = 0.1
  | ^^^^^^^^^^^^^
  = help: did you mean learning_rate?

a.toml:8: layers[0].activation must be arctan, cube, elu, exponential, gelu, gelu-tanh, hard-sigmoid, \
leaky-relu, linear, reciprocal, relu, sigmoid, sign, softmax, softplus, square, ..., but it is "linaer"
  |
8 | activation = "linaer"
  |              ^^^^^^^^
  = help: did you mean linear?

a.toml:9: layers[0].weights, row 2 has 2 numbers, but the input has 3
  |
9 | weights = [[2, 3, 4], [2, 1], [3, 5, 1], [2, 3, 4]]
  |                       ^^^^^^
  = help: one row a neuron, one column an input

a.toml:13: layers[1].weights, row 2, entry 4 must be a number, but it is the string "2"
   |
13 | weights = [[3, 1, 1, 1], [1, 4, 2, "2"]]
   |                                    ^^^
   = help: write it without quotes: 2

a.toml:14: layers[1].biases, entry 2 is infinity, but every number must be finite
   |
14 | biases = [2, inf]
   |              ^^^

7 problems in a.toml"""
    )


def test_a_file_that_can_not_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"a\.toml: there is no such file"):
        load(str(tmp_path / "a.toml"))
