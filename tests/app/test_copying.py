"""Copying goes to the terminal's clipboard, and the screen says what was copied."""

from __future__ import annotations

from nnstep.session.opening import open_run
from tests.app.screen_text import opened, pressed, screen_text, stepped


async def test_a_key_copies_the_selected_element_and_says_so() -> None:
    async with opened(open_run("zheng-exercise-1").program) as pilot:
        await stepped(pilot, 7)
        await pressed(pilot, "Y", "enter")
        assert pilot.app.clipboard == "486"
        assert "copied delta1[0]" in screen_text(pilot)
