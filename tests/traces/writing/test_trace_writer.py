"""Writing traces: the same bytes for the same run, complete to the last record, never over another file unasked."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import orjson
import pytest

from nnstep.engine.timeline import Timeline
from nnstep.errors import FileTakenError, OutputError
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load
from nnstep.session.opening import open_program
from nnstep.traces.reading.trace_file import TraceFile
from nnstep.traces.selection import Selection
from nnstep.traces.writing.trace_lines import TraceLines
from nnstep.traces.writing.trace_writer import TraceWriter
from tests.traces.recorded import lines_of, record

BuildProgram = Callable[..., Program]
KEYS = [
    *("n", "kind", "epoch", "step", "op", "position", "phase", "layer", "target", "shape"),
    *("value", "nonfinite", "text", "hash"),
]


@pytest.fixture
def program(program_of: BuildProgram) -> Program:
    return program_of((2, 3, 2), ("tanh", "sigmoid"), samples=2, epochs=2)


def test_every_value_reads_back_with_the_same_bits(program: Program, tmp_path: Path) -> None:
    records = lines_of(record(tmp_path / "t.jsonl", program), "op")
    timeline = Timeline(program)
    assert [line["position"] for line in records] == list(range(1, program.last_position + 1))
    for line in records:
        result = timeline.seek(line["position"]).result
        assert result is not None
        assert list(result.shape) == line["shape"]
        assert np.array(line["value"]).tobytes() == result.tobytes()


def test_every_line_has_the_same_keys_in_the_same_order_and_its_number_first(program: Program, tmp_path: Path) -> None:
    lines = lines_of(record(tmp_path / "t.jsonl", program))
    assert all(list(line) == KEYS for line in lines)
    assert [line["n"] for line in lines] == list(range(len(lines)))


def test_a_record_says_where_it_belongs(program: Program, tmp_path: Path) -> None:
    line = lines_of(record(tmp_path / "t.jsonl", program), "op")[len(program.ops) + 4]
    place = {key: line[key] for key in ("position", "epoch", "step", "op", "phase", "layer", "target", "shape")}
    assert place == {
        "position": len(program.ops) + 5,
        "epoch": 1,
        "step": 2,
        "op": 5,
        "phase": "error",
        "layer": 2,
        "target": "E",
        "shape": [],
    }


def test_the_header_holds_the_scenario_and_what_is_needed_to_read_the_rest(tmp_path: Path) -> None:
    path = record(tmp_path / "t.jsonl", open_program("zheng-forward"))
    (line,) = lines_of(path, "header")
    header = orjson.loads(line["text"])
    assert header["nnstep_trace"] == 2
    assert header["scenario"] == find("zheng-forward").read_text()
    assert header["conventions"]["orientation"] == "column"
    assert [op["target"] for op in header["ops"]][:3] == ["z1", "a1", "z2"]
    assert header["ops"][0]["numpy"] == "z1 = W1 @ x + b1"
    assert not {"time", "date", "path", "host"} & set(header)


def test_data_files_are_named_with_their_hashes(tmp_path: Path) -> None:
    (line,) = lines_of(record(tmp_path / "t.jsonl", open_program("digits"), Selection(last=3)), "header")
    inputs, targets = orjson.loads(line["text"])["arrays"]
    data = find("digits").parent / "data" / "digits.npz"
    digest = hashlib.sha256(data.read_bytes()).hexdigest()
    assert (inputs["path"], inputs["sha256"], inputs["shape"]) == ("data/digits.npz", digest, [1797, 64])
    assert (targets["sha256"], targets["shape"], len(inputs["first"])) == (digest, [1797], 64)


def test_each_training_step_says_what_it_is_given(program: Program, tmp_path: Path) -> None:
    batches = lines_of(record(tmp_path / "t.jsonl", program), "batch")
    assert [(line["epoch"], line["step"], line["target"]) for line in batches[:4]] == [
        *((1, 1, "x"), (1, 1, "y"), (1, 2, "x"), (1, 2, "y")),
    ]
    for line in batches:
        step = (line["epoch"] - 1) * 2 + line["step"] - 1
        assert np.array(line["value"]).reshape(line["shape"]).tolist() == (
            program.schedule.feeds(step)[line["target"]].tolist()
        )


def test_each_epoch_has_its_figures(tmp_path: Path) -> None:
    program = open_program("digits", epochs=2)
    epochs = lines_of(record(tmp_path / "t.jsonl", program, Selection(epochs_only=True)), "epoch")
    assert [line["text"] for line in epochs] == ["mean_error test_error accuracy learning_rate"] * 2
    frame = Timeline(program).seek(program.last_position)
    per_epoch = program.schedule.steps_per_epoch
    assert epochs[1]["value"][0] == frame.errors[per_epoch:].mean()
    assert [line["value"][2] for line in epochs] == frame.accuracies.tolist()
    assert epochs[1]["value"][3] == 0.1
    assert epochs[1]["value"][1] == pytest.approx(mean_test_error(program), rel=1e-12)


def mean_test_error(program: Program) -> float:
    """Return the mean cross-entropy of a net with a softmax on its test samples, in plain NumPy."""
    values = Timeline(program).seek(program.last_position).values
    samples = program.scenario.test_samples
    assert samples is not None
    x, y = samples.take(np.arange(len(samples)))
    a1 = np.maximum(0, values["W1"] @ x + values["b1"])
    z2 = values["W2"] @ a1 + values["b2"]
    a2 = np.exp(z2 - z2.max(axis=0)) / np.exp(z2 - z2.max(axis=0)).sum(axis=0)
    return float(-(y * np.log(a2)).sum() / len(samples))


def test_numbers_that_json_does_not_have_are_named_beside_null(program_of: BuildProgram, tmp_path: Path) -> None:
    program = program_of((2, 2), ("linear",), learning_rate=1e200, epochs=4)
    lines = lines_of(record(tmp_path / "t.jsonl", program))
    assert all(value is None or isinstance(value, float) for line in lines for value in line["value"])
    named = {entry.partition(":")[2] for line in lines for entry in line["nonfinite"].split()}
    assert "nan" in named
    assert named <= {"nan", "inf", "-inf"}
    with TraceFile(tmp_path / "t.jsonl") as trace:
        timeline = Timeline(program)
        for found in trace.records():
            if found.kind == "op":
                assert np.array_equal(found.value, timeline.seek(found.place.position).result, equal_nan=True)


def test_every_hash_is_that_of_all_bytes_before_it(program: Program, tmp_path: Path) -> None:
    data = record(tmp_path / "t.jsonl", program).read_bytes()
    lines = data.splitlines(keepends=True)
    before = hashed = 0
    for line in lines:
        digits = orjson.loads(line)["hash"]
        if digits:
            begins = before + line.rindex(digits.encode())
            assert digits == hashlib.sha256(data[:begins]).hexdigest()[:32]
            hashed += 1
        before += len(line)
    assert hashed == program.schedule.steps + 1
    assert orjson.loads(lines[-1])["hash"]


def test_the_same_run_gives_the_same_bytes(program: Program, tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    one, other = record(tmp_path / "a.jsonl", program), record(tmp_path / "b" / "other.jsonl", program)
    assert one.read_bytes() == other.read_bytes()


def test_the_end_says_why_and_has_the_errors(program: Program, tmp_path: Path) -> None:
    end = lines_of(record(tmp_path / "t.jsonl", program))[-1]
    assert end["kind"] == "end"
    assert orjson.loads(end["text"])["reason"] == "the run is over"
    assert end["value"] == Timeline(program).seek(program.last_position).errors.tolist()


def test_the_start_of_a_run_is_no_operation(program: Program) -> None:
    start = Timeline(program).seek(0)
    with pytest.raises(ValueError, match="no operation"):
        TraceLines(start, Selection()).operation(start)


def test_an_existing_file_is_not_overwritten_unasked(program: Program, tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text("mine")
    with pytest.raises(FileTakenError, match="exists already") as caught:
        TraceWriter(path, Timeline(program).seek(0))
    assert "another name" in caught.value.hint
    assert path.read_text() == "mine"
    TraceWriter(path, Timeline(program).seek(0), overwrite=True).close()
    assert lines_of(path)[-1]["kind"] == "end"


def test_two_recordings_do_not_share_a_file(program: Program, tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    frame = Timeline(program).seek(0)
    with TraceWriter(path, frame), pytest.raises(OutputError, match="another program is writing to this file"):
        TraceWriter(path, frame, overwrite=True)
    TraceWriter(path, frame, overwrite=True).close()


def test_another_format_is_refused_by_name(program: Program, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"x\.parquet: \.parquet files can't be written here"):
        TraceWriter(tmp_path / "x.parquet", Timeline(program).seek(0))


def test_a_folder_that_does_not_exist_is_said(program: Program, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"t\.jsonl: the file can't be written: no such file or directory"):
        TraceWriter(tmp_path / "none" / "t.jsonl", Timeline(program).seek(0))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_a_full_disk_is_said(program: Program) -> None:
    with pytest.raises(OutputError, match="no space left on device"):
        TraceWriter("/dev/full", Timeline(program).seek(0), overwrite=True)


def test_after_each_training_step_the_file_is_complete_to_there(program: Program, tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    timeline = Timeline(program)
    writer = TraceWriter(path, timeline.seek(0))
    for position in range(1, len(program.ops) + 1):
        writer.write(timeline.seek(position))
    assert len(lines_of(path, "op")) == len(program.ops)
    writer.close()


KILLED = """
import sys
from nnstep.session.opening import open_program
from nnstep.engine.timeline import Timeline
from nnstep.traces.writing.trace_writer import TraceWriter
program = open_program("tashfeen-parity")
timeline = Timeline(program)
writer = TraceWriter(sys.argv[1], timeline.seek(0))
for position in range(1, program.last_position + 1):
    writer.write(timeline.seek(position))
    if position == 100:
        print("ready", flush=True)
