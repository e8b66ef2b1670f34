"""The answers that a scenario carries: which may stand there, and what is wrong with others, with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from nnstep.errors import ScenarioError
from nnstep.session.opening import open_program

HEAD = "title = 'T'\ninput = [2, 1]\ntarget = [1]\nlearning_rate = 0.1\n"
LAYERS = "[[layers]]\nweights = [[1, 2], [3, 4], [5, 6]]\nbiases = [1, 2, 3]\n[[layers]]\nweights = [[1, 2, 3]]\n"
MOMENTUM = "[training]\noptimizer = 'momentum'\nmu = 0.5\n"
GRAPH = "title = 'T'\n[graph]\ngiven = { x = 3 }\nlines = ['a = 2*x', 'y = a**2']\n"
BATCHES = HEAD.replace("[2, 1]", "[[2, 1], [1, 2], [3, 4]]").replace("[1]", "[[1], [2], [3]]")


def problems(path: Path, text: str) -> list[str]:
    """Return what is wrong with a scenario, without the lines that show where."""
    path = path / "a.toml"
    path.write_text(text)
    try:
        open_program(path)
    except ScenarioError as error:
        lines = [line for line in error.message.splitlines() if line.startswith(f"{path}:")]
        return [line.removeprefix(f"{path}:") for line in lines]
    return []


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
        "z1 = [[1], [2], [3]]",
        "a2 = [1]",
        "a2 = 1",
        "delta1 = [-1, 0.0, 1e3]",
        "delta1 = ['1/3', '', '-0,5e3'.]".replace(", '-0,5e3'.", ", 2"),
        "W1.2.1 = 6",
        "'b1[2]' = 3",
        "vW1 = [[1, 2], [3, 4], [5, 6]]",
    ],
)
def test_every_quantity_of_the_program_may_be_answered(tmp_path: Path, line: str) -> None:
    assert problems(tmp_path, f"{HEAD}{LAYERS}{MOMENTUM}[answers]\n{line}\n") == []


def test_an_optional_quantity_of_the_program_may_be_answered(tmp_path: Path) -> None:
    stepwise = "[conventions]\nbackward = 'stepwise'\n"
    assert problems(tmp_path, f"{HEAD}{LAYERS}{stepwise}[answers]\nda2 = [3]\n") == []


def test_answers_of_a_smaller_last_batch_have_its_shape(tmp_path: Path) -> None:
    two = f"{BATCHES}{LAYERS}[training]\nbatch_size = 2\n"
    assert problems(tmp_path, f"{two}[answers]\na2 = [[1, 2]]\n[answers.step.2]\na2 = [3]\nz1 = [1, 2, 3]\n") == []
    found = problems(tmp_path, f"{two}[answers.step.2]\na2 = [[3, 4]]\n")
    assert found == ["13: answers.step.2.a2 has 2 numbers"]


def test_answers_may_be_given_for_as_many_training_steps_as_the_scenario_has(tmp_path: Path) -> None:
    text = f"{HEAD}{LAYERS}[training]\nepochs = 3\n[answers.step.3]\nE = 1\n"
    assert problems(tmp_path, text) == []
    assert open_program(tmp_path / "a.toml", epochs=1).schedule.steps == 1
    (found,) = problems(tmp_path, text.replace("step.3", "step.5"))
    assert found.startswith("13: answers.step.5.E is beyond the end of the run")


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("Delta1 = [1]", "did you mean delta1?"),
        ("w1 = [[1]]", "did you mean W1?"),
        ("delta3 = [1]", "the network has 2 layers after the input"),
        ("z10 = [1]", "the network has 2 layers after the input"),
        ("b2 = [1]", "layer 2 has no biases"),
        ("learning_rate = 1", "did you mean lr?"),
        ("momentum = 1", "known are x, y, "),
    ],
)
def test_what_is_no_quantity_is_named(tmp_path: Path, line: str, hint: str) -> None:
    id = line.split(" = ", maxsplit=1)[0]
    path = tmp_path / "a.toml"
    path.write_text(f"{HEAD}{LAYERS}[answers]\n{line}\n")
    with pytest.raises(ScenarioError) as caught:
        open_program(path)
    assert f"a.toml:11: answers.{id} is not a quantity of this exercise" in caught.value.message
    assert f"answers.{id} is not" in caught.value.message
    assert hint in caught.value.message


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("E = [3, 4]", "E has 2 numbers"),
        ("E = nan", "E is nan, but every number must be finite"),
        ("z1 = 3", "z1 has one number, without brackets"),
        ("z1 = []", "z1 has rows of different lengths, or mixes numbers and rows"),
        ("a1 = [1, 2]", "a1 has 2 numbers"),
        ("W2 = [[1, 2]]", "W2 has 2 numbers"),
        ("W2 = [[1, 2, 3], [1, 2, 3]]", "W2 has 2×3 numbers"),
        ("W1 = [[1, 2, 3], [1, 2, 3]]", "W1 has 2×3 numbers"),
        ("dW1 = [[1, 2], [1, true], [1, 2]]", "dW1, entry 2, entry 2 must be a number, but it is true"),
        ("'W1[3,0]' = 1", "W1[3,0] has no such element"),
    ],
)
def test_an_answer_of_another_shape_than_its_quantity_is_refused(tmp_path: Path, line: str, message: str) -> None:
    (found,) = problems(tmp_path, f"{HEAD}{LAYERS}[answers]\n{line}\n")
    assert found.replace('"', "").startswith(f"11: answers.{message}")


def test_a_graph_has_answers_for_its_names_and_derivatives(tmp_path: Path) -> None:
    assert problems(tmp_path, f"{GRAPH}[answers]\na = 6\ny = 36\ndx = 24\n") == []
    (found,) = problems(tmp_path, f"{GRAPH}[answers]\ndb = 6\n")
    assert found.startswith("6: answers.db is not a quantity of this exercise")


def test_answers_are_not_checked_where_the_rest_has_problems(tmp_path: Path) -> None:
    broken = LAYERS.replace("[[1, 2, 3]]", "[[1, 2]]")
    found = problems(tmp_path, f"{HEAD}{broken}[answers]\nnonsense = [1, 2, 3, 4, 5]\n")
    assert found == [
        "9: layers[1].weights, row 1 has 2 numbers, but layers[0] has 3 neurons",
        " the answers were not checked: that needs a scenario without problems",
    ]


@pytest.mark.parametrize("value", ["3", "[1]", "'x'"])
def test_answers_must_be_a_table(tmp_path: Path, value: str) -> None:
    (found,) = problems(tmp_path, f"answers = {value}\n{HEAD}{LAYERS}")
    assert found.startswith("1: answers must be a table, but it is ")
