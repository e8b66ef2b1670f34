"""Recording what is stepped through: the prompt, the sign on the screen, the file, and what can go wrong with it."""

from __future__ import annotations

import gc
import json
import os
import shutil
import warnings
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from nnstep.program.compile import compile_program
from nnstep.scenario.load import load
from nnstep.tui.dialogs.questions import Prompt
from nnstep.tui.screens.debug import DebugScreen
from tests.app.screen_text import (
    bundled,
    debug,
    messages,
    moved,
    on_top,
    opened,
    pane_text,
    perform,
    position,
    pressed,
    program_of,
    screen_text,
    settled,
    small,
    status,
    stepped,
    until,
    words,
)

FULL = Path("/dev/full")
needs_a_full_disk = pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")

ONE_WEIGHT_EXPLODING = """
title = "Far too large a learning rate"
input = [1]
target = [1]
learning_rate = 1e200
[[layers]]
activation = "linear"
weights = [[3]]
"""


async def recorded_to(pilot: Pilot[None], answer: str | Path) -> None:
    """Ask for a recording and enter the file's name."""
    await pressed(pilot, "r")
    pilot.app.screen.query_one(Input).value = str(answer)
    await pressed(pilot, "enter")


def disk_fills_up(pilot: Pilot[None]) -> None:
    """From here on the open recording writes to a device that is always full."""
    recording = debug(pilot).recorder.recording
    assert recording is not None
    full = os.open(FULL, os.O_WRONLY)
    os.dup2(full, recording._file.fileno())
    os.close(full)


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def operations_of(path: Path) -> list[dict[str, Any]]:
    return [line for line in lines_of(path) if line["kind"] == "op"]


@pytest.mark.thorough
async def test_what_is_stepped_through_is_written_to_the_file_with_a_sign_on_the_screen(tmp_path: Path) -> None:
    path = tmp_path / "trace.jsonl"
    async with opened(bundled()) as pilot:
        await stepped(pilot, 2)
        assert "REC" not in screen_text(pilot)
        await recorded_to(pilot, path)
        assert "● REC" in status(pilot)
        await stepped(pilot, 13)
        assert "● REC" in status(pilot)
        await pressed(pilot, "r")
        assert "REC" not in screen_text(pilot)
        assert "13 operations recorded to trace.jsonl" in " ".join(messages(pilot))
        await stepped(pilot, -3)
    header, operations = json.loads(lines_of(path)[0]["text"]), operations_of(path)
    assert header["nnstep_trace"] == 2
    assert (header["name"], header["first_position"]) == ("zheng-exercise-1", 2)
    assert [operation["position"] for operation in operations] == list(range(3, 16))
    assert [operation["target"] for operation in operations][:3] == ["z2", "a2", "E"]
    assert operations[2]["value"] == [16553]
    assert operations[0]["value"] == [119, 146]
    assert operations[-1]["target"] == "b1"
    assert [round(number, 9) for number in operations[-1]["value"]] == [-44.6, -66.9, -38.7, -37.7]


@pytest.mark.thorough
async def test_each_operation_is_written_once_however_one_goes_to_and_fro(tmp_path: Path) -> None:
    path = tmp_path / "trace.jsonl"
    async with opened(small(epochs=20), (80, 24)) as pilot:
        await recorded_to(pilot, path)
        await stepped(pilot, 3)
        await stepped(pilot, -3)
        await stepped(pilot, 4)
        await moved(pilot, 40)
        perform(pilot, "restart")
        await pressed(pilot, "c")
        assert await until(pilot, lambda: position(pilot) == 300)
        await pressed(pilot, "r")
    assert [operation["position"] for operation in operations_of(path)] == list(range(1, 301))
    moves = [line["position"] for line in lines_of(path) if line["kind"] == "move"]
    assert moves[:3] == [2, 1, 0]


