"""A recording with a damaged record in the app: the person is told so, and the rest can be looked at."""

from __future__ import annotations

from pathlib import Path

from nnstep.session.opening import open_program, open_run
from nnstep.tui.app import NNStepApp
from nnstep.tui.screens.debug import DebugScreen
from tests.app.screen_text import debug, messages, on_top, position, pressed, settled, until
from tests.traces.recorded import record


def damaged(path: Path, position: int) -> Path:
    record(path, open_program("xor", 4))
    lines = path.read_bytes().splitlines(keepends=True)
    at = next(number for number, line in enumerate(lines) if f'"position":{position},'.encode() in line)
    lines[at] = lines[at][:-20] + b"\xff" + lines[at][-19:]
    path.write_bytes(b"".join(lines))
    return path


async def test_what_a_pane_can_not_read_in_the_background_is_no_fault(tmp_path: Path) -> None:
    path = damaged(tmp_path / "t.jsonl", 20)
    app = NNStepApp(open_run(path))
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await settled(pilot)
        assert debug(pilot).prompts.command("goto 60") == ""
        assert await until(pilot, lambda: any("this is no record of a trace" in text for text in messages(pilot)))
        assert (app.faults.count, position(pilot)) == (0, 60)


async def test_an_exercise_whose_question_can_not_be_read_is_no_fault(tmp_path: Path) -> None:
    app = NNStepApp(open_run(damaged(tmp_path / "t.jsonl", 1)))
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await pressed(pilot, "X")
        assert await until(pilot, lambda: any("this is no record of a trace" in text for text in messages(pilot)))
        assert app.faults.count == 0
        await pressed(pilot, "escape", "q")
        assert on_top(pilot) is DebugScreen
