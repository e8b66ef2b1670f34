"""Running on to the end: progress, stopping at the end of a training step, and an app that stays awake meanwhile."""

from __future__ import annotations

import re

import pytest
from textual.pilot import Pilot

from nnstep.tui.dialogs.help_page import Help
from nnstep.tui.running import mover
from nnstep.tui.screens.debug import DebugScreen
from nnstep.tui.widgets.curve import MARKER
from tests.app.screen_text import (
    debug,
    messages,
    moved,
    on_top,
    opened,
    pane_lines,
    pane_text,
    perform,
    position,
    pressed,
    screen_text,
    settled,
    small,
    status,
    stepped,
    until,
)

ENDLESS = 5_000_000
"""Epochs that no test waits for."""
LENGTH = 15
"""Operations of a training step."""


@pytest.fixture(autouse=True)
def short_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a run look up more often, so that a test waits less for each key."""
    monkeypatch.setattr(mover, "_SLICE", 0.0005)
    monkeypatch.setattr(mover, "_REPAINT", 0.03)


def running(pilot: Pilot[None]) -> bool:
    return debug(pilot).mover.running


def progressing(pilot: Pilot[None]) -> bool:
    return "░" in status(pilot)


async def stopped_again(pilot: Pilot[None]) -> None:
    """Stop the run, before the app is closed."""
    perform(pilot, "interrupt")
    assert await until(pilot, lambda: not running(pilot))


@pytest.mark.thorough
async def test_continuing_runs_to_the_end_and_shows_the_last_operation_and_the_whole_curve() -> None:
    async with opened(small(epochs=300)) as pilot:
        await stepped(pilot, 4)
        await pressed(pilot, "c")
        assert await until(pilot, lambda: not running(pilot))
        await settled(pilot)
        assert status(pilot).startswith(" 300.1.15  operation 4500 of 4500")
        assert "end of the run" in status(pilot)
        assert "E = 0.00105451" in pane_text(pilot, "#error")
        assert pane_lines(pilot, "#error")[-1].split() == ["1", "300"]
        assert MARKER in pane_text(pilot, "#error")
        await pressed(pilot, "c")
        assert not running(pilot)
        assert position(pilot) == 4500


@pytest.mark.thorough
async def test_a_run_shows_its_progress_and_escape_stops_it_at_the_end_of_a_training_step() -> None:
    async with opened(small(ENDLESS)) as pilot:
        await stepped(pilot, 4)
        await pressed(pilot, "c")
        assert await until(pilot, lambda: progressing(pilot))
        assert re.search(r"[█░]{10} +0% .*[\d,]+ .*steps/s.* [\d,]+ s left", status(pilot))
        assert "escape interrupts" in status(pilot)
        first = position(pilot)
        assert await until(pilot, lambda: position(pilot) > first)
        await pressed(pilot, "escape")
        assert not running(pilot)
        assert not progressing(pilot)
        stopped = position(pilot)
        assert stopped % LENGTH == 0
        assert f"operation {stopped} of" in status(pilot)
        await stepped(pilot)
        assert position(pilot) == stopped + 1
        await pressed(pilot, "c")
        assert await until(pilot, lambda: position(pilot) > stopped + LENGTH)
        await stopped_again(pilot)


async def test_on_eighty_columns_too_a_run_says_how_far_it_is_and_how_to_stop_it() -> None:
    async with opened(small(ENDLESS), (80, 24)) as pilot:
        await pressed(pilot, "c")
        assert await until(pilot, lambda: progressing(pilot))
        shown = status(pilot)
        await stopped_again(pilot)
        assert re.search(r" \d{1,2}% ", shown)
        assert "escape interrupts" in shown


@pytest.mark.thorough
async def test_control_c_stops_a_run_as_in_other_debuggers_and_else_says_how_to_leave() -> None:
    async with opened(small(ENDLESS), (80, 24)) as pilot:
        await pressed(pilot, "c")
        assert await until(pilot, lambda: progressing(pilot))
        await pressed(pilot, "ctrl+c")
        assert not running(pilot)
        assert "quit" not in "".join(messages(pilot))
        await pressed(pilot, "ctrl+c")
        assert "quit" in "".join(messages(pilot))


@pytest.mark.thorough
async def test_escape_stops_a_run_that_has_only_just_begun() -> None:
    async with opened(small(ENDLESS), (80, 24)) as pilot:
        await pressed(pilot, "c", "escape")
        still_running = running(pilot)
        await stopped_again(pilot)
        assert not still_running


@pytest.mark.thorough
async def test_escape_stops_a_run_while_a_pane_is_zoomed_too() -> None:
    async with opened(small(ENDLESS)) as pilot:
        await pressed(pilot, "z", "c")
        assert await until(pilot, lambda: debug(pilot).mover.progress is not None)
        await pressed(pilot, "escape")
        still_running = running(pilot)
        await stopped_again(pilot)
        assert not still_running


@pytest.mark.thorough
async def test_a_stepping_key_or_a_click_only_stops_a_run() -> None:
    async with opened(small(ENDLESS), (80, 24)) as pilot:
        for key in ("n", "N", "s", "F", "T", "home"):
            await pressed(pilot, "c")
            assert await until(pilot, lambda: progressing(pilot))
            await pressed(pilot, key)
            assert not running(pilot), key
            assert position(pilot) % LENGTH == 0
            assert position(pilot) > 0
        await pressed(pilot, "c")
        assert running(pilot)
        await moved(pilot, 3)
        assert not running(pilot)
        assert position(pilot) > 3


@pytest.mark.thorough
async def test_the_app_answers_while_it_runs_on() -> None:
    async with opened(small(ENDLESS), (100, 30)) as pilot:
        await pressed(pilot, "c")
        assert await until(pilot, lambda: progressing(pilot))
        await pressed(pilot, "c", "v")
        assert "F6 network values " in screen_text(pilot)
        await pressed(pilot, "question_mark")
        assert on_top(pilot) is Help
        seen = position(pilot)
        assert await until(pilot, lambda: position(pilot) > seen)
        await pressed(pilot, "escape")
        await pilot.resize_terminal(80, 24)
        await settled(pilot)
        assert on_top(pilot) is DebugScreen
        assert running(pilot)
        await stopped_again(pilot)


@pytest.mark.thorough
async def test_the_app_can_be_closed_while_it_runs_on(monkeypatch: pytest.MonkeyPatch) -> None:
    # Painted after every slice, so that a painting falls into the closing, where the panes are gone already.
    monkeypatch.setattr(mover, "_REPAINT", 0.0)
    async with opened(small(ENDLESS), (80, 24)) as pilot:
        await pressed(pilot, "c")
        assert running(pilot)
    assert not pilot.app.is_running
