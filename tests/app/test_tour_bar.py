"""The tour on the screen: offered once, never over what it speaks about, gone through by its keys, left at any step."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from nnstep.session.commands import BY_NAME
from nnstep.session.remembered.state_file import StateFile
from nnstep.session.tour.tour_steps import TOUR
from nnstep.tui.app import NNStepApp
from nnstep.tui.running.tour_bar import TourBar
from nnstep.tui.screens.choice import Choice
from nnstep.tui.screens.debug import DebugScreen
from tests.app.screen_text import debug, on_top, opened, pressed, screen_text, settled, small, until, words


@asynccontextmanager
async def started(memory: StateFile, folder: Path, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Pilot[None]]:
    app = NNStepApp(folder=folder, memory=memory)
    app.animation_level = "none"
    async with app.run_test(size=size, notifications=True) as pilot:
        await settled(pilot)
        yield pilot


def shows_tour(pilot: Pilot[None]) -> bool:
    return on_top(pilot) is DebugScreen and pilot.app.screen.query_one(TourBar).display


async def test_it_is_offered_at_the_first_start_only(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    async with started(StateFile(state), tmp_path) as pilot:
        assert "▶ take a short tour" in screen_text(pilot)
        await pressed(pilot, "enter")
        assert await until(pilot, lambda: shows_tour(pilot))
    for _ in range(2):
        async with started(StateFile(state), tmp_path) as pilot:
            assert "tour" not in screen_text(pilot)


@pytest.mark.thorough
async def test_without_a_memory_it_is_never_offered_and_one_declined_is_declined(tmp_path: Path) -> None:
    async with started(StateFile(), tmp_path) as pilot:
        assert "tour" not in screen_text(pilot)
    state = StateFile(tmp_path / "state.json")
    async with started(state, tmp_path) as pilot:
        assert "take a short tour" in screen_text(pilot)
        await pressed(pilot, "down", "enter")
        assert await until(pilot, lambda: on_top(pilot) is DebugScreen)
        assert not shows_tour(pilot)
        await pressed(pilot, "ctrl+o")
        assert on_top(pilot) is Choice
        assert "tour" not in screen_text(pilot)
    assert not StateFile(tmp_path / "state.json").is_first


@pytest.mark.thorough
@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_it_is_gone_through_by_the_keys_that_it_names(size: tuple[int, int]) -> None:
    async with opened(small(), size) as pilot:
        await pressed(pilot, "colon", *"tour", "enter")
        assert await until(pilot, lambda: shows_tour(pilot))
        screen = debug(pilot)
        assert screen.debugger.program.name == "zheng-exercise-1"
        for step in TOUR[:-1]:
            assert words(step.told) in words(screen_text(pilot))
            assert screen.panes.is_shown(step.pane)
            bar, panes = screen.tour.region, screen.panes.region
            assert bar.bottom <= panes.y
            assert panes.height >= 5
            await pressed(pilot, BY_NAME[step.awaited].keys[0])
            if step.awaited == "break":
                await pressed(pilot, *"delta2", "enter")
        assert words(TOUR[-1].told) in words(screen_text(pilot))
        await pressed(pilot, "enter")
        assert not shows_tour(pilot)
        assert screen.tour.region.height == 0


@pytest.mark.thorough
async def test_enter_goes_on_and_escape_leaves_at_any_step() -> None:
    async with opened(small()) as pilot:
        screen = debug(pilot)
        await pressed(pilot, "enter")
        assert "no tour is on" in screen.message.text
        for steps in range(len(TOUR)):
            screen.tour.begin()
            await settled(pilot)
            await pressed(pilot, *["enter"] * steps)
            assert f"{steps + 1}/{len(TOUR)}" in screen_text(pilot)
            await pressed(pilot, "escape")
            assert not shows_tour(pilot)
            assert screen.debugger.frame.position == 0
