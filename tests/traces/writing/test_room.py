"""A recording that its disk has no room for is said so before it begins."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from nnstep.debugger.debugger import Debugger
from nnstep.engine.timeline import Timeline
from nnstep.program.program import Program
from nnstep.session.opening import open_program
from nnstep.traces.selection import Selection
from nnstep.traces.writing import room
from nnstep.traces.writing.room import free_bytes, lack_of_room
from nnstep.traces.writing.run_recorder import RunRecorder
from nnstep.traces.writing.trace_writer import TraceWriter

EPOCHS = 60


@pytest.fixture
def program() -> Program:
    return open_program("zheng-exercise-1", EPOCHS)


def room_for(free: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room.shutil, "disk_usage", lambda _: SimpleNamespace(free=free))


def written(path: Path, program: Program, selection: Selection) -> int:
    """Return the bytes of a recording of the whole run."""
    run = Timeline(program)
    frame = run.seek(selection.first)
    with TraceWriter(path, frame, selection) as writer:
        while (wanted := writer.next_after(frame.position)) <= run.last_position:
            frame = run.seek(wanted)
            writer.write(frame)
    return path.stat().st_size


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
@pytest.mark.parametrize(
    "selection", [Selection(), Selection(every=5), Selection(only=("W1", "E")), Selection(last=500)], ids=str
)
def test_the_estimate_is_near_what_is_written(
    name: str, selection: Selection, tmp_path: Path, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = written(tmp_path / name, program, selection)
    room_for(size // 2, monkeypatch)
    assert lack_of_room(tmp_path / "other" / name, program, selection)
    room_for(size * 3 // 2, monkeypatch)
    assert not lack_of_room(tmp_path / "other" / name, program, selection)


def test_the_last_lines_of_a_run_count_in_full(
    tmp_path: Path, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    selection = Selection(every=1000)  # one training step, in which the run does not end
    size = written(tmp_path / "a.jsonl", program, selection)
    room_for(size // 2, monkeypatch)
    assert lack_of_room(tmp_path / "other.jsonl", program, selection)


def test_where_there_is_plainly_room_nothing_is_measured(
    tmp_path: Path, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "_recording_bytes", lambda *_: pytest.fail("measured"))
    room_for(10**12, monkeypatch)
    assert not lack_of_room(tmp_path / "a.jsonl", program, Selection())


def test_a_large_training_step_is_not_measured(
    tmp_path: Path, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "_MOST_MEASURED", 10)
    monkeypatch.setattr(room, "_first_lines", lambda *_: pytest.fail("measured"))
    room_for(1000, monkeypatch)
    assert "and its disk has 1000 bytes left" in lack_of_room(tmp_path / "a.jsonl", program, Selection())


@pytest.mark.parametrize("ending", [".jsonl", ".jsonl.gz"])
def test_a_large_training_step_counts_as_much_as_its_lines(ending: str, monkeypatch: pytest.MonkeyPatch) -> None:
    digits = open_program("digits", 1)
    monkeypatch.setattr(room, "_MEASURED_SECONDS", 0.0)
    measured = room._recording_bytes(digits, Selection(), ending)
    monkeypatch.setattr(room, "_MOST_MEASURED", 10)
    assert room._recording_bytes(digits, Selection(), ending) == pytest.approx(measured, rel=0.2)


def test_a_file_that_is_overwritten_keeps_its_room_until_then_and_a_device_has_any(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room_for(10, monkeypatch)
    (tmp_path / "a.jsonl").write_bytes(b"12345")
    assert (free_bytes(tmp_path / "a.jsonl"), free_bytes(tmp_path / "b.jsonl")) == (10, 10)
    assert free_bytes(Path("/dev/stdout")) is None


def test_who_records_step_by_step_is_told_and_may_go_on(
    tmp_path: Path, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    room_for(1000, monkeypatch)
    told: list[str] = []
    recorder = RunRecorder(Debugger(program), told.append, lambda error: pytest.fail(str(error)))
    recorder.begin(str(tmp_path / "a.jsonl"))
    assert told[0].startswith("a.jsonl: to the end of the run, the recording is going to have about ")
    assert recorder.recording is not None
    assert recorder.close()
