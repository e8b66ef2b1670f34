"""Every key of the debugger does something that can be seen, or says why it does not, wherever it is pressed."""

from __future__ import annotations

import pytest
from rich.segment import Segment
from textual.pilot import Pilot

from nnstep.session.commands import BY_KEY
from nnstep.tui.dialogs.score_page import Score
from nnstep.tui.screens.debug import DebugScreen
from tests.app.screen_text import bundled, debug, moved, on_top, opened, pressed, settled

LEAVING = {"q", "ctrl+z"}
"""Keys that end or suspend the app; they are tested with leaving and with signals."""
UNBOUND = ("Q", "a", "0", "at", "f9", "insert")


def painted(pilot: Pilot[None]) -> list[list[Segment]]:
    """Return what the screen shows, with its colours."""
    return [list(strip) for strip in pilot.app.screen._compositor.render_strips()]


async def as_before(pilot: Pilot[None], position: int) -> list[list[Segment]]:
    """Close what a key has opened, go back to the position and the usual level, and return what the screen shows."""
    for _ in range(3):
        if on_top(pilot) is not DebugScreen:
            await pressed(pilot, "q" if on_top(pilot) is Score else "escape")
    assert on_top(pilot) is DebugScreen
    screen = debug(pilot)
    screen.mover.stop()
    await settled(pilot)
    await moved(pilot, position)
    screen.session.stepper.level = "operation"
    screen.panes.take_settings({})
    screen.panes.end_zoom()
    screen.message.clear()
    screen._count = ""
    screen._show()
    await settled(pilot)
    return painted(pilot)


@pytest.mark.thorough
@pytest.mark.parametrize(("position", "size"), [(0, (80, 24)), (7, (120, 40)), (15, (80, 24))])
async def test_every_key_changes_what_is_shown_or_says_why_not(position: int, size: tuple[int, int]) -> None:
    async with opened(bundled(), size) as pilot:
        for key in (*sorted(set(BY_KEY) - LEAVING), *UNBOUND):
            before = await as_before(pilot, position)
            await pressed(pilot, key)
            assert painted(pilot) != before, key
