"""The whole answer on two runs: every exercise against itself in every form, and what is taken from values alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnstep.engine.timeline import Timeline
from nnstep.errors import CommandError, DataError
from nnstep.session.difference.difference_facts import difference_facts
from nnstep.session.difference.difference_lines import difference_lines
from nnstep.session.difference.explained import explained_difference
from nnstep.session.difference.opened_sides import kind_of
from nnstep.session.opening import open_program
from nnstep.traces.writing.trace_writer import TraceWriter
from tests.exercises import SMALL
from tests.traces.difference.own_program import SCENARIO, START, train, write


def logged(name: str, epochs: int) -> Iterator[tuple[str, Any]]:
    """Yield what a program of somebody's own would write that does what an exercise says."""
    timeline = Timeline(open_program(name, epochs))
    for position in range(1, timeline.program.last_position + 1):
        frame = timeline.seek(position)
        if frame.op is None or frame.position < position:
            return
        yield frame.op.target, frame.result


@pytest.mark.parametrize("name", sorted(SMALL))
def test_each_exercise_is_the_same_as_own_values_of_it(name: str, tmp_path: Path) -> None:
    own = write(tmp_path / "own.jsonl", logged(name, 2))
    found = explained_difference(str(own), name, epochs=2)
    assert found.difference.first is None
    assert found.difference.rounding is None
    assert found.difference.numbers == sum(np.size(value) for _, value in logged(name, 2))


@pytest.mark.parametrize("name", ["xor", "kapur-momentum", "tashfeen-paraboloid", "single-precision", "given-deltas"])
def test_a_recording_is_identical_to_its_scenario(name: str, tmp_path: Path) -> None:
    timeline = Timeline(open_program(name, 2))
    with TraceWriter(tmp_path / "t.jsonl", timeline.seek(0)) as writer:
        for position in range(1, timeline.program.last_position + 1):
            writer.write(timeline.seek(position))
    found = explained_difference(str(tmp_path / "t.jsonl"), name, epochs=2)
    assert found.difference.first is None
    assert found.difference.rounding is None
    assert found.difference.steps == timeline.program.schedule.steps
    assert found.settings == {}


