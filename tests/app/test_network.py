"""The network pane in the app: a click on a neuron chooses its element, one on another goes to what wrote it."""

from __future__ import annotations

import pytest

from nnstep.tui.screens.debug import DebugScreen
from tests.app.screen_text import (
    bundled,
    clicked,
    debug,
    on_top,
    opened,
    pane_text,
    place_of,
    position,
    pressed,
    stepped,
)


@pytest.mark.thorough
async def test_a_click_chooses_a_neuron_or_goes_to_what_wrote_it() -> None:
    async with opened(bundled(), (80, 30)) as pilot:
        await pressed(pilot, "v", "v")
        await stepped(pilot, 7)
        assert "backward propagation ◀ δ₁" in pane_text(pilot, "#network")
        await clicked(pilot, place_of(pilot, "#network", "679"))
        assert debug(pilot).session.element[:1] == (1,)
        assert "║679" in pane_text(pilot, "#network")
        await clicked(pilot, place_of(pilot, "#network", "141"))
        assert position(pilot) == 6
        assert on_top(pilot) is DebugScreen
