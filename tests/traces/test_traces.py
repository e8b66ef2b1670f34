"""Traces: lossless, complete to the last line whatever happens, and never over another file unasked."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from nnstep.cli import main
from nnstep.engine.timeline import Timeline
from nnstep.errors import FileTakenError, OutputError
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load
from nnstep.traces.trace import TraceWriter, header_line, operation_line

BuildProgram = Callable[..., Program]


@pytest.fixture
def program(program_of: BuildProgram) -> Program:
    return program_of((2, 3, 2), ("tanh", "sigmoid"), samples=2, epochs=2)


def recorded(path: Path, program: Program) -> list[dict[str, object]]:
    timeline = Timeline(program)
    with TraceWriter(path, program) as writer:
        for position in range(1, program.last_position + 1):
            writer.write(timeline.seek(position))
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_every_value_reads_back_with_the_same_bits(program: Program, tmp_path: Path) -> None:
    _, *records = recorded(tmp_path / "t.jsonl", program)
    timeline = Timeline(program)
    assert len(records) == program.last_position
    for record in records:
        position = record["position"]
        assert isinstance(position, int)
        frame = timeline.seek(position + 1)
        assert frame.op is not None
        value = np.array(record["value"], dtype=float)
        assert list(value.shape) == record["shape"]
        assert value.tobytes() == frame.values[frame.op.target].tobytes()


def test_a_record_says_where_it_belongs(program: Program, tmp_path: Path) -> None:
    _, *records = recorded(tmp_path / "t.jsonl", program)
    record = records[len(program.ops) + 4]
    assert {key: record[key] for key in ("position", "epoch", "step", "op", "phase", "layer", "target", "shape")} == {
        "position": len(program.ops) + 4,
        "epoch": 1,
        "step": 2,
        "op": 5,
        "phase": "error",
        "layer": 2,
        "target": "E",
        "shape": [],
    }


def test_the_header_says_what_is_needed_to_read_the_rest(program: Program, tmp_path: Path) -> None:
    header, *_ = recorded(tmp_path / "t.jsonl", program)
    assert header["nnstep_trace"] == 1
    assert header["scenario"] == "random"
    ops = header["ops"]
    assert isinstance(ops, list)
    assert [op["target"] for op in ops] == [op.target for op in program.ops]
    assert ops[0]["numpy"] == "z1 = W1 @ x + b1"
    start = header["start"]
    assert isinstance(start, dict)
    assert np.array(start["W1"]).tobytes() == program.start["W1"].tobytes()


def test_what_json_has_no_number_for_is_written_by_name(program_of: BuildProgram) -> None:
    program = program_of((2, 2), ("linear",), learning_rate=1e200, epochs=4)
    timeline = Timeline(program)
    lines = [operation_line(timeline.seek(p)) for p in range(1, program.last_position + 1)]
    named = {item for line in lines for item in flat(json.loads(line)["value"]) if isinstance(item, str)}
    assert named <= {"nan", "inf", "-inf"}
    assert "nan" in named
    assert not any(b"null" in line for line in lines)


def flat(value: object) -> list[object]:
    return [item for part in value for item in flat(part)] if isinstance(value, list) else [value]


def test_the_start_of_a_run_is_no_operation(program: Program) -> None:
    with pytest.raises(ValueError, match="no operation"):
        operation_line(Timeline(program).seek(0))


def test_an_existing_file_is_not_overwritten_unasked(program: Program, tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text("mine")
    with pytest.raises(FileTakenError, match="exists already") as caught:
        TraceWriter(path, program)
    assert "another name" in caught.value.hint
    assert path.read_text() == "mine"


def test_it_is_overwritten_when_asked(program: Program, tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text("mine")
    TraceWriter(path, program, overwrite=True).close()
    assert path.read_bytes() == header_line(program, 0)


def test_a_folder_that_does_not_exist_is_said(program: Program, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"t\.jsonl: the file can't be written: no such file or directory"):
        TraceWriter(tmp_path / "none" / "t.jsonl", program)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_a_full_disk_is_said(program: Program) -> None:
    with pytest.raises(OutputError, match="no space left on device"):
        TraceWriter("/dev/full", program, overwrite=True)


def test_after_each_training_step_the_file_is_on_the_disk(program: Program, tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    timeline = Timeline(program)
    writer = TraceWriter(path, program)
    for position in range(1, len(program.ops) + 1):
        writer.write(timeline.seek(position))
    assert len(path.read_text().splitlines()) == 1 + len(program.ops)
    writer.close()


KILLED = """
import sys
from nnstep.session.opening import open_program
from nnstep.engine.timeline import Timeline
from nnstep.traces.trace import TraceWriter
program = open_program("tashfeen-parity")
timeline, writer = Timeline(program), TraceWriter(sys.argv[1], program)
for position in range(1, program.last_position + 1):
    writer.write(timeline.seek(position))
    if position == 100:
        print("ready", flush=True)
        sys.stdin.read()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
def test_after_kill_9_it_is_readable_to_its_last_complete_line(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    complete = path.read_text().split("\n")[:-1]
    records = [json.loads(line) for line in complete]
    assert records[0]["scenario"] == "tashfeen-parity"
    # Fifteen operations a training step: six whole ones of the hundred operations were flushed.
    assert len(records) >= 1 + 90
    assert [record["position"] for record in records[1:91]] == list(range(90))


def test_a_scenario_s_name_that_is_no_utf_8_is_written_harmless(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"a\xff.toml")
    path.write_text(find("zheng-forward").read_text())
    header, *_ = recorded(tmp_path / "t.jsonl", compile_program(load(path)))
    assert header["scenario"] == "a\\udcff"
    for command in (("check", "--json"), ("show", "--json"), ("run", "--json")):
        result = CliRunner().invoke(main, [command[0], str(path), *command[1:]])
        assert (result.exit_code, "a\\\\udcff" in result.stdout) == (0, True)
