"""Exercises that start in the middle, against plain loops, and what is left of their operations."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nnstep.engine.timeline import Timeline
from nnstep.errors import CommandError, ProgramError, ScenarioError
from nnstep.explain.gradcheck import check_gradients
from nnstep.explain.gradient_derivation import derivation
from nnstep.expr.digits import Digits
from nnstep.grading.sheet.scenario_answers import check_answers
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.load import load, parse
from nnstep.scenario.write import scenario_text
from nnstep.session.session import Session
from nnstep.session.typed_commands import perform

X = [0.3, -0.2, 0.8]
W1, B1 = [[0.15, 0.20, -0.4], [0.25, -0.30, 0.6]], [0.35, -0.1]
W2, B2 = [[0.40, 0.45], [-0.50, 0.55]], [0.60, 0.2]
RATE = 0.5


def text(given: str, *, conventions: str = "", target: str = "target = [1, 0]", training: str = "") -> str:
    first, second = ([list(row) for row in zip(*w, strict=True)] if "row" in conventions else w for w in (W1, W2))
    return f"""
title = "t"
input = {X}
{target}
learning_rate = {RATE}
[given]
{given}
[conventions]
{conventions}
[training]
epochs = 2
{training}
[[layers]]
weights = {first}
biases = {B1}
[[layers]]
weights = {second}
biases = {B2}
"""


def program_of(given: str, **others: str) -> Program:
    return compile_program(parse(text(given, **others), "t.toml"))


def targets(program: Program) -> list[str]:
    return [op.target for op in program.ops]


def after_step(program: Program) -> dict[str, np.ndarray]:
    return dict(Timeline(program).seek(len(program.ops)).values)


def sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-z))


def backward(a1: list[float], delta2: list[float]) -> dict[str, list]:
    """Return all that comes after the output's deltas, one number at a time; a1 are sigmoids."""
    delta1 = [sum(W2[k][j] * delta2[k] for k in range(2)) * a1[j] * (1 - a1[j]) for j in range(2)]
    dW2 = [[delta2[k] * a1[j] for j in range(2)] for k in range(2)]  # noqa: N806
    dW1 = [[delta1[j] * X[i] for i in range(3)] for j in range(2)]  # noqa: N806
    return {
        "delta1": [[d] for d in delta1],
        "dW1": dW1,
        "dW2": dW2,
        "W1": [[W1[j][i] - RATE * dW1[j][i] for i in range(3)] for j in range(2)],
        "W2": [[W2[k][j] - RATE * dW2[k][j] for j in range(2)] for k in range(2)],
        "b1": [[B1[j] - RATE * delta1[j]] for j in range(2)],
        "b2": [[B2[k] - RATE * delta2[k]] for k in range(2)],
    }


def hidden() -> list[float]:
    return [sigmoid(sum(W1[j][i] * X[i] for i in range(3)) + B1[j]) for j in range(2)]


@pytest.mark.parametrize("target", ["target = [1, 0]", ""])
@pytest.mark.parametrize("orientation", ["column", "row"])
def test_from_the_deltas_of_the_output_on_all_is_computed_as_by_hand(orientation: str, target: str) -> None:
    program = program_of("delta2 = [0.1, -0.3]", conventions=f'orientation = "{orientation}"', target=target)
    assert targets(program)[:5] == ["z1", "a1", "delta1", "dW2", "db2"]
    assert not {"z2", "a2", "E"} & program.shapes.keys()
    values = after_step(program)
    for id, expected in backward(hidden(), [0.1, -0.3]).items():
        found = values[id].T if orientation == "row" else values[id]
        np.testing.assert_allclose(found, expected, rtol=1e-12, err_msg=id)


def test_from_the_activations_of_the_hidden_layer_on_all_is_computed_as_by_hand() -> None:
    program = program_of("a1 = [0.5, 0.2]")
    assert targets(program)[:5] == ["z2", "a2", "E", "delta2", "delta1"]
    values, a1 = after_step(program), [0.5, 0.2]
    z2 = [sum(W2[k][j] * a1[j] for j in range(2)) + B2[k] for k in range(2)]
    a2 = [sigmoid(z) for z in z2]
    delta2 = [(a - y) * a * (1 - a) for a, y in zip(a2, [1, 0], strict=True)]
    error = 0.5 * sum((a - y) ** 2 for a, y in zip(a2, [1, 0], strict=True))
    expected = {"z2": [[z] for z in z2], "a2": [[a] for a in a2], "delta2": [[d] for d in delta2], "E": error}
    for id, value in {**expected, **backward(a1, delta2)}.items():
        np.testing.assert_allclose(values[id], value, rtol=1e-12, err_msg=id)