"""


@pytest.mark.sweep
@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
@pytest.mark.parametrize(("ending", "delay"), [(".jsonl", 0.0), (".jsonl", 0.05), (".jsonl.gz", 0.4)])
def test_after_kill_9_it_is_readable_to_its_last_complete_record(ending: str, delay: float, tmp_path: Path) -> None:
    path = tmp_path / f"t{ending}"
    process = subprocess.Popen([sys.executable, "-c", KILLED, str(path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(delay)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    timeline = Timeline(open_program("tashfeen-parity"))
    with TraceFile(path) as trace:
        assert trace.ending is None
        count = 0
        for found in trace.records():
            if found.kind == "op":
                count += 1
                assert found.place.position == count
                if count % 97 == 0:
                    assert np.array_equal(found.value, timeline.seek(count).result)
        # Fifteen operations a training step: six whole ones of the hundred operations were flushed.
        assert count >= (90 if ending == ".jsonl" else 0)


def test_a_scenario_s_name_that_is_no_utf_8_is_written_harmless(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"a\xff.toml")
    path.write_text(find("zheng-forward").read_text())
    (line,) = lines_of(record(tmp_path / "t.jsonl", compile_program(load(path))), "header")
    assert "\udcff" not in line["text"]
    assert orjson.loads(line["text"])["name"].startswith("a")