async def test_after_each_training_step_the_file_is_readable_to_there_while_the_recording_runs(tmp_path: Path) -> None:
    path = tmp_path / "trace.jsonl"
    async with opened(small(epochs=3), (80, 24)) as pilot:
        await recorded_to(pilot, path)
        assert operations_of(path) == []
        await moved(pilot, 20)
        assert len(operations_of(path)) >= 15


@pytest.mark.thorough
@pytest.mark.parametrize("leave", ["q", "ctrl+q"])
async def test_leaving_the_app_is_asked_for_and_completes_the_file(tmp_path: Path, leave: str) -> None:
    path = tmp_path / "trace.jsonl"
    async with opened(small(), (80, 24)) as pilot:
        await recorded_to(pilot, path)
        await stepped(pilot, 7)
        recording = debug(pilot).recorder.recording
        assert recording is not None
        await pressed(pilot, leave)
        assert "still recording: 7 operations in trace.jsonl so far" in words(pane_text(pilot, ".dialog"))
        await pilot.press("l")
    assert [operation["target"] for operation in operations_of(path)][-1] == "delta1"
    assert recording._file.closed


@pytest.mark.thorough
async def test_an_existing_file_is_refused_and_overwritten_only_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "trace.jsonl"
    path.write_text("my own notes")
    async with opened(small(), (80, 24)) as pilot:
        await recorded_to(pilot, path)
        assert "exists already" in words(pane_text(pilot, ".dialog"))
        assert on_top(pilot) is Prompt
        assert path.read_text() == "my own notes"
        assert "REC" not in status(pilot)
        pilot.app.screen.query_one(Input).value = f"{path}!"
        await pressed(pilot, "enter")
        assert "● REC" in status(pilot)
        await stepped(pilot, 2)
        await pressed(pilot, "r")
    assert [operation["target"] for operation in operations_of(path)] == ["z1", "a1"]


async def test_a_file_that_can_not_be_made_is_said_in_the_prompt_and_escape_leaves_it(tmp_path: Path) -> None:
    async with opened(small(), (80, 24)) as pilot:
        await pressed(pilot, "r")
        assert pilot.app.screen.query_one(Input).value == "exercise.jsonl"
        for answer, problem in (
            (tmp_path / "missing" / "trace.jsonl", "no such file or directory"),
            (f"{tmp_path}!", "is a directory"),
            (tmp_path / "trace.parquet", "end the name in .jsonl"),
        ):
            pilot.app.screen.query_one(Input).value = str(answer)
            await pressed(pilot, "enter")
            assert problem in words(pane_text(pilot, ".dialog"))
        await pressed(pilot, "escape")
        assert on_top(pilot) is DebugScreen
        assert "REC" not in status(pilot)
    assert list(tmp_path.iterdir()) == []


async def test_a_name_that_no_file_can_have_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    async with opened(small(), (80, 24)) as pilot:
        await pressed(pilot, "r")
        for answer in ("~nobody-of-this-name/trace.jsonl", "a\0b.jsonl", "", "!"):
            pilot.app.screen.query_one(".problem", Static).update("")
            pilot.app.screen.query_one(Input).value = answer
            await pressed(pilot, "enter")
            assert on_top(pilot) is Prompt
            assert words(pane_text(pilot, ".problem")), answer


@pytest.mark.thorough
async def test_the_file_that_the_exercise_was_read_from_is_not_recorded_over(tmp_path: Path) -> None:
    path = tmp_path / "exercise.jsonl"
    path.write_text(ONE_WEIGHT_EXPLODING)
    async with opened(compile_program(load(path)), (80, 24)) as pilot:
        await recorded_to(pilot, f"{path}!")
        assert "this file is read, so it can't be written as well" in words(pane_text(pilot, ".dialog"))
        await pressed(pilot, "escape")
        assert "REC" not in status(pilot)
    assert path.read_text() == ONE_WEIGHT_EXPLODING


