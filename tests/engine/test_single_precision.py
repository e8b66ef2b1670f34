"""Runs in single precision: bit for bit what plain NumPy gives on float32 arrays."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from nnstep.activations import ACTIVATIONS
from nnstep.cli import main
from nnstep.debugger.debugger import Debugger
from nnstep.engine.edits import Edit, edited_value
from nnstep.engine.saving import save_scenario
from nnstep.engine.timeline import Timeline
from nnstep.errors import ProgramError
from nnstep.exports.formats.script import script
from nnstep.expr.array import in_precision, shortest
from nnstep.expr.digits import Digits
from nnstep.expr.walks.evaluate import evaluate
from nnstep.optimizers import OPTIMIZERS
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.load import load, parse

INPUT = [[0.3, 0.7, -1.1], [0.2, 0.4, 1.3], [1.7, -0.2, 0.9]]
TARGET = [[0, 1], [1, 0], [0, 1]]
FIRST, SECOND = [[0.1, 0.2, 0.3], [-0.4, 0.5, 0.6]], [[0.7, -0.8], [0.9, 0.25]]
BIASES = [0.05, 0.15]


def single(
    hidden: str,
    output: str,
    error: str,
    *,
    training: str = "",
    conventions: str = "",
    first: object = FIRST,
    second: object = SECOND,
    biases: str = f"biases = {BIASES}",
) -> Program:
    text = f"""title = "T"
