"""The error pane: which curve is drawn, going to a training step on it, and another run beside it."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from nnstep.tui.widgets.curve import MARKER, Curve
from tests.app.screen_text import (
    clicked,
    debug,
    moved,
    opened,
    pane_lines,
    pane_text,
    position,
    pressed,
    program_of,
    settled,
    until,
)
from tests.explain.gradient_loop import exercise

PANE, SIZE = "#error", (120, 40)


def curve(pilot: Pilot[None]) -> Curve:
    return debug(pilot).query_one("#error Curve", Curve)


def steps_done(pilot: Pilot[None]) -> float:
    return position(pilot) / len(debug(pilot).debugger.program.ops)


@pytest.mark.thorough
async def test_the_key_draws_the_next_curve_and_the_pane_says_which() -> None:
    async with opened(program_of(exercise(), epochs=40), SIZE) as pilot:
        await moved(pilot, 30 * len(debug(pilot).debugger.program.ops))
        assert "per epoch" not in pane_text(pilot, PANE)
        errors = debug(pilot).debugger.frame.errors
        await pressed(pilot, "E")
        assert f"⠒⠒ mean per epoch: {errors[27:].mean():.6g}" in pane_text(pilot, PANE)
        assert "10" in pane_lines(pilot, PANE)[-1]
        await pressed(pilot, "E")
        assert "⠒⠒ training accuracy: 100 %" in pane_text(pilot, PANE)
        await pressed(pilot, "E")
        assert "⠒⠒" not in pane_text(pilot, PANE)
        await pressed(pilot, "y")
        assert pane_lines(pilot, PANE)[0].endswith("log axis")


@pytest.mark.thorough
async def test_a_click_goes_to_that_training_step_or_epoch() -> None:
    async with opened(program_of(exercise(), epochs=40), SIZE) as pilot:
        await moved(pilot, 100 * len(debug(pilot).debugger.program.ops))
        region = curve(pilot).content_region
        await clicked(pilot, (region.right - 1, region.y + 1))
        assert steps_done(pilot) == 100
        await clicked(pilot, (region.x + 10, region.y + 1))
        assert 0 < steps_done(pilot) < 60
        marked = next(line.index(MARKER) for line in pane_lines(pilot, PANE) if MARKER in line)
        assert marked + debug(pilot).query_one(PANE).content_region.x == region.x + 10
        await pressed(pilot, "E")
        await clicked(pilot, (region.x + 15, region.y + 3))
        assert steps_done(pilot) % 3 == 0, "the end of an epoch"


@pytest.mark.thorough
async def test_keys_move_along_the_focused_curve_and_the_arrows_stay_the_debuggers() -> None:
    async with opened(program_of(exercise(), epochs=40), SIZE) as pilot:
        await moved(pilot, 20 * len(debug(pilot).debugger.program.ops))
        debug(pilot).query_one("#error").focus()
        await pressed(pilot, "left_curly_bracket")
        assert steps_done(pilot) == 19
        await pressed(pilot, "left_curly_bracket", "right_curly_bracket", "right_curly_bracket")
        assert steps_done(pilot) == 20
        await pressed(pilot, "right_curly_bracket")
        assert steps_done(pilot) == 20
        await pressed(pilot, "left")
        assert position(pilot) == 20 * len(debug(pilot).debugger.program.ops) - 1
        await pressed(pilot, "z")
        assert curve(pilot).size.width > 100, "the pane can be zoomed"


@pytest.mark.thorough
async def test_another_run_is_computed_and_drawn_as_a_dotted_line(tmp_path: Path) -> None:
    path = tmp_path / "slow.toml"
    path.write_text(exercise().replace("learning_rate = 0.3", "learning_rate = 0.05"), encoding="utf-8")
    async with opened(program_of(exercise(), epochs=40), SIZE) as pilot:
        await moved(pilot, 90 * len(debug(pilot).debugger.program.ops))
        assert debug(pilot).prompts.command(f"beside {path}") == ""
        await settled(pilot)
        assert await until(pilot, lambda: "⠂⠂ slow.toml E = 0." in pane_text(pilot, PANE), 5)
        drawn = curve(pilot)._chart
        assert drawn is not None
        assert any(row.strip() for row in drawn.beside)
        assert position(pilot) == 90 * len(debug(pilot).debugger.program.ops)
        assert "nothing.jsonl" in debug(pilot).prompts.command("beside nothing.jsonl")
