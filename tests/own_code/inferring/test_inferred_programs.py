"""The scenario that a program computes is found from its values alone, and never claimed where it does not agree."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nnstep.own_code.inferring.inference import Inference, inferred
from nnstep.own_code.inferring.inference_words import assumed, inference_json, summary, untold, verified
from nnstep.own_code.running import watch_program
from nnstep.scenario.load import load
from tests.own_code.programs_corpus import FOLDER, all_programs

FOUND = Path("found.toml")
PROGRAMS = {program.path.name[:2]: program for program in all_programs()}


def inference_of(path: Path, *arguments: str, source: str = "") -> Inference:
    if source:
        path.write_text(source, encoding="utf-8")
    watched = watch_program(
        path, arguments, folder=path.parent, on_output=lambda _stream, _data: None, read_input=False
    )
    return inferred(watched, FOUND)


# Columns, rows, one sample at a time, batches with a smaller last one, folded biases, softmax with classes.
@pytest.mark.sweep
@pytest.mark.parametrize("number", ["03", "05", "09", "10", "17", "22"])
def test_the_scenario_of_a_program_is_found(number: str) -> None:
    program = PROGRAMS[number]
    own = FOLDER / "scenarios" / f"{program.scenario}.toml"
    right = load(own if own.exists() else _bundled(program.scenario))
    found = inference_of(program.path, *program.arguments)
    assert found.agrees
    assert found.found is not None
    assert found.found.right_steps == found.found.steps == 3
    assert found.found.imported is not None
    scenario = found.found.imported.scenario
    assert [layer.activation for layer in scenario.layers] == [layer.activation for layer in right.layers]
    assert scenario.learning_rate == right.learning_rate
    assert scenario.batch_size == right.batch_size
    for count, side in enumerate(("inputs", "targets")):
        own_side, right_side = (one.samples.take(np.arange(len(one.samples)))[count] for one in (scenario, right))
        assert np.array_equal(own_side, right_side), side
    assert not untold(found)


def _bundled(name: str) -> Path:
    return Path(name) if name.endswith(".toml") else Path(__file__).parents[3] / "scenarios" / f"{name}.toml"


RIGHT = """\
import numpy as np
x, t = np.array([0.05, 0.10]), np.array([0.01, 0.99])
hidden = np.array([[0.15, 0.20], [0.25, 0.30]])
output = np.array([[0.40, 0.45], [0.50, 0.55]])
def sigmoid(z):
    return 1 / (1 + np.exp(-z))
for epoch in range(4):
    h = sigmoid(hidden @ x + 0.35)
    o = sigmoid(output @ h + 0.60)
    d_o = (o - t) * o * (1 - o)
    d_h = output.T @ d_o * h * (1 - h)
    output -= 0.5 * np.outer(d_o, h)
    hidden -= 0.5 * np.outer(d_h, x)
"""


@pytest.mark.thorough
def test_what_was_not_seen_is_said_to_be_assumed(tmp_path: Path) -> None:
    found = inference_of(tmp_path / "net.py", source=RIGHT)
    assert found.agrees
    assert verified(found)[0] == (
        "layer 1: x is x (line 2); W1 is hidden (line 3); b1 is the number 0.35, which does not change; "
        "a1 = sigmoid(z1) is h (line 6)"
    )
    assert any(line.startswith("error: half-squared") for line in assumed(found))
    with_error = inference_of(tmp_path / "net.py", source=f"{RIGHT}    E = 0.5 * np.sum((o - t) ** 2)\n")
    assert any(line.startswith("error: half-squared") for line in verified(with_error))


def test_the_forward_pass_of_a_wrong_program_is_proposed_and_nothing_more_claimed(tmp_path: Path) -> None:
    found = inference_of(tmp_path / "net.py", source=RIGHT.replace(" * h * (1 - h)", ""))
    assert not found.agrees
    assert found.found is not None
    assert found.found.imported is not None
    assert found.found.imported.scenario.learning_rate == 0.5
    assert not any(line.startswith(("update", "error", "y")) for line in verified(found))
    assert any(line.startswith("the update") for line in untold(found))
    assert summary(found) == "The forward pass and the loss are proposed; the update does not agree."


@pytest.mark.thorough
def test_momentum_shows_from_the_second_step_on(tmp_path: Path) -> None:
    source = RIGHT.replace("for epoch", "v, w = 0.0, 0.0\nfor epoch")
    source = source.replace("output -= 0.5 * ", "v = 0.9 * v - 0.5 * ").replace(
        "hidden -= 0.5 * ", "w = 0.9 * w - 0.5 * "
    )
    found = inference_of(tmp_path / "net.py", source=f"{source}    output = output + v\n    hidden = hidden + w\n")
    assert found.found is not None
    assert (found.found.rule.optimizer, found.found.rule.settings) == ("momentum", {"mu": 0.9})
    assert found.found.right_steps == 3


@pytest.mark.parametrize("source", ["x = 1\n", "print('nothing')\n", "import numpy as np\nW = np.ones((2, 2))\n"])
def test_where_there_are_no_layers_that_is_said(tmp_path: Path, source: str) -> None:
    found = inference_of(tmp_path / "net.py", source=source)
    assert not found.agrees
    assert untold(found)
    assert inference_json(found)["scenario"] is None
