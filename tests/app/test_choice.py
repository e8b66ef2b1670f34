"""The app opened without an exercise: it offers the bundled ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from nnstep.scenario.bundled import bundled_paths
from nnstep.scenario.load import heading
from nnstep.tui.screens import choice
from tests.app.screen_text import SMALL, debug, opened, pressed, screen_lines, screen_text, settled, status, until


async def test_the_bundled_exercises_are_listed_with_their_titles_and_enter_opens_one() -> None:
    async with opened(None, (120, 40)) as pilot:
        lines = [line.strip(" │▊▎") for line in screen_lines(pilot.app)]
        assert "Choose an exercise to step through" in screen_text(pilot)
        paths = bundled_paths()
        assert len(paths) >= 5
        for name, path in list(paths.items())[:12]:
            row = next(row for row, line in enumerate(lines) if line.split()[:1] == [name])
            assert lines[row + 1].startswith(heading(path)[0])
        names = list(paths)
        await pressed(pilot, *["down"] * names.index("zheng-exercise-1"), "enter")
        assert await until(pilot, lambda: "operation 0 of 15" in status(pilot))
        assert debug(pilot).debugger.program.name == "zheng-exercise-1"
        await pressed(pilot, "n")
        assert "operation 1 of 15" in status(pilot)


@pytest.mark.parametrize("key", ["q", "escape"])
async def test_the_choice_can_be_left_without_an_exercise(key: str) -> None:
    async with opened(None, (80, 24)) as pilot:
        await pilot.press(key)
        assert not pilot.app.is_running
    assert pilot.app.return_code == 0


async def test_an_exercise_is_opened_by_a_click(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, title in (("first", "[red]x[/red] [b"), ("[bold]second", "Another")):
        (tmp_path / f"{name}.toml").write_text(SMALL.replace("A 2-2-1 network", title))
    monkeypatch.setattr(choice, "bundled_paths", lambda: {path.stem: path for path in sorted(tmp_path.iterdir())})
    monkeypatch.setattr("nnstep.session.opening.find", lambda name: tmp_path / f"{name}.toml")
    async with opened(None, (80, 24)) as pilot:
        lines = screen_lines(pilot.app)
        assert any("[red]x[/red] [b" in line for line in lines)
        row = next(row for row, line in enumerate(lines) if "[bold]second" in line)
        await pilot.click(offset=(6, row))
        await settled(pilot)
        assert debug(pilot).debugger.program.name == "[bold]second"
