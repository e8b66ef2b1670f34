"""A recording with a damaged record in the app: the person is told so, and the rest can be looked at."""

from __future__ import annotations

from pathlib import Path

from nnstep.session.opening import open_program, open_run
from nnstep.tui.app import NNStepApp
from tests.app.screen_text import debug, messages, position, settled, until
from tests.traces.recorded import record


async def test_what_a_pane_can_not_read_in_the_background_is_no_fault(tmp_path: Path) -> None:
    path = record(tmp_path / "t.jsonl", open_program("xor", 4))
    lines = path.read_bytes().splitlines(keepends=True)
    at = next(number for number, line in enumerate(lines) if b'"position":20,' in line)
    lines[at] = lines[at][:-20] + b"\xff" + lines[at][-19:]
    path.write_bytes(b"".join(lines))
    app = NNStepApp(open_run(path))
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await settled(pilot)
        assert debug(pilot).prompts.command("goto 60") == ""
        assert await until(pilot, lambda: any("this is no record of a trace" in text for text in messages(pilot)))
        assert (app.faults.count, position(pilot)) == (0, 60)