@pytest.mark.thorough
async def test_a_folder_that_vanishes_is_said_and_not_that_it_was_recorded(tmp_path: Path) -> None:
    folder = tmp_path / "there"
    folder.mkdir()
    async with opened(small(), (80, 24)) as pilot:
        await recorded_to(pilot, folder / "trace.jsonl")
        await stepped(pilot, 3)
        shutil.rmtree(folder)
        await pressed(pilot, "r")
        toasts = " ".join(messages(pilot))
        assert "was moved or removed while it was being written" in toasts
        assert "operations recorded" not in toasts
        assert "REC" not in status(pilot)


async def test_values_that_are_no_finite_numbers_are_recorded_by_name(tmp_path: Path) -> None:
    path = tmp_path / "trace.jsonl"
    async with opened(program_of(ONE_WEIGHT_EXPLODING, epochs=4), (80, 24)) as pilot:
        await recorded_to(pilot, path)
        await moved(pilot, 24)
        await pressed(pilot, "r")
    values = path.read_text()
    assert ":nan" in values
    assert ":inf" in values
    assert len(operations_of(path)) == 24


@pytest.mark.thorough
@needs_a_full_disk
async def test_a_disk_that_is_full_from_the_start_is_said_in_the_prompt() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        async with opened(small(), (80, 24)) as pilot:
            await recorded_to(pilot, f"{FULL}!")
            assert "no space left on device" in words(pane_text(pilot, ".dialog"))
            await pressed(pilot, "escape")
            await stepped(pilot, 15)
            assert "REC" not in status(pilot)
        gc.collect()
    assert [str(warning.message) for warning in caught if warning.category is ResourceWarning] == []


@needs_a_full_disk
async def test_a_disk_that_fills_up_ends_the_recording_with_a_message_and_the_stepping_goes_on(tmp_path: Path) -> None:
    async with opened(small(epochs=2), (80, 24)) as pilot:
        await recorded_to(pilot, tmp_path / "trace.jsonl")
        await stepped(pilot, 3)
        recording = debug(pilot).recorder.recording
        assert recording is not None
        disk_fills_up(pilot)
        await stepped(pilot, 12)
        assert "no space left on device" in " ".join(messages(pilot))
        assert "REC" not in status(pilot)
        assert recording._file.closed
        assert position(pilot) == 15
        await stepped(pilot, 3)
        assert position(pilot) == 18


@needs_a_full_disk
async def test_a_disk_that_fills_up_while_running_on_stops_the_run_with_a_message(tmp_path: Path) -> None:
    async with opened(small(epochs=2_000_000), (80, 24)) as pilot:
        await recorded_to(pilot, tmp_path / "trace.jsonl")
        disk_fills_up(pilot)
        await pressed(pilot, "c")
        assert await until(pilot, lambda: not debug(pilot).mover.running)
        await settled(pilot)
        assert "no space left on device" in " ".join(messages(pilot))
        assert "REC" not in status(pilot)
        await stepped(pilot, 3)
        assert position(pilot) > 0


@pytest.mark.thorough
@needs_a_full_disk
async def test_a_recording_that_can_not_be_completed_is_not_said_to_be_recorded(tmp_path: Path) -> None:
    async with opened(small(), (80, 24)) as pilot:
        await recorded_to(pilot, tmp_path / "trace.jsonl")
        await stepped(pilot, 3)
        disk_fills_up(pilot)
        await pressed(pilot, "r")
        toasts = " ".join(messages(pilot))
        assert "no space left on device" in toasts
        assert "operations recorded" not in toasts


@pytest.mark.thorough
@needs_a_full_disk
async def test_leaving_with_a_full_disk_is_no_crash(tmp_path: Path) -> None:
    async with opened(small(), (80, 24)) as pilot:
        await recorded_to(pilot, tmp_path / "trace.jsonl")
        await stepped(pilot, 3)
        disk_fills_up(pilot)
        await pressed(pilot, "q")
        await pilot.press("l")
    assert pilot.app.return_code == 0
