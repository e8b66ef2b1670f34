"""Every key of the debugger does something that can be seen, or says why it does not, wherever it is pressed."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from nnstep.session.commands import BY_KEY
from nnstep.tui.screens.debug import DebugScreen
from nnstep.tui.screens.exercise import Score
from tests.app.screen_text import bundled, debug, moved, on_top, opened, pressed, screen_text, settled

LEAVING = {"q", "ctrl+z"}
"""Keys that end or suspend the app; they are tested with leaving and with signals."""
UNBOUND = ("Q", "a", "0", "at", "f9", "insert")


async def as_before(pilot: Pilot[None], position: int) -> str:
    """Close what a key has opened, go back to the position and the usual level, and return the screen's text."""
    for _ in range(3):
        if on_top(pilot) is not DebugScreen:
            await pressed(pilot, "q" if on_top(pilot) is Score else "escape")
    assert on_top(pilot) is DebugScreen
    screen = debug(pilot)
    screen.mover.stop()
    await settled(pilot)
    await moved(pilot, position)
    screen.session.stepper.level = "operation"
    screen.message.clear()
    screen._count = ""
    screen._show()
    await settled(pilot)
    return screen_text(pilot)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize("position", [0, 7, 15])
async def test_every_key_changes_what_is_shown_or_says_why_not(position: int, size: tuple[int, int]) -> None:
    async with opened(bundled(), size) as pilot:
        for key in (*sorted(set(BY_KEY) - LEAVING), *UNBOUND):
            before = await as_before(pilot, position)
            await pressed(pilot, key)
            assert screen_text(pilot) != before, key
