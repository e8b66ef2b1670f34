"""Leaving: nothing that was worked is lost unasked, and nothing is asked where nothing would be lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from nnstep.tui.app import NNStepApp
from nnstep.tui.dialogs.questions import Leaving, Prompt
from nnstep.tui.opening.beginning import Beginning
from nnstep.tui.screens.debug import DebugScreen
from nnstep.tui.screens.exercise import ExerciseScreen
from nnstep.tui.widgets.cells import Cell
from tests.app.screen_text import (
    bundled,
    debug,
    on_top,
    opened,
    pane_text,
    position,
    pressed,
    program_of,
    screen_text,
    settled,
    small,
    stepped,
    words,
)

SIZE = (80, 24)
FINE = """
title = "A weight of more digits than are shown"
input = [1]
target = [1]
learning_rate = 0.1234567890123
[[layers]]
activation = "linear"
weights = [[0.1234567890123]]
"""


async def typed(pilot: Pilot[None], line: str) -> None:
    await pressed(pilot, "colon")
    pilot.app.screen.query_one(Input).value = line
    await pressed(pilot, "enter")


async def chosen(pilot: Pilot[None], entry: str) -> None:
    """Choose an entry of the palette by its title."""
    commands = pilot.app.get_system_commands(pilot.app.screen)
    result = next(command.callback for command in commands if command.title.split()[0] == entry)()
    if result is not None:
        await result
    await settled(pilot)


async def left(pilot: Pilot[None], way: str) -> None:
    if way in ("quit", "Quit"):
        await chosen(pilot, way)
    else:
        await pressed(pilot, way)


def asked(pilot: Pilot[None]) -> str:
    assert on_top(pilot) is Leaving
    return words(pane_text(pilot, ".dialog"))


@pytest.mark.sweep
@pytest.mark.parametrize("way", ["q", "ctrl+q", "quit", "Quit"])
async def test_every_way_out_asks_where_a_change_would_be_lost(way: str) -> None:
    async with opened(small(), SIZE) as pilot:
        await typed(pilot, "set lr = 0.25")
        await left(pilot, way)
        assert "not saved: 1 change to the run: lr = 0.25" in asked(pilot)
        assert "s save and leave l leave without saving escape stay" in asked(pilot)
        await pressed(pilot, "q", "ctrl+q", "enter", "n")
        assert on_top(pilot) is Leaving
        assert len(pilot.app.screen_stack) == 3
        await pressed(pilot, "escape")
        assert on_top(pilot) is DebugScreen
        assert len(debug(pilot).debugger.edits) == 1
        await left(pilot, way)
        await pilot.press("l")
        assert not pilot.app.is_running
    assert pilot.app.return_code == 0


@pytest.mark.sweep
@pytest.mark.parametrize("way", ["q", "Quit"])
async def test_nothing_is_asked_where_nothing_would_be_lost(way: str) -> None:
    async with opened(small(epochs=3), SIZE) as pilot:
        await stepped(pilot, 3)
        await typed(pilot, "watch W1")
        await typed(pilot, "set lr = 0.25")
        await pressed(pilot, "u", "X", "h", "r", "escape", "q")
        await left(pilot, way)
        assert not pilot.app.is_running


@pytest.mark.thorough
async def test_each_piece_of_work_is_saved_in_turn_and_then_the_app_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("exercise-answers.toml").write_text("my own notes")
    async with opened(small(), SIZE) as pilot:
        await pressed(pilot, "X", *"0.5", "enter", "escape", "q", "l")
        await typed(pilot, "set lr = 0.25")
        await pressed(pilot, "q")
        assert "not saved: 1 answer of the exercise: z1" in asked(pilot)
        await pressed(pilot, "s", "enter")
        assert Path("exercise-changed.toml").exists()
        assert on_top(pilot) is Prompt
        await pressed(pilot, "enter")
        assert "exists already" in words(pane_text(pilot, ".dialog"))
        await pressed(pilot, "escape")
        assert "change" not in asked(pilot)
        await pressed(pilot, "s")
        pilot.app.screen.query_one(Input).value = "mine.toml"
        await pilot.press("enter")
        assert not pilot.app.is_running
    assert 'z1 = [0.5, ""]' in Path("mine.toml").read_text()
    assert "learning_rate = 0.25" in Path("exercise-changed.toml").read_text()
    assert Path("exercise-answers.toml").read_text() == "my own notes"


@pytest.mark.sweep
@pytest.mark.parametrize("screen", ["command line", "prompt", "score", "help"])
async def test_what_is_typed_in_a_cell_is_asked_for_from_any_screen(screen: str) -> None:
    keys = {"command line": ("escape", "q", "colon"), "prompt": ("escape", "q", "e"), "score": ("escape",)}
    async with opened(bundled(), SIZE) as pilot:
        await pressed(pilot, "X", *"23", *keys.get(screen, ("escape", "q", "question_mark")))
        await pressed(pilot, "ctrl+q")
        assert "not saved: 1 answer of the exercise: z1" in asked(pilot)


@pytest.mark.thorough
async def test_what_is_typed_and_not_judged_is_still_in_its_cells_after_leaving_the_exercise() -> None:
    async with opened(bundled(), SIZE) as pilot:
        await pressed(pilot, "X", *"23", "enter", *"12", "escape", "q", "l")
        await pressed(pilot, "X")
        assert on_top(pilot) is ExerciseScreen
        assert [cell.value for cell in pilot.app.screen.query(Cell)] == ["23", "12", "", ""]


async def test_changes_that_a_file_of_commands_makes_are_in_that_file() -> None:
    app = NNStepApp(small(), Beginning(("set lr = 0.25",), "what-if.txt"))
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await pressed(pilot, "escape")
        assert len(debug(pilot).debugger.edits) == 1
        await pilot.press("q")
        assert not pilot.app.is_running


@pytest.mark.thorough
async def test_a_recording_that_a_change_has_ended_is_no_reason_to_ask(tmp_path: Path) -> None:
    async with opened(small(), SIZE) as pilot:
        assert debug(pilot).recorder.start(str(tmp_path / "run.jsonl")) == ""
        await typed(pilot, "set lr = 0.25")
        await pressed(pilot, "u")
        await pilot.press("q")
        assert not pilot.app.is_running


@pytest.mark.thorough
async def test_a_recording_that_comes_to_an_earlier_change_holds_it_too(tmp_path: Path) -> None:
    async with opened(small(epochs=2), SIZE) as pilot:
        await stepped(pilot, 5)
        await typed(pilot, "set lr = 0.25")
        await stepped(pilot, -3)
        assert debug(pilot).recorder.start(str(tmp_path / "run.jsonl")) == ""
        await stepped(pilot, 6)
        assert "REC" in screen_text(pilot)
    lines = (tmp_path / "run.jsonl").read_text().splitlines()
    assert sum('"kind":"op"' in line for line in lines) == 6
    assert [line for line in lines if '"kind":"edit"' in line and '"position":5,' in line]


# What stands in a prompt


@pytest.mark.sweep
@pytest.mark.parametrize("steps", [0, 6])
async def test_enter_on_the_value_that_stands_there_changes_nothing(steps: int) -> None:
    async with opened(program_of(FINE, epochs=2), SIZE) as pilot:
        await stepped(pilot, steps)
        before = dict(debug(pilot).debugger.frame.values)
        await pressed(pilot, "e", "enter")
        assert on_top(pilot) is DebugScreen
        assert debug(pilot).debugger.edits == ()
        await pressed(pilot, "e", "0", "backspace", "enter")
        assert debug(pilot).debugger.edits == ()
        assert {id: value.tobytes() for id, value in debug(pilot).debugger.frame.values.items()} == {
            id: value.tobytes() for id, value in before.items()
        }


@pytest.mark.thorough
async def test_what_was_refused_is_refused_again_until_it_is_mended() -> None:
    async with opened(program_of(FINE), SIZE) as pilot:
        await stepped(pilot, 1)
        await pressed(pilot, "e")
        stands = pilot.app.screen.query_one(Input).value
        await pressed(pilot, *" +", "enter", "enter")
        assert on_top(pilot) is Prompt
        assert words(pane_text(pilot, ".problem"))
        pilot.app.screen.query_one(Input).value = stands
        await pressed(pilot, "enter")
        assert on_top(pilot) is DebugScreen
        assert debug(pilot).debugger.edits == ()


async def test_enter_on_the_place_where_one_stands_does_not_leave_an_operation_half_done() -> None:
    async with opened(small(), SIZE) as pilot:
        await stepped(pilot, 2)
        await pressed(pilot, "s")
        inside = debug(pilot).debugger.frame.inside
        assert inside is not None
        await pressed(pilot, "g", "enter")
        assert debug(pilot).debugger.frame.inside is inside
        assert position(pilot) == 2


@pytest.mark.sweep
@pytest.mark.parametrize("line", ["q", "quit", "exit"])
async def test_the_typed_command_asks_as_the_key_does(line: str) -> None:
    async with opened(small(), SIZE) as pilot:
        await typed(pilot, "set lr = 0.5")
        await typed(pilot, line)
        assert "lr = 0.5" in asked(pilot)
        await pressed(pilot, "escape")
        assert on_top(pilot) is DebugScreen
        await typed(pilot, "undo")
        await typed(pilot, line)
        assert not pilot.app.is_running
