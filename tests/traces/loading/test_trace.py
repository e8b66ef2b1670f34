"""A trace as Python programs read it: the operations, arrays and tables of the run that it is of, to the last bit."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nnstep
from nnstep.debugger.debugger import Debugger
from nnstep.engine.edits import Edit
from nnstep.engine.timeline import Timeline
from nnstep.errors import DataError
from nnstep.expr.array import frozen
from nnstep.program.program import Program
from nnstep.session.opening import open_program
from nnstep.traces.loading.trace import Trace
from nnstep.traces.selection import Selection
from nnstep.traces.writing.trace_writer import TraceWriter
from tests.engine.test_edits import random_program
from tests.exercises import READY
from tests.traces.recorded import assert_same_frame, lines_of, record


def computed(program: Program, last: int | None = None) -> list[nnstep.RunOperation]:
    """Return the operations that a live run has, without any trace."""
    found = []
    for operation in nnstep.run(program.scenario, epochs=program.schedule.epochs):
        if last is not None and operation.position > last:
            break
        found.append(operation)
    return found


def assert_same(mine: nnstep.RunOperation, theirs: nnstep.RunOperation, *, but: str = "") -> None:
    for name in {"position", "epoch", "step", "op", "phase", "layer", "target", "formula", "numpy"} - {but}:
        assert getattr(mine, name) == getattr(theirs, name), name
    assert_same_array(mine.value, theirs.value)


def assert_same_array(mine: np.ndarray, theirs: np.ndarray) -> None:
    assert (mine.dtype, mine.shape) == (theirs.dtype, theirs.shape)
    assert np.array_equal(mine, theirs, equal_nan=True)
    known = ~np.isnan(mine)
    assert np.array_equal(np.signbit(mine[known]), np.signbit(theirs[known]))


def stacked(values: Iterable[np.ndarray]) -> np.ndarray:
    """Return values as one array, an entry at a time, NaN where a value is too small."""
    values = list(values)
    shape = tuple(max(value.shape[axis] for value in values) for axis in range(values[0].ndim))
    found = np.full((len(values), *shape), math.nan, values[0].dtype)
    for number, value in enumerate(values):
        for place, element in np.ndenumerate(value):
            found[(number, *place)] = element
    return found


def assert_same_quantities(trace: Trace, operations: list[nnstep.RunOperation]) -> None:
    arrays = trace.quantities()
    for target in {operation.target for operation in operations}:
        same = [operation for operation in operations if operation.target == target]
        assert_same_array(arrays[target], stacked(operation.value for operation in same))
        assert_same_array(trace.quantity(target), arrays[target])
        assert trace.positions(target).tolist() == [operation.position for operation in same]


@pytest.mark.sweep
@pytest.mark.parametrize("name", READY)
def test_a_trace_of_every_exercise_has_the_operations_of_the_run(name: str, tmp_path: Path) -> None:
    per_step = len(open_program(name).ops)
    steps = open_program(name).schedule.steps_per_epoch
    epochs = min(open_program(name).schedule.epochs, max(1, 300 // (steps * per_step)))
    program = open_program(name, epochs)
    last = min(program.last_position, 300)
    operations = computed(program, last)
    with nnstep.open_trace(nnstep.record(name, tmp_path / "t.jsonl", epochs=epochs, last=last)) as trace:
        assert len(trace) == len(operations)
        for mine, theirs in zip(trace, operations, strict=True):
            assert_same(mine, theirs)
        for number in np.random.default_rng(0).integers(-len(operations), len(operations), 30):
            assert_same(trace[int(number)], operations[number])
        assert_same_quantities(trace, operations)


@pytest.mark.thorough
@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1))
def test_a_trace_of_any_part_of_any_run_has_its_operations(seed: int) -> None:
    random = np.random.default_rng(seed)
    program = random_program(random)
    run = computed(program)
    first, last = sorted(int(place) for place in random.integers(0, len(run) + 1, 2))
    targets = [op.target for op in program.ops]
    only = [str(id) for id in random.choice(targets, 2)] if random.random() < 0.5 else []
    selection = Selection(int(random.integers(1, 4)), tuple(only), first=first, last=last + (first == last))
    if selection.last is not None and selection.last > len(run):
        return
    wanted = [
        operation
        for operation in run[first : selection.last]
        if (not only or operation.target in only)
        and ((operation.position - 1) // len(program.ops) - first // len(program.ops)) % selection.every == 0
    ]
    with TemporaryDirectory() as folder:
        path = record(Path(folder) / f"t{random.choice(['.jsonl', '.jsonl.gz'])}", program, selection)
        with nnstep.open_trace(path) as trace:
            assert len(trace) == len(wanted)
            for mine, theirs in zip(trace, wanted, strict=True):
                assert_same(mine, theirs, but="formula")  # no file states this scenario
            for number in random.permutation(len(wanted)):
                assert_same(trace[int(number)], wanted[number], but="formula")
            if wanted:
                assert_same_quantities(trace, wanted)


def test_numbers_and_slices_are_as_a_list_has_them(tmp_path: Path) -> None:
    operations = list(nnstep.run("xor", epochs=3))
    with nnstep.open_trace(nnstep.record("xor", tmp_path / "t.jsonl", epochs=3)) as trace:
        assert trace[-1].position == operations[-1].position
        for part in (slice(None), slice(3, 9), slice(-4, None), slice(40, 2, -7), slice(30, 20), slice(0, 10**6, 11)):
            found = trace[part]
            assert [operation.position for operation in found] == [each.position for each in operations[part]]
        assert [operation.position for operation in reversed(trace)] == list(range(len(operations), 0, -1))
        for number in (len(operations), -len(operations) - 1):
            with pytest.raises(IndexError):
                trace[number]


def test_what_training_steps_are_given_is_a_quantity_too(tmp_path: Path) -> None:
    program = open_program("softmax-three-classes", 2)
    with nnstep.open_trace(nnstep.record("softmax-three-classes", tmp_path / "t.jsonl", epochs=2)) as trace:
        for id in ("x", "y"):
            given_values = [program.schedule.feeds(step)[id] for step in range(program.schedule.steps)]
            assert_same_array(trace.quantity(id), stacked(given_values))
            assert trace.positions(id).tolist() == [len(program.ops) * step for step in range(len(given_values))]


def test_the_values_of_a_smaller_last_batch_are_filled_up_with_nan(tmp_path: Path) -> None:
    path = nnstep.record("digits", tmp_path / "t.jsonl", epochs=1)
    samples = {value.shape[1] for value in (op.value for op in nnstep.run("digits", epochs=1) if op.target == "z1")}
    with nnstep.open_trace(path) as trace:
        z1 = trace.quantity("z1")
        assert z1.shape[2] == max(samples)
        last = trace[-len(trace.header.ops)]
        assert last.target == "z1"
        width = last.value.shape[1]
        assert width < z1.shape[2]
        assert np.array_equal(z1[-1, :, :width], last.value)
        assert np.isnan(z1[-1, :, width:]).all()


def test_positions_are_those_of_frames_that_have_the_values(tmp_path: Path) -> None:
    with nnstep.open_trace(nnstep.record("kapur-momentum", tmp_path / "t.jsonl", epochs=5)) as trace:
        live = Timeline(open_program("kapur-momentum", 5))
        for position, value in zip(trace.positions("W2").tolist(), trace.quantity("W2"), strict=True):
            assert_same_array(trace.frame(position).values["W2"], value)
            assert_same_frame(trace.frame(position), live.seek(position))


@pytest.mark.parametrize("ending", [".jsonl", ".jsonl.gz", ".jsonl.zst"])
def test_a_compressed_trace_reads_the_same(ending: str, tmp_path: Path) -> None:
    if ending.endswith("zst"):
        pytest.importorskip("zstandard")
    with nnstep.open_trace(nnstep.record("single-precision", tmp_path / f"t{ending}")) as trace:
        operations = list(nnstep.run("single-precision"))
        assert operations[0].value.dtype == np.float32
        assert_same_quantities(trace, operations)
        assert_same(trace[2], operations[2])
        assert trace.start["W1"].dtype == np.float32


@pytest.mark.thorough
def test_a_trace_that_is_cut_off_anywhere_has_what_is_complete(tmp_path: Path) -> None:
    whole = nnstep.record("xor", tmp_path / "t.jsonl", epochs=4).read_bytes()
    operations = list(nnstep.run("xor", epochs=4))
    begins = whole.index(b'"kind":"op"')
    cut = tmp_path / "cut.jsonl"
    for end in np.random.default_rng(3).integers(begins + 400, len(whole) - 1, 40).tolist():
        cut.write_bytes(whole[:end])
        complete = whole[:end].rpartition(b"\n")[0].count(b'"kind":"op"')
        with nnstep.open_trace(cut) as trace:
            assert len(trace) == complete
            assert_same_quantities(trace, operations[:complete])
            assert_same(trace[-1], operations[complete - 1])
            assert trace.cut_off == len(whole[:end].rpartition(b"\n")[2])
            errors = [float(operation.value) for operation in operations[:complete] if operation.target == "E"]
            assert trace.errors.tolist() == errors
            assert not trace.ended


def test_errors_and_figures_of_epochs_are_those_of_the_run(tmp_path: Path) -> None:
    path = nnstep.record("tashfeen-parity", tmp_path / "t.jsonl", epochs=6, epochs_only=True)
    frame = Timeline(open_program("tashfeen-parity", 6)).seek(720)
    steps = frame.program.schedule.steps_per_epoch
    with nnstep.open_trace(path) as trace:
        assert len(trace) == 0
        assert list(trace) == trace[:] == []
        assert_same_array(trace.errors, frame.errors)
        assert trace.epochs["epoch"].tolist() == [1, 2, 3, 4, 5, 6]
        assert trace.epochs["mean_error"] == pytest.approx(frame.errors.reshape(6, steps).mean(axis=1), rel=1e-14)
        assert trace.epochs["accuracy"].tolist() == frame.accuracies.tolist()
        assert trace.ended == "the run is over"
        assert trace.header.selection.epochs_only
        with pytest.raises(DataError, match="no value of 'W1' is recorded"):
            trace.quantity("W1")


def test_what_is_not_recorded_is_said(tmp_path: Path) -> None:
    with nnstep.open_trace(nnstep.record("xor", tmp_path / "t.jsonl", epochs=1)) as trace:
        with pytest.raises(DataError, match=r"t\.jsonl: no value of 'dW3' is recorded") as caught:
            trace.quantities("E", "dW3")
        assert caught.value.hint == "did you mean dW2?"
        with pytest.raises(DataError, match="no value of 'lr'") as caught:
            trace.positions("lr")
        assert "start['lr']" in caught.value.hint
        assert trace.start["lr"] == 1.0


def test_numbers_that_are_not_finite_are_there(program_of, tmp_path: Path) -> None:
    program = program_of((2, 2), ("linear",), learning_rate=1e200, epochs=4)
    path = record(tmp_path / "t.jsonl", program)
    with nnstep.open_trace(path) as trace:
        operations = computed(program)
        assert any(np.isnan(operation.value).any() for operation in operations)
        assert any(np.isinf(operation.value).any() for operation in operations)
        assert_same_quantities(trace, operations)


def test_lines_that_another_program_wrote_in_its_own_way_are_read(tmp_path: Path) -> None:
    path = nnstep.record("xor", tmp_path / "t.jsonl", epochs=2)
    other = tmp_path / "other.jsonl"
    lines = lines_of(path)
    texts = [json.dumps(dict(sorted(line.items(), reverse=True))) for line in lines]
    other.write_text("\n".join(texts) + "\n")
    with nnstep.open_trace(other) as trace:
        assert len(trace) == 30
        assert_same_quantities(trace, list(nnstep.run("xor", epochs=2)))
        assert trace.epochs["epoch"].tolist() == [1, 2]


def test_a_damaged_line_is_named(tmp_path: Path) -> None:
    path = nnstep.record("xor", tmp_path / "t.jsonl", epochs=2)
    lines = path.read_bytes().splitlines(keepends=True)
    number = next(n for n, line in enumerate(lines) if b'"target":"dW1"' in line)
    for damaged in (
        lines[number].replace(b'"value":[', b'"value":["?",'),
        lines[number].replace(b'"value":[', b'"value":[1.0,'),
        lines[number].replace(b'"shape":[2,2]', b'"shape":[2,3]'),
        lines[number].replace(b'"shape":[2,2]', b'"shape":[-2,-2]'),
        lines[number].replace(b'"shape":[2,2]', b'"shape":2'),
        lines[number][:-9] + b"\n",
    ):
        path.write_bytes(b"".join([*lines[:number], damaged, *lines[number + 1 :]]))
        with nnstep.open_trace(path) as trace:
            for read in (trace.quantities, lambda trace=trace: trace.quantity("dW1")):
                with pytest.raises(DataError, match=rf"t\.jsonl:{number + 1}: this is no record"):
                    read()
            assert trace.quantity("E").shape == (2,)


def test_values_of_another_rank_and_operations_that_there_are_not_are_named(tmp_path: Path) -> None:
    path = nnstep.record("xor", tmp_path / "t.jsonl", epochs=2)
    lines = path.read_bytes().splitlines(keepends=True)
    number = max(n for n, line in enumerate(lines) if b'"target":"dW1"' in line)
    path.write_bytes(b"".join(lines).replace(lines[number], lines[number].replace(b"[2,2]", b"[4]")))
    with nnstep.open_trace(path) as trace, pytest.raises(DataError, match=rf"t\.jsonl:{number + 1}: .*the shape is"):
        trace.quantity("dW1")
    path.write_bytes(b"".join(lines).replace(b'"op":2,"position":17', b'"op":99,"position":17'))
    with nnstep.open_trace(path) as trace:
        with pytest.raises(DataError, match="no operation 99"):
            list(trace)
        with pytest.raises(DataError, match="no operation 99"):
            trace[16]


@pytest.mark.parametrize("text", [b"{}", b"[1]", b"not JSON", b'{\\"reason\\":1,\\"accuracies\\":[]}'])
def test_an_end_that_says_nothing_is_named(text: bytes, tmp_path: Path) -> None:
    path = nnstep.record("xor", tmp_path / "t.jsonl", epochs=2)
    before, mark, end = path.read_bytes().rpartition(b'"text":"')
    path.write_bytes(before + mark + text + end[end.index(b'","hash"') :])
    with nnstep.open_trace(path) as trace:
        for read in (lambda: trace.ended, lambda: trace.frame(3)):
            with pytest.raises(DataError, match=r"t\.jsonl:\d+: this does not say why the recording ended"):
                read()
        assert trace.quantity("E").shape == (2,)


def test_what_a_person_changed_is_in_the_values_that_follow(tmp_path: Path) -> None:
    program = open_program("xor", 4)
    debugger = Debugger(program)
    with TraceWriter(tmp_path / "t.jsonl", debugger.frame) as writer:
        debugger.observe(writer)
        debugger.go_to(20)
        edits = [
            Edit(20, id, frozen(np.full_like(program.start[id], 0.25)), program.start[id], id) for id in ("W1", "lr")
        ]
        for edit in edits:
            debugger.edit(edit)
        debugger.go_to(program.last_position)
    frames = [debugger.peek(position) for position in range(1, program.last_position + 1)]
    with nnstep.open_trace(writer.path) as trace:
        assert len(trace) == len(frames)
        for operation, frame in zip(trace, frames, strict=True):
            assert frame.result is not None
            assert_same_array(operation.value, frame.result)
        assert trace.quantity("lr").tolist() == [0.25, 0.25]
        assert trace.positions("lr").tolist() == [30, 45]
        assert trace.errors.tolist() == frames[-1].errors.tolist()


def first_format(path: Path, name: str, epochs: int) -> Path:
    """Write a run in format 1, which earlier versions wrote."""
    program = open_program(name, epochs)
    header = {
        "nnstep_trace": 1,
        "version": "0.1.0",
        "scenario": name,
        "title": "",
        "epochs": epochs,
        "steps_per_epoch": program.schedule.steps_per_epoch,
        "first_position": 0,
        "ops": [
            {"op": n, "phase": op.phase, "layer": op.layer, "target": op.target, "numpy": op.source}
            for n, op in enumerate(program.ops, start=1)
        ],
        "start": {id: program.start[id].tolist() for id in program.start},
    }
    with path.open("wb") as file:
        file.write(orjson.dumps(header) + b"\n")
        for op in nnstep.run(name, epochs=epochs):
            facts = {name: getattr(op, name) for name in ("epoch", "step", "op", "phase", "layer", "target")}
            facts |= {"position": op.position - 1, "shape": op.value.shape, "value": op.value.tolist()}
            file.write(orjson.dumps(facts) + b"\n")
    return path


def test_a_trace_of_format_1_reads_the_same(tmp_path: Path) -> None:
    operations = list(nnstep.run("xor", epochs=3))
    with nnstep.open_trace(first_format(tmp_path / "old.jsonl", "xor", 3)) as trace:
        assert len(trace) == len(operations)
        assert_same(trace[-2], operations[-2])
        assert_same_quantities(trace, operations)
        assert trace.errors.tolist() == [float(op.value) for op in operations if op.target == "E"]
        assert trace.epochs["epoch"].size == 0


def test_a_trace_whose_scenario_this_version_can_t_compile_has_no_formulas(tmp_path: Path) -> None:
    path = nnstep.record("xor", tmp_path / "t.jsonl", epochs=1)
    path.write_bytes(path.read_bytes().replace(b"z1 = W1 @ x + b1", b"z1 = x @ W1 + b1"))
    with nnstep.open_trace(path) as trace:
        assert trace[0].formula == ""
        assert trace[0].numpy == "z1 = x @ W1 + b1"
        assert trace.errors.size == 1
        with pytest.raises(DataError, match="other operations"):
            trace.frame(3)


def test_no_trace_is_said(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    with pytest.raises(DataError, match="no such file"):
        nnstep.open_trace(path)
    path.write_text("{}\n")
    with pytest.raises(DataError, match=r"t\.jsonl:1: this is no header of a trace"):
        nnstep.open_trace(path)
