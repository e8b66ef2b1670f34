"""The start screen: what it offers, the filter, and opening by key and click."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from time import time

import pytest
from textual.pilot import Pilot

from nnstep.session.remembered.remembered import Visit
from nnstep.session.remembered.state_file import StateFile
from nnstep.tui.app import NNStepApp
from nnstep.tui.screens.choice import Choice
from nnstep.tui.screens.debug import DebugScreen
from nnstep.tui.screens.exercise import ExerciseScreen
from tests.app.screen_text import (
    SMALL,
    debug,
    messages,
    on_top,
    pressed,
    screen_lines,
    screen_text,
    settled,
    status,
    until,
)


@asynccontextmanager
async def start_screen(
    folder: Path, size: tuple[int, int] = (80, 24), visit: Visit | None = None
) -> AsyncIterator[Pilot[None]]:
    """Open the app without an exercise, on the files of `folder`."""
    memory = StateFile()
    if visit is not None:
        memory.update(lambda remembered: remembered.with_visit(visit))
    app = NNStepApp(folder=folder, memory=memory)
    app.animation_level = "none"
    async with app.run_test(size=size, notifications=True) as pilot:
        await settled(pilot)
        yield pilot


async def opened_run(pilot: Pilot[None]) -> str:
    """Return the name of the exercise that was opened."""
    assert await until(pilot, lambda: on_top(pilot) is DebugScreen and "operation" in status(pilot))
    return debug(pilot).debugger.program.name


async def test_the_first_entry_is_where_to_start_and_enter_opens_it(tmp_path: Path) -> None:
    async with start_screen(tmp_path) as pilot:
        lines = screen_lines(pilot.app)
        heading = next(row for row, line in enumerate(lines) if "START HERE" in line)
        assert "▶ zheng-exercise-1" in lines[heading + 1]
        assert "3-4-2 linear, 15 operations" in screen_text(pilot)
        await pressed(pilot, "enter")
        assert await opened_run(pilot) == "zheng-exercise-1"
        await pressed(pilot, "n")
        assert "operation 1 of 15" in status(pilot)


@pytest.mark.thorough
async def test_letters_filter_and_x_begins_exercise_mode(tmp_path: Path) -> None:
    async with start_screen(tmp_path) as pilot:
        await pressed(pilot, "slash", *"xor")
        await pilot.press("space", *"nxq")
        assert "filter: xor nxq" in screen_text(pilot)
        assert "nothing matches" in screen_text(pilot)
        await pressed(pilot, *["backspace"] * 4)
        assert "▶ xor" in screen_text(pilot)
        assert "zheng-exercise-1" not in screen_text(pilot)
        await pressed(pilot, "escape", *"entire")
        assert "▶ zheng-exercise-4" in screen_text(pilot)
        await pressed(pilot, "escape", "x")
        assert await until(pilot, lambda: on_top(pilot) is ExerciseScreen)


@pytest.mark.parametrize("key", ["q", "escape"])
async def test_it_can_be_left_without_an_exercise(key: str, tmp_path: Path) -> None:
    async with start_screen(tmp_path) as pilot:
        await pilot.press(key)
        assert not pilot.app.is_running
    assert pilot.app.return_code == 0


async def test_a_file_of_the_folder_is_opened_by_a_click(tmp_path: Path) -> None:
    for name, title in (("first", "[red]x[/red] [b"), ("[bold]second", "Another")):
        (tmp_path / f"{name}.toml").write_text(SMALL.replace("A 2-2-1 network", title))
    async with start_screen(tmp_path) as pilot:
        lines = screen_lines(pilot.app)
        assert any("[red]x[/red] [b" in line for line in lines)
        row = next(row for row, line in enumerate(lines) if "[bold]second" in line)
        await pilot.click(offset=(6, row))
        assert await opened_run(pilot) == "[bold]second"


async def test_a_run_goes_on_where_it_was_left(tmp_path: Path) -> None:
    async with start_screen(tmp_path, visit=Visit("zheng-exercise-1", "1.1.7", 7, time())) as pilot:
        assert "▶ zheng-exercise-1 at 1.1.7 (today)" in screen_text(pilot)
        await pressed(pilot, "enter")
        await opened_run(pilot)
        assert await until(pilot, lambda: "operation 7 of 15" in status(pilot))


async def test_a_file_that_is_gone_is_said_and_the_list_stays(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(SMALL)
    async with start_screen(tmp_path) as pilot:
        path.unlink()
        await pressed(pilot, *"mine", "enter")
        assert on_top(pilot) is Choice
        assert await until(pilot, lambda: any("there is no such file" in text for text in messages(pilot)))


@pytest.mark.parametrize("size", [(40, 12), (60, 20), (120, 40)])
async def test_names_and_the_footer_are_there_in_every_size(size: tuple[int, int], tmp_path: Path) -> None:
    async with start_screen(tmp_path, size) as pilot:
        lines = screen_lines(pilot.app)
        assert any("▶ zheng-exercise-1" in line for line in lines)
        assert len(lines) == size[1]
        await pressed(pilot, "question_mark")
        assert "exercise mode" in screen_text(pilot)