input = {INPUT}
target = {TARGET}
learning_rate = 0.37
error = "{error}"
[training]
{training}
[conventions]
precision = "float32"
{conventions}
[[layers]]
weights = {first}
activation = "{hidden}"
{biases}
[[layers]]
weights = {second}
activation = "{output}"
{biases}
"""
    return compile_program(parse(text, "a.toml"))


def bits(values: object) -> bytes:
    array = np.asarray(values)
    assert array.dtype == np.float32
    return array.tobytes()


def f32(values: object) -> np.ndarray:
    return np.array(values, dtype=np.float32)


def by_hand(batch: int, epochs: int, adam: bool) -> dict[str, np.ndarray]:
    """Return the parameters of a tanh-sigmoid net trained in plain float32, with half the squared error."""
    parameters = {"W1": f32(FIRST), "b1": f32(BIASES)[:, None], "W2": f32(SECOND), "b2": f32(BIASES)[:, None]}
    rate, beta1, beta2, eps = f32(0.37), f32(0.9), f32(0.999), f32(1e-8)
    first = {id: np.zeros_like(value) for id, value in parameters.items()}
    second = {id: np.zeros_like(value) for id, value in parameters.items()}
    step = 0
    for _ in range(epochs):
        for begin in range(0, len(INPUT), batch):
            step += 1
            x = np.ascontiguousarray(f32(INPUT[begin : begin + batch]).T)
            y = np.ascontiguousarray(f32(TARGET[begin : begin + batch]).T)
            count, t = f32(x.shape[1]), f32(step)
            a1 = np.tanh(parameters["W1"] @ x + parameters["b1"])
            a2 = 1 / (1 + np.exp(-(parameters["W2"] @ a1 + parameters["b2"])))
            delta2 = (a2 - y) * (a2 * (1 - a2))
            delta1 = (parameters["W2"].T @ delta2) * (1 - a1**2)
            many = x.shape[1] > 1 or batch > 1
            gradients = {"W2": delta2 @ a1.T, "W1": delta1 @ x.T}
            for id, delta in (("b2", delta2), ("b1", delta1)):
                gradients[id] = np.sum(delta, axis=1, keepdims=True) if many else delta
            for id, gradient in gradients.items():
                g = gradient / count if many else gradient
                if not adam:
                    parameters[id] = parameters[id] - rate * g
                    continue
                first[id] = beta1 * first[id] + (1 - beta1) * g
                second[id] = beta2 * second[id] + (1 - beta2) * g**2
                corrected, root = first[id] / (1 - beta1**t), np.sqrt(second[id] / (1 - beta2**t))
                parameters[id] = parameters[id] - rate * corrected / (root + eps)
    return parameters


@pytest.mark.parametrize("batch", [1, 2, 3])
@pytest.mark.parametrize("optimizer", ["gradient-descent", "adam"])
def test_a_run_is_plain_numpys_to_the_last_bit(optimizer: str, batch: int) -> None:
    training = f'optimizer = "{optimizer}"\nepochs = 30\nbatch_size = {batch}'
    program = single("tanh", "sigmoid", "half-squared", training=training)
    found = Timeline(program).seek(program.last_position).values
    for id, expected in by_hand(batch, 30, optimizer == "adam").items():
        assert bits(found[id]) == bits(expected), id


VARIANTS = [
    ("softmax", "cross-entropy", "batch_size = 2\nschedule = 'exponential'", "at_kink = 'middle'"),
    ("sigmoid", "binary-cross-entropy", "batch_size = 3\nl2 = 0.1", "orientation = 'row'\nbiases = 'folded'"),
    ("leaky-relu", "mean-squared", "", "orientation = 'row'\nat_kink = 'right'\ndelta = 'y-a'"),
]


@pytest.mark.sweep
@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize(
    ("hidden", "optimizer"), [*((name, "adagrad") for name in ACTIVATIONS), *(("relu", o) for o in OPTIMIZERS)]
)
def test_every_value_is_float32_in_steps_sub_steps_and_whole_runs(
    variant: tuple[str, str, str, str], hidden: str, optimizer: str
) -> None:
    output, error, training, conventions = variant
    first, second = [[list(row) for row in weights] for weights in (FIRST, SECOND)]
    biases = f"biases = {BIASES}"
    if "folded" in conventions:
        first, second, biases = [[0.05, *row] for row in first], [[0.15, *row] for row in second], ""
    if "row" in conventions:
        first, second = ([list(column) for column in zip(*rows, strict=True)] for rows in (first, second))
    program = single(
        hidden,
        output,
        error,
        training=f"optimizer = '{optimizer}'\nepochs = 22\n{training}",
        conventions=conventions,
        first=first,
        second=second,
        biases=biases,
    )
    stepped, length = Timeline(program), len(program.ops)
    for position in range(1, 2 * length + 1):
        frame = stepped.seek(position)
        assert {id: value.dtype for id, value in frame.values.items() if value.dtype != np.float32} == {}
        assert frame.op is not None
        assert bits(evaluate(frame.op.expression, frame.inputs)) == bits(frame.result), frame.op.source
    for step in range(2, program.schedule.steps):
        stepped.seek((step + 1) * length)
    last, jumped = stepped.seek(program.last_position), Timeline(program).seek(program.last_position)
    for id, value in last.values.items():
        assert bits(value) == bits(jumped.values[id]), id
    np.testing.assert_array_equal(last.errors, jumped.errors)


def test_edits_and_going_back_keep_float32() -> None:
    program = single("tanh", "sigmoid", "half-squared", training="epochs = 200")
    debugger = Debugger(program)
    there = debugger.go_to(50 * len(program.ops)).values["W1"]
    edit = Edit(50 * len(program.ops), "W1", edited_value(there, (0, 0), in_precision(0.3, "float64")), there, "W1")
    assert bits(edit.value)[:4] == bits(f32(0.3))
    before = debugger.go_to(600 * len(program.ops)).values["W2"]
    debugger.go_to(3)
    assert bits(debugger.go_to(600 * len(program.ops)).values["W2"]) == bits(before)
    debugger.go_to(edit.position)
    debugger.edit(edit)
    assert all(value.dtype == np.float32 for value in debugger.go_to(400 * len(program.ops)).values.values())


def test_the_script_prints_the_same_numbers(tmp_path: Path) -> None:
    program = single(
        "leaky-relu", "softmax", "cross-entropy", training="epochs = 5\nbatch_size = 2\noptimizer = 'adam'"
    )
    text = script(program)
    assert "[0.1, 0.2, 0.3]" in text
    (tmp_path / "script.py").write_text(text, encoding="utf-8")
    done = subprocess.run([sys.executable, "script.py"], cwd=tmp_path, capture_output=True, text=True, check=True)
    values = Timeline(program).seek(program.last_position).values
    for id in program.gradients:
        assert f"{id} = {values[id].tolist()}" in done.stdout


def test_a_saved_run_begins_with_the_same_bits(tmp_path: Path) -> None:
    program = single("tanh", "sigmoid", "half-squared", training="epochs = 4")
    frame = Timeline(program).seek(2 * len(program.ops))
    save_scenario(frame, tmp_path / "saved.toml", overwrite=False)
    again = compile_program(load(tmp_path / "saved.toml"))
    assert again.precision == "float32"
    for id in program.trained:
        assert bits(again.start[id]) == bits(frame.values[id])
    assert max(map(len, re.findall(r"-?0\.\d+", (tmp_path / "saved.toml").read_text()))) <= 14


def test_numbers_have_the_digits_of_float32() -> None:
    one = float(np.float32(0.1))
    assert Digits(6, "float32").number(one) == "0.1"
    assert Digits(17, "float32").number(one) == "0.100000001"
    assert Digits(17).number(one) == "0.10000000149011612"
    assert Digits(6, "float32").column(f32([[0.1, 0.25]])) == "%.2f"
    assert shortest(np.float32(0.1)) == 0.1


def test_a_number_that_float32_cannot_hold_is_refused() -> None:
    with pytest.raises(ProgramError, match="W1 has a number that is too large for float32"):
        single("tanh", "sigmoid", "half-squared", first=[[1e39, 0, 0], [0, 0, 1]])


def test_gradients_are_checked_in_double_precision_and_it_says_so() -> None:
    result = CliRunner().invoke(main, ["gradcheck", "single-precision"])
    assert result.exit_code == 0
    assert "checked in double precision" in result.stdout
    assert "WRONG" not in result.stdout


def test_a_graph_can_be_of_single_precision_and_has_no_other_convention() -> None:
    text = "title = 'T'\n[graph]\ngiven = {{ x = 0.1 }}\nlines = ['y = sqrt(2)*x']\n[conventions]\n{}"
    program = compile_program(parse(text.format("precision = 'float32'"), "a.toml"))
    values = Timeline(program).seek(program.last_position).values
    assert bits(values["y"]) == bits(np.float32(np.sqrt(2)) * np.float32(0.1))
    with pytest.raises(Exception, match="is for networks"):
        parse(text.format("biases = 'none'"), "a.toml")