def test_from_the_weighted_sums_on_all_is_computed_as_by_hand() -> None:
    program = program_of("z1 = [0.5, -0.2]\nz2 = [1, -1]")
    assert targets(program)[:4] == ["a1", "a2", "E", "delta2"]
    a1, a2 = [sigmoid(0.5), sigmoid(-0.2)], [sigmoid(1), sigmoid(-1)]
    values = after_step(program)
    expected = backward(a1, [(a - y) * a * (1 - a) for a, y in zip(a2, [1, 0], strict=True)])
    for id, value in expected.items():
        np.testing.assert_allclose(values[id], value, rtol=1e-12, err_msg=id)


@pytest.mark.parametrize(
    ("given", "conventions", "left"),
    [
        ("a1 = [0.5, 0.2]\ndelta2 = [0.1, -0.3]", "", "delta1 dW2 db2 dW1 db1 W2 b2 W1 b1"),
        ("a1 = [0.5, 0.2]\na2 = [0.4, 0.3]", "", "E delta2 delta1 dW2 db2 dW1 db1 W2 b2 W1 b1"),
        ("dW1 = [[1, 2, 3], [4, 5, 6]]\ndb1 = [1, 2]\ndelta2 = [0.1, 0.2]", "", "z1 a1 dW2 db2 W2 b2 W1 b1"),
        (
            "dW1 = [[1, 2, 3], [4, 5, 6]]\ndb1 = [1, 2]\ndW2 = [[1, 2], [3, 4]]\ndb2 = [1, 2]",
            "",
            "W2 b2 W1 b1",
        ),
        (
            "da2 = [0.1, -0.3]",
            'backward = "stepwise"',
            "z1 a1 z2 a2 delta2 da1 delta1 dx dW2 db2 dW1 db1 W2 b2 W1 b1",
        ),
        (
            "delta2 = [0.1, -0.3]",
            'backward = "stepwise"',
            "z1 a1 da1 delta1 dx dW2 db2 dW1 db1 W2 b2 W1 b1",
        ),
        ("delta2 = [1, 2]", 'update = "output-first"', "z1 a1 dW2 db2 W2 b2 delta1 dW1 db1 W1 b1"),
    ],
)
def test_what_is_given_and_what_only_it_needed_is_left_out(given: str, conventions: str, left: str) -> None:
    assert targets(program_of(given, conventions=conventions)) == left.split()


def test_quantities_that_are_asked_for_stay_with_what_they_read() -> None:
    scenario = parse(text("delta2 = [0.1, -0.3]"), "t.toml")
    program = compile_program(replace(scenario, quantities=("diff",)))
    assert targets(program)[:5] == ["z1", "a1", "z2", "a2", "diff"]


def test_given_values_of_a_batch_have_a_column_a_sample() -> None:
    batch = text("a1 = [[0.5, 0.1], [0.2, 0.9]]", target="target = [[1, 0], [0, 1]]", training="batch_size = 2")
    values = after_step(compile_program(parse(batch, "t.toml")))
    a1 = np.array([[0.5, 0.1], [0.2, 0.9]])
    np.testing.assert_allclose(values["z2"], np.array(W2) @ a1 + np.array(B2)[:, None], rtol=1e-14)


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ("a1 = [1, 2, 3]", "7: given.a1 is 3 numbers, but a1 is 2×1"),
        ("dW1 = [[1, 2], [3, 4], [5, 6]]", "7: given.dW1 is 3×2, but dW1 is 2×3"),
        ("delta2 = 1", "7: given.delta2 is one number, but delta2 is 2×1"),
        ("delta3 = [1]", "7: given.delta3 is not a quantity that can be given"),
        ("E = 1", "7: given.E is not a quantity that can be given"),
        ("W1 = 1", "7: given.W1 is not a quantity that can be given"),
        ('a1 = "x"', "7: given.a1 must be a number, but it is"),
        ("a1 = [[1], [2, 3]]", "7: given.a1, row 2 has 2 numbers, but row 1 has 1"),
        ("a1 = []", "7: given.a1 is empty"),
    ],
)
def test_a_wrong_value_is_named_with_its_place(given: str, problem: str, tmp_path: Path) -> None:
    path = tmp_path / "t.toml"
    path.write_text(text(given), encoding="utf-8")
    with pytest.raises(ScenarioError) as error:
        compile_program(load(path))
    assert problem in str(error.value)


