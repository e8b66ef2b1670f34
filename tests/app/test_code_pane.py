"""The code pane: the person's program follows the run, its keys lead to operations, and code asks before it runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from nnstep.session.opening import open_run
from nnstep.tui.app import NNStepApp
from nnstep.tui.dialogs.program_dialogs import ProgramProgress
from nnstep.tui.dialogs.questions import Confirming
from nnstep.tui.screens.debug import DebugScreen
from nnstep.tui.widgets.source_view import SourceView
from tests.app.screen_text import (
    bundled,
    debug,
    on_top,
    opened,
    pane_text,
    position,
    pressed,
    settled,
    until,
)
from tests.session.own_program.own_net import RIGHT, WRONG, own_program


def pointed(pilot: Pilot[None]) -> str:
    """Return the line that the pointer is at."""
    lines = debug(pilot).query_one(SourceView)._lines
    return next(text for line in lines if "▶" in (text := "".join(part for part, _ in line)))


@pytest.mark.thorough
async def test_the_line_follows_the_run_and_keys_go_to_a_lines_operation() -> None:
    program = open_run("zheng-exercise-3", 5).program
    app = NNStepApp(program, own_program=own_program(WRONG))
    app.animation_level = "none"
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pressed(pilot, "f12", "n")
        assert "h_in = X @ W1" in pointed(pilot)
        await pressed(pilot, "5", "n", "n")
        assert "d_h = (d_o @ W2.T)" in pointed(pilot)
        assert "derivative is left out" in pane_text(pilot, "#code ScrollLines.-below")
        await pressed(pilot, "N")
        assert "d_o = (o - T)" in pointed(pilot)
        await pressed(pilot, "down", "down", "down", "enter")
        assert position(pilot) == 10
        assert "gW1" in pointed(pilot)
        await pressed(pilot, "up", "b", "c")
        assert [point.text for point in debug(pilot).debugger.breakpoints] == ["my_net.py:19"]
        assert position(pilot) == 15 + 8
        await pressed(pilot, "b")
        assert not len(debug(pilot).debugger.breakpoints)


@pytest.mark.thorough
@pytest.mark.parametrize(("answer", "runs"), [("n", False), ("y", True)])
async def test_code_asks_before_it_runs_a_file(tmp_path: Path, answer: str, runs: bool) -> None:
    script = tmp_path / "my_net.py"
    script.write_text(RIGHT + f"open({str(tmp_path / 'ran')!r}, 'w')\n", encoding="utf-8")
    async with opened(bundled("zheng-exercise-3"), (100, 30)) as pilot:
        debug(pilot).action_perform_line(f"code {script}")
        await settled(pilot)
        assert on_top(pilot) is Confirming
        await pressed(pilot, answer)
        assert await until(pilot, lambda: on_top(pilot) is DebugScreen, 20)
        assert (tmp_path / "ran").exists() is runs
        assert debug(pilot).panes.is_shown("code") is runs
        if runs:
            assert "Right through 3 training steps" in debug(pilot).message.text


async def test_a_program_that_does_not_end_is_interrupted(tmp_path: Path) -> None:
    script = tmp_path / "slow.py"
    script.write_text("print('begun', flush=True)\nwhile True:\n    pass\n", encoding="utf-8")
    async with opened(bundled("zheng-exercise-3"), (40, 12)) as pilot:
        debug(pilot).action_perform_line(f"code {script}")
        await settled(pilot)
        await pressed(pilot, "y")
        progress = pilot.app.screen
        assert isinstance(progress, ProgramProgress)
        assert await until(pilot, lambda: "begun" in progress._run.output, 20)
        await pressed(pilot, "escape")
        assert await until(pilot, lambda: on_top(pilot) is DebugScreen, 20)
        assert "KeyboardInterrupt" in debug(pilot).message.text
