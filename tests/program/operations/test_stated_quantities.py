"""Quantities that a scenario states, against plain NumPy, and that nothing else changes by them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nnstep.engine.timeline import Timeline
from nnstep.errors import ProgramError, SheetError
from nnstep.grading.sheet.sheet_reader import sheet_of
from nnstep.losses import LOSSES
from nnstep.optimizers import OPTIMIZERS
from nnstep.program.compile import compile_program
from nnstep.scenario.load import parse
from nnstep.scenario.model import Scenario
from nnstep.scenario.write import scenario_text

EVERY = ("E_k", "E_s", "diff", "fz1", "da1", "da2", "expz2", "sumexp2", "stepW1", "stepb2", "rateW1", "rateb2")


def scenario(
    head: str = "", conventions: str = "", output: str = "sigmoid", quantities: tuple[str, ...] = EVERY
) -> str:
    return f"""
title = "t"
input = [[0.3, -0.2], [0.5, 0.4], [-0.7, 0.1]]
target = [[1, 0], [0, 1], [1, 0]]
learning_rate = 0.5
quantities = {list(quantities)}
{head}
[conventions]
{conventions}
[[layers]]
activation = "tanh"
weights = [[0.15, 0.20], [0.25, -0.30]]
biases = [0.35, -0.1]
[[layers]]
activation = "{output}"
weights = [[0.40, 0.45], [-0.50, 0.55]]
biases = [0.60, 0.2]
"""


def training(optimizer: str = "gradient-descent", batch: int = 3) -> str:
    return f'\n[training]\nepochs = 3\nbatch_size = {batch}\noptimizer = "{optimizer}"\n'


def parsed(text: str, optimizer: str = "gradient-descent", batch: int = 3) -> Scenario:
    return parse(text + training(optimizer, batch), "t.toml")


def first_step(given: Scenario) -> dict[str, np.ndarray]:
    program = compile_program(given)
    return dict(Timeline(program).seek(len(program.ops)).values)


@pytest.mark.parametrize("orientation", ["column", "row"])
@pytest.mark.parametrize("granularity", ["delta", "stepwise"])
@pytest.mark.parametrize("sign", ["a-y", "y-a"])
def test_they_are_what_numpy_gives(orientation: str, granularity: str, sign: str) -> None:
    conventions = f'orientation = "{orientation}"\nbackward = "{granularity}"\ndelta = "{sign}"'
    found = parsed(scenario('error = "half-squared"', conventions))
    values = {id: v if orientation == "column" or not v.ndim else v.T for id, v in first_step(found).items()}
    start = {id: v if orientation == "column" or not v.ndim else v.T for id, v in compile_program(found).start.items()}
    s = 1 if sign == "a-y" else -1
    x, y = np.array([[0.3, 0.5, -0.7], [-0.2, 0.4, 0.1]]), np.array([[1, 0, 1], [0, 1, 0]])
    z1 = start["W1"] @ x + start["b1"]
    z2 = start["W2"] @ np.tanh(z1) + start["b2"]
    a2 = 1 / (1 + np.exp(-z2))
    da1 = start["W2"].T @ ((a2 - y) * a2 * (1 - a2))
    expected = {
        "E_k": (a2 - y) ** 2 / 2,
        "E_s": ((a2 - y) ** 2 / 2).sum(axis=0, keepdims=True),
        "diff": s * (a2 - y),
        "fz1": 1 / np.cosh(z1) ** 2,
        "da2": s * (a2 - y),
        "da1": s * da1,
        "expz2": np.exp(z2),
        "sumexp2": np.exp(z2).sum(axis=0, keepdims=True),
        "stepW1": -0.5 * (da1 / np.cosh(z1) ** 2) @ x.T / 3,
        "rateW1": np.full((2, 2), 0.5),
        "rateb2": np.full((2, 1), 0.5),
    }
    for id, value in expected.items():
        np.testing.assert_allclose(values[id], value, rtol=1e-12, err_msg=id)


@pytest.mark.parametrize("optimizer", sorted(OPTIMIZERS))
def test_nothing_else_changes_and_a_step_leads_from_value_to_value(optimizer: str) -> None:
    stating = parsed(scenario(), optimizer, 2)
    program, plain = compile_program(stating), compile_program(replace(stating, quantities=()))
    steps = program.schedule.steps
    with_them = Timeline(program).seek(steps * len(program.ops)).values
    without = Timeline(plain).seek(steps * len(plain.ops)).values
    for id, value in without.items():
        np.testing.assert_array_equal(with_them[id], value, err_msg=id)
    before = Timeline(program).seek((steps - 1) * len(program.ops)).values
    for id in ("W1", "b2"):
        np.testing.assert_allclose(before[id] + with_them[f"step{id}"], with_them[id], rtol=1e-13)
        rate = -with_them[f"step{id}"] / with_them[f"d{id}"]
        np.testing.assert_allclose(with_them[f"rate{id}"], rate, rtol=1e-9)


@pytest.mark.parametrize("loss", sorted(LOSSES.keys() - {"none", "root-mean-squared"}))
@pytest.mark.parametrize("over_outputs", ["sum", "mean"])
def test_the_errors_of_the_outputs_sum_to_the_error(loss: str, over_outputs: str) -> None:
    if LOSSES[loss].is_mean and over_outputs == "mean":
        return
    text = scenario(f'error = "{loss}"', f'over_outputs = "{over_outputs}"', quantities=("E_k", "E_s"))
    values = first_step(parsed(text))
    assert values["E_k"].shape == (2, 3)
    np.testing.assert_allclose(values["E_k"].sum() / 3, values["E"], rtol=1e-13)
    np.testing.assert_allclose(values["E_k"].sum(axis=0), values["E_s"].ravel(), rtol=1e-13)


def test_they_are_written_and_read_again() -> None:
    stating = parsed(scenario())
    assert parse(scenario_text(stating), "t.toml").quantities == EVERY


@pytest.mark.parametrize("id", ["fz3", "fz0", "E_j", "W1x", "stepb"])
def test_an_unknown_one_is_refused(id: str) -> None:
    with pytest.raises(ProgramError, match=f"there is no {id} in this exercise"):
        compile_program(parsed(scenario(quantities=(id,))))


@pytest.mark.parametrize("id", ["", " "])
def test_a_blank_one_is_shown_in_quotes(id: str) -> None:
    with pytest.raises(ProgramError, match=f'quantities: there is no "{id}" in this exercise'):
        compile_program(parsed(scenario(quantities=(id,))))


def test_softmax_has_no_derivative_of_single_elements() -> None:
    stating = parsed(scenario('error = "cross-entropy"', output="softmax", quantities=("fz2",)))
    with pytest.raises(ProgramError, match="softmax has no derivative fz2"):
        compile_program(stating)


def test_a_sheet_that_names_one_is_told_how_to_have_it_computed() -> None:
    program = compile_program(parsed(scenario(quantities=())))
    with pytest.raises(SheetError) as refused:
        sheet_of({"fz1": [[1, 1, 1], [1, 1, 1]]}, program)
    assert 'write quantities = ["fz1"]' in (refused.value.hint or "")


def test_an_error_that_is_no_sum_over_the_outputs_has_no_errors_of_outputs() -> None:
    with pytest.raises(ProgramError, match="root-mean-squared is no sum over the outputs"):
        compile_program(parsed(scenario('error = "root-mean-squared"', quantities=("E_k",))))


BATCH = """title = "T"
input = [[1, 2], [2, 1], [0.5, 1]]
target = [[1, 0], [0, 1], [1, 1]]
learning_rate = 0.1
quantities = ["dW1_s1", "dW1_s2", "dW1_s3", "db1_s1", "db1_s2", "db1_s3"]
[[layers]]
weights = [[0.1, 0.2], [0.3, 0.4]]
biases = [0.1, 0.2]
[[layers]]
weights = [[0.5, 0.2], [0.3, 0.1]]
[training]
batch_size = 3
"""


def parse_text(text: str) -> Scenario:
    return parse(text, "t.toml")


@pytest.mark.parametrize("orientation", ["column", "row"])
def test_the_gradients_of_the_samples_are_those_of_each_sample_alone(orientation: str) -> None:
    whole = parse_text(f"{BATCH}[conventions]\norientation = '{orientation}'\n")
    values = first_step(whole)
    for number, (given, target) in enumerate(zip([[1, 2], [2, 1], [0.5, 1]], [[1, 0], [0, 1], [1, 1]], strict=True), 1):
        text = BATCH.replace("[[1, 2], [2, 1], [0.5, 1]]", str(given)).replace("[[1, 0], [0, 1], [1, 1]]", str(target))
        alone = parse_text(
            text.replace(text[text.index("quantities") : text.index("[[layers]]")], "").replace("batch_size = 3", "")
            + f"[conventions]\norientation = '{orientation}'\n"
        )
        own = first_step(alone)
        for id in ("W1", "b1"):
            np.testing.assert_allclose(values[f"d{id}_s{number}"], own[f"d{id}"], rtol=1e-13)
    np.testing.assert_allclose(sum(values[f"dW1_s{n}"] for n in (1, 2, 3)) / 3, values["dW1"], rtol=1e-13)


def test_a_sample_that_a_batch_does_not_have_is_refused() -> None:
    with pytest.raises(ProgramError, match="there is no dW1_s4"):
        compile_program(parse_text(BATCH.replace("dW1_s3", "dW1_s4")))


EPOCHS = """title = "T"
input = [[1, 2], [2, 1], [0.5, 1]]
target = [[1, 0], [0, 1], [1, 1]]
learning_rate = 0.5
quantities = ["E_mean", "predicted"]
[[layers]]
activation = "tanh"
weights = [[0.1, 0.2], [-0.3, 0.4]]
[training]
epochs = 4
batch_size = 2
optimizer = "adam"
"""


@pytest.mark.parametrize("orientation", ["column", "row"])
def test_an_epoch_s_errors_are_summed_and_each_epoch_begins_anew(orientation: str) -> None:
    program = compile_program(parse_text(f"{EPOCHS}[conventions]\norientation = '{orientation}'\n"))
    timeline, total = Timeline(program), 0.0
    for step in range(program.schedule.steps):
        values = timeline.seek((step + 1) * len(program.ops)).values
        total = (total if step % 2 else 0.0) + float(values["E"])
        np.testing.assert_allclose(values["E_sum"], total, rtol=1e-15)
        np.testing.assert_allclose(values["E_mean"], total / (step % 2 + 1), rtol=1e-15)
        outputs = values["a1"] if orientation == "column" else values["a1"].T
        assert values["predicted"].ravel().tolist() == [int(np.argmax(column)) for column in outputs.T]
    backwards = timeline.seek(3 * len(program.ops)).values
    np.testing.assert_array_equal(backwards["E_sum"], Timeline(program).seek(3 * len(program.ops)).values["E_sum"])


def test_a_whole_run_gives_the_bits_of_stepping_with_an_epoch_s_errors() -> None:
    program = compile_program(parse_text(EPOCHS))
    jumped, stepped = Timeline(program), Timeline(program)
    for position in range(1, program.last_position + 1):
        stepped.seek(position)
    at_once = jumped.seek(program.last_position).values
    for id, value in stepped.seek(program.last_position).values.items():
        np.testing.assert_array_equal(at_once[id], value)


def test_one_output_predicts_a_class_above_a_half() -> None:
    text = EPOCHS.replace("[[1, 0], [0, 1], [1, 1]]", "[[1], [0], [1]]").replace(", [-0.3, 0.4]]", "]")
    values = first_step(parse_text(text))
    assert values["predicted"].ravel().tolist() == [float(a > 0.5) for a in values["a1"].ravel()]