def test_a_target_that_is_still_read_must_be_there() -> None:
    with pytest.raises(ScenarioError, match="target is missing"):
        program_of("a1 = [0.5, 0.2]", target="")


def test_several_training_steps_an_epoch_are_refused() -> None:
    with pytest.raises(ProgramError, match="one training step an epoch, but there are 2"):
        program_of("a1 = [0.5, 0.2]", target="target = [[1, 0], [0, 1]]")


def test_a_rule_that_looks_at_the_error_is_refused_without_one() -> None:
    with pytest.raises(ProgramError, match="no error to look at"):
        program_of("delta2 = [0.1, -0.3]", training="stop = { error_below = 0.1 }")


def test_a_graph_has_numbers_of_its_own() -> None:
    graph = '\ntitle = "t"\n[given]\na1 = 1\n[graph]\ngiven = { x = 1 }\nlines = ["y = x ** 2"]\n'
    with pytest.raises(ScenarioError, match="given is for networks, not for a graph"):
        parse(graph, "t.toml")


@pytest.mark.parametrize("orientation", ["column", "row"])
def test_a_saved_exercise_gives_the_same_again(orientation: str) -> None:
    conventions = f'orientation = "{orientation}"'
    own = parse(text("a1 = [0.5, 0.2]\nz1 = [1, 2]\ndelta2 = [0.1, -0.3]", conventions=conventions), "t.toml")
    again = parse(scenario_text(own), "t.toml")
    assert again.given.keys() == own.given.keys()
    first, second = compile_program(own), compile_program(again)
    assert targets(first) == targets(second)
    for id, value in after_step(first).items():
        np.testing.assert_array_equal(value, after_step(second)[id], err_msg=id)


def test_gradients_can_be_compared_with_no_difference_and_no_path() -> None:
    program = program_of("delta2 = [0.1, -0.3]")
    with pytest.raises(CommandError, match="the gradients can't be checked: delta2 is given"):
        check_gradients(program)
    with pytest.raises(CommandError, match="can't be followed: delta2 is given"):
        derivation(Timeline(program).seek, 1, ("W1", (0, 0)), Digits(), program.writing)


def test_given_values_are_rounded_to_the_precision_of_the_run() -> None:
    values = after_step(program_of("delta2 = [0.1, -0.3]", conventions='precision = "float32"'))
    assert values["delta2"].dtype == values["dW2"].dtype == np.float32
    np.testing.assert_allclose(values["W2"], backward(hidden(), [0.1, -0.3])["W2"], rtol=1e-6)


def test_a_given_quantity_can_be_changed_on_the_way_and_is_saved_as_it_is_then(tmp_path: Path) -> None:
    session = Session(program_of("a1 = [0.5, 0.2]\ndelta2 = [0.1, -0.3]"))
    perform(session, "set delta2[0,0] = 0.4")
    perform(session, "goto 1.1.1")
    perform(session, f"save {tmp_path / 'saved.toml'}")
    again = compile_program(load(tmp_path / "saved.toml"))
    np.testing.assert_array_equal(again.start["delta2"], [[0.4], [-0.3]])
    np.testing.assert_allclose(after_step(again)["delta1"], backward([0.5, 0.2], [0.4, -0.3])["delta1"], rtol=1e-12)


def test_what_is_given_is_said() -> None:
    assert "Given, not computed: delta2 = [0.1, -0.3]." in program_of("delta2 = [0.1, -0.3]").about


def test_the_bundled_exercise_has_right_answers() -> None:
    program = compile_program(load("scenarios/given-deltas.toml"))
    check_answers(program)
    assert targets(program) == ["delta1", "dW2", "dW1", "W2", "W1"]