@pytest.mark.parametrize(
    ("was", "is_now", "message"),
    [
        ('"kind":"header"', '"kind":"heXder"', ':1: this is no header of a trace: its kind is the string "heXder"'),
        ("nnstep_trace", "nnstep_trxce", ':1: this is no header of a trace: "nnstep_trace" is missing'),
        ('{"n":0', 'x"n":0', ":1: this is no header of a trace"),
        ('{"n":0', '\ufeff{"n":0', ":1: this is no header of a trace: it begins with a byte order mark"),
        ('"text":', '"txxt":', ':1: this is no header of a trace: "text" is missing'),
    ],
)
def test_a_trace_with_a_damaged_header_is_never_taken_for_own_values(
    was: str, is_now: str, message: str, net: Path, tmp_path: Path
) -> None:
    TraceWriter(tmp_path / "t.jsonl", Timeline(open_program(str(net))).seek(0)).close()
    text = (tmp_path / "t.jsonl").read_text(encoding="utf-8")
    assert was in text
    (tmp_path / "t.jsonl").write_text(text.replace(was, is_now, 1), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        explained_difference(str(tmp_path / "t.jsonl"), str(net))
    assert message in str(caught.value)


def test_a_trace_that_another_program_spelled_in_its_own_way_is_one(net: Path, tmp_path: Path) -> None:
    TraceWriter(tmp_path / "t.jsonl", Timeline(open_program(str(net))).seek(0)).close()
    spaced = [json.dumps(json.loads(line)) for line in (tmp_path / "t.jsonl").read_text().splitlines()]
    (tmp_path / "t.jsonl").write_text("\n".join(spaced) + "\n")
    assert kind_of(str(tmp_path / "t.jsonl")) == "trace"


@pytest.fixture
def net(tmp_path: Path) -> Path:
    path = tmp_path / "net.toml"
    path.write_text(SCENARIO)
    return path


def test_a_recording_from_the_middle_of_a_step_on_is_compared_from_there(net: Path, tmp_path: Path) -> None:
    timeline = Timeline(open_program(str(net)))
    begins = 2 * len(timeline.program.ops) + 5
    with TraceWriter(tmp_path / "t.jsonl", timeline.seek(begins)) as writer:
        for position in range(begins + 1, begins + 60):
            writer.write(timeline.seek(position))
    found = explained_difference(str(tmp_path / "t.jsonl"), str(net))
    assert found.difference.first is None
    assert (found.difference.steps, found.difference.last_step) == (5, 7)


@pytest.mark.parametrize("starts", [True, False])
def test_square_weights_alone_show_by_their_values_that_they_are_transposed(starts: bool, tmp_path: Path) -> None:
    rows = [(id, np.transpose(value)) for id, value in logged("sigmoid-2-2-2", 5) if id not in ("z1", "z2", "a1", "a2")]
    rows = [(id, value) for id, value in rows if "delta" not in id]
    timeline = Timeline(open_program("sigmoid-2-2-2"))
    start = [(id, timeline.seek(0).values[id].T) for id in ("W1", "W2")]
    own = write(tmp_path / "own.jsonl", iter([*(start if starts else []), *rows]))
    found = explained_difference(str(own), "sigmoid-2-2-2")
    assert found.difference.first is None
    assert any(remark.startswith("weights are taken as transposed: W") for remark in found.a.remarks)


def test_a_gradient_that_alone_is_transposed_is_a_difference_and_said(tmp_path: Path) -> None:
    rows = [(id, np.transpose(value) if id == "dW1" else value) for id, value in logged("sigmoid-2-2-2", 5)]
    own = write(tmp_path / "own.jsonl", iter(rows))
    found = explained_difference(str(own), "sigmoid-2-2-2")
    assert found.difference.first is not None
    assert found.difference.first.id == "dW1"
    assert "   one is the transpose of the other" in list(difference_lines(found))


@pytest.mark.thorough
def test_conventions_come_in_where_no_mistake_gives_the_numbers(net: Path, tmp_path: Path) -> None:
    """The program of somebody who uses RMSprop, worked out here by its formula."""
    values = dict(list(train(epochs=1))[:13])
    gradients = {"W2": values["dW2"], "b2": values["delta2"], "W1": values["dW1"], "b1": values["delta1"]}
    for id, gradient in gradients.items():
        old = np.array(START[id]).reshape(gradient.shape)
        values[id] = old - 0.5 * gradient / (np.sqrt(0.1 * gradient**2) + 1e-8)
    found = explained_difference(str(write(tmp_path / "own.jsonl", iter(values.items()))), str(net))
    assert found.difference.first is not None
    assert found.difference.first.id == "W2"
    assert found.mistake is not None
    assert (found.mistake.ids, found.mistake.conventions) == ("", "optimizer rmsprop")
    assert any("optimizer rmsprop" in line for line in difference_lines(found))


def test_of_two_scenarios_what_they_state_otherwise_comes_first(net: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text(SCENARIO.replace("learning_rate = 0.5", "learning_rate = 0.25"))
    found = explained_difference(str(net), str(other))
    assert found.settings == {"learning_rate": ("0.5", "0.25")}
    assert found.difference.first is not None
    assert (found.difference.first.step, found.difference.first.id) == (0, "lr")
    assert "   learning_rate: 0.5 in A, 0.25 in B" in list(difference_lines(found))


def test_quantities_that_only_one_scenario_has_are_no_difference(net: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text(SCENARIO.replace('title = "3-4-2"', 'title = "3-4-2"\nquantities = ["diff", "fz1"]'))
    assert explained_difference(str(net), str(other)).difference.first is None


def test_quantities_that_a_scenario_could_state_are_computed_for_own_values(net: Path, tmp_path: Path) -> None:
    rows = [("a1", values) for id, values in train() if id == "a1"]
    slopes = [("fz1", value * (1 - value)) for _, value in rows]
    own = write(tmp_path / "own.jsonl", iter([*rows, *slopes, ("sumexp9", np.ones(1))]))
    found = explained_difference(str(own), str(net))
    assert found.difference.first is None
    assert found.difference.numbers == 6 * 8
    assert any('no such quantity: "sumexp9"' in remark for remark in found.a.remarks)


def test_nan_from_a_step_on_is_found_and_not_graded(net: Path, tmp_path: Path) -> None:
    rows = [(id, np.asarray(value) * (np.nan if n > 40 else 1)) for n, (id, value) in enumerate(train())]
    found = explained_difference(str(write(tmp_path / "own.jsonl", iter(rows))), str(net))
    assert found.difference.first is not None
    assert found.difference.first.step == 4
    assert found.mistake is None
    assert any("a value that is not finite" in line for line in difference_lines(found))
    facts = difference_facts(found)
    assert facts["first"]["largest"] == "inf"
    assert "nan" in str(facts["first"]["a"])


def test_a_network_of_another_size_is_refused_with_its_shapes(net: Path, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="the shapes differ: "):
        explained_difference(str(net), "xor")
    own = write(tmp_path / "own.jsonl", train())
    with pytest.raises(DataError, match="z1 is 4×1, but must be 2×4"):
        explained_difference(str(own), "xor")


def test_runs_without_a_common_training_step_are_refused(net: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.jsonl"
    own.write_text('{"target": "E", "value": 1, "step": 900}\n')
    with pytest.raises(DataError, match="no quantity in common in any training step"):
        explained_difference(str(own), str(net))


def test_samples_in_another_order_are_a_difference_in_what_a_step_is_given(net: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text(SCENARIO.replace("[training]", "[training]\nshuffle = true\nseed = 3"))
    found = explained_difference(str(net), str(other))
    assert found.difference.first is not None
    assert found.difference.first.id == "x"
    assert found.settings == {"shuffled": ("no", "yes"), "seed": ("0", "3")}
    step = found.difference.first.step
    assert f"first difference: x in training step {step}, as it is given" in list(difference_lines(found))


def test_a_scenario_that_ends_before_own_values_says_how_to_run_it_longer(net: Path, tmp_path: Path) -> None:
    own = str(write(tmp_path / "own.jsonl", train(epochs=61)))
    assert any(
        "B ends after training step 120 (--epochs N" in line
        for line in difference_lines(explained_difference(own, str(net)))
    )
    longer = explained_difference(own, str(net), epochs=61)
    assert (longer.difference.first, longer.difference.last_step) == (None, 122)


def test_a_recording_of_the_first_format_is_compared(tmp_path: Path) -> None:
    timeline = Timeline(open_program("zheng-exercise-1"))
    program = timeline.program
    ops = [
        {"op": number, "phase": op.phase, "layer": op.layer, "target": op.target, "numpy": op.source}
        for number, op in enumerate(program.ops, start=1)
    ]
    header = {
        "nnstep_trace": 1, "version": "0.1", "scenario": "zheng-exercise-1", "title": program.title, "epochs": 1,
        "steps_per_epoch": 1, "first_position": 0, "ops": ops,
        "start": {id: value.tolist() for id, value in program.start.items()},
    }  # fmt: skip
    lines = [header]
    for position, op in enumerate(program.ops):
        result = timeline.seek(position + 1).values[op.target]
        value = (result * 2 if op.target == "delta2" else result).tolist()
        place = {"position": position, "epoch": 1, "step": 1, "op": position + 1}
        lines.append(
            {**place, "phase": op.phase, "layer": op.layer, "target": op.target, "shape": result.shape, "value": value}
        )
    path = tmp_path / "first.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    found = explained_difference(str(path), "zheng-exercise-1")
    assert found.a.kind == "trace"
    assert found.difference.first is not None
    assert found.difference.first.id == "delta2"
    assert found.mistake is not None
    assert found.mistake.ids == "factor-two"


@pytest.mark.thorough
@pytest.mark.sweep
@pytest.mark.parametrize("seed", [0, 5])
def test_extreme_numbers_are_compared_and_shown(seed: int, net: Path, tmp_path: Path) -> None:
    pool = np.array([np.nan, np.inf, -np.inf, 1e308, -1e308, 5e-324, 0, -0.0, 1e154])
    random = np.random.default_rng(seed)
    rows = [
        (id, np.where(random.random(np.shape(value)) < 0.6, random.choice(pool, np.shape(value)), value))
        for id, value in train()
    ]
    found = explained_difference(str(write(tmp_path / "own.jsonl", iter(rows))), str(net))
    assert found.difference.first is not None
    assert list(difference_lines(found))
    assert json.dumps(difference_facts(found), allow_nan=False)


def test_two_files_of_own_values_are_refused(net: Path, tmp_path: Path) -> None:
    own = str(write(tmp_path / "own.jsonl", train()))
    with pytest.raises(CommandError, match="neither of the two"):
        explained_difference(own, own)
