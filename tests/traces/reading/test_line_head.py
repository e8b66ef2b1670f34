"""Lines and headers that state what the recorded run can't have: errors with their place, at once."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import CliRunner

from nnstep.cli import main
from nnstep.errors import DataError
from nnstep.session.opening import open_program
from nnstep.traces.reading.trace_file import TraceFile
from nnstep.traces.selection import Selection
from tests.traces.recorded import record


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return record(tmp_path / "t.jsonl", open_program("xor", 2))


def change_line(path: Path, number: int, key: str, value: Any) -> int:
    """State something else in a line, counted from 1 or from the end, as another program would; return its number."""
    lines = path.read_bytes().splitlines(keepends=True)
    number = number if number > 0 else len(lines) + number + 1
    lines[number - 1] = orjson.dumps({**orjson.loads(lines[number - 1]), key: value}) + b"\n"
    path.write_bytes(b"".join(lines))
    return number


WRONG_PLACES = [
    ("position", 10**15),
    ("position", -1),
    ("position", "a"),
    ("position", True),
    ("step", 3 * 10**8),
    ("step", 0),
    ("epoch", 3),
    ("op", 99),
    ("target", ["x"]),
    ("n", None),
    ("kind", "other"),
    ("kind", ["op"]),
]


@pytest.mark.parametrize(("key", "value"), WRONG_PLACES)
@pytest.mark.parametrize("spelled", [False, True])
def test_a_place_outside_the_run_is_an_error_with_its_line(path: Path, key: str, value: Any, *, spelled: bool) -> None:
    number = change_line(path, -3, key, value)
    if spelled:  # with spaces, as most libraries write JSON
        path.write_bytes(path.read_bytes().replace(b'{"n":', b'{"n": '))
    with TraceFile(path) as trace:
        with pytest.raises(DataError, match=rf"t\.jsonl:{number}: this is no record of a trace"):
            list(trace.lines())
        with pytest.raises(DataError, match=rf"t\.jsonl:{number}: this is no record of a trace"):
            list(trace.records())


def test_a_number_of_any_length_is_an_error_with_its_line(path: Path) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    lines[5] = re.sub(rb'"n":\d+', b'"n":' + b"9" * 5000, lines[5])
    path.write_bytes(b"".join(lines))
    with TraceFile(path) as trace, pytest.raises(DataError, match=r"t\.jsonl:6: this is no record of a trace"):
        list(trace.lines())


@pytest.mark.parametrize("command", [["run", "--json"], ["run", "--brief"], ["diff", "xor"], ["verify"], ["trace"]])
def test_no_command_trips_over_a_last_position_that_is_none(path: Path, command: list[str]) -> None:
    change_line(path, -1, "position", 10**15)
    result = CliRunner().invoke(main, [command[0], str(path), *command[1:]])
    assert result.exit_code in (1, 2)
    assert "the position is 1000000000000000, and the run has" in result.output


def change_header(path: Path, changes: dict[str, Any]) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    line = orjson.loads(lines[0])
    line["text"] = orjson.dumps({**orjson.loads(line["text"]), **changes}).decode()
    path.write_bytes(b"".join([orjson.dumps(line) + b"\n", *lines[1:]]))


SELECTION = {"every": 1, "only": [], "epochs_only": False, "first": 0, "last": None}
WRONG_HEADERS: list[dict[str, Any]] = [
    {"epochs": 0},
    {"epochs": 10**7 + 1},
    {"epochs": 10**6, "steps_per_epoch": 10**6},
    {"epochs": [1]},
    {"epochs": True},
    {"steps_per_epoch": 0},
    {"ops": []},
    {"first_position": 10**9},
    {"selection": {**SELECTION, "only": [1]}},
    {"selection": {**SELECTION, "last": "x"}},
    {"selection": {**SELECTION, "first": 10**9}},
    {"conventions": {"a": 1}},
    {"conventions": 5},
]


@pytest.mark.parametrize("changes", WRONG_HEADERS)
@pytest.mark.parametrize("command", [["trace"], ["run", "--brief"]])
def test_a_header_of_no_possible_run_is_an_error(path: Path, command: list[str], changes: dict[str, Any]) -> None:
    change_header(path, changes)
    result = CliRunner().invoke(main, [command[0], str(path), *command[1:]])
    assert result.exit_code == 2
    assert f"{path}:1: this is no header of a trace" in result.output


def test_an_error_of_a_training_step_that_there_is_not_takes_no_memory(path: Path) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    number = max(n for n, line in enumerate(lines, start=1) if b'"target":"E"' in line)
    path.write_bytes(b"".join(lines[:number]))  # broken off
    change_line(path, number, "step", 3 * 10**8)
    result = CliRunner().invoke(main, ["run", str(path), "--brief"])
    assert result.exit_code == 2
    assert f"t.jsonl:{number}: this is no record of a trace" in result.output


def test_a_value_has_the_run_s_precision(tmp_path: Path) -> None:
    with TraceFile(record(tmp_path / "t.jsonl", open_program("single-precision", 1))) as trace:
        values = {line.head.target: trace.value(line) for line in trace.lines() if line.head.kind == "op"}
    assert {value.dtype.name for value in values.values()} == {"float32"}


def test_a_recording_ends_where_its_last_line_says(tmp_path: Path) -> None:
    path = record(tmp_path / "t.jsonl", open_program("xor", 2), Selection(only=("W1",), last=10))
    change_line(path, -1, "position", 10)
    with TraceFile(path) as trace:
        assert trace.last_position == 10
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    with TraceFile(path) as trace:
        assert trace.last_position == 0
