"""What a layout shows or hides is painted, even where a widget's place was asked for before the layout was made."""

from __future__ import annotations

import pytest
from rich.console import RenderableType
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.pilot import Pilot
from textual.screen import Screen

from nnstep.tui.app import NNStepApp
from tests.app.screen_text import bundled, debug, opened, settled

SIZE = (80, 24)


@pytest.fixture
def painted_lines(monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """Collect the lines of the screen that are written to the terminal."""
    lines: set[int] = set()

    def display(app: NNStepApp, screen: Screen[object], update: RenderableType | None) -> None:
        match update:
            case LayoutUpdate():
                lines.update(range(SIZE[1]))
            case ChopsUpdate():
                lines.update(y for y, _, _ in update.spans)

    monkeypatch.setattr(NNStepApp, "_display", display)
    return lines


async def places_unknown(pilot: Pilot[None]) -> None:
    """Refresh a widget that is in a hidden frame, after which the framework works out all places when asked for one."""
    pilot.app.screen.query_one("#watches").refresh()
    await settled(pilot)


@pytest.mark.thorough
async def test_a_message_is_painted_and_taken_away_though_a_place_was_asked_for_meanwhile(
    painted_lines: set[int],
) -> None:
    async with opened(bundled(), SIZE) as pilot:
        line, pane = debug(pilot).message, pilot.app.screen.query_one("#operation")
        await places_unknown(pilot)
        line.show("two lines\nof a message")
        assert pane.region
        painted_lines.clear()
        await settled(pilot)
        assert {21, 22} <= painted_lines
        assert line.region == (0, 21, 80, 2)

        await places_unknown(pilot)
        line.clear()
        assert pane.region
        painted_lines.clear()
        await settled(pilot)
        assert {21, 22} <= painted_lines


@pytest.mark.thorough
async def test_a_message_in_the_place_of_another_is_painted_though_a_place_was_asked_for_between_the_two(
    painted_lines: set[int],
) -> None:
    async with opened(bundled(), SIZE) as pilot:
        line, pane = debug(pilot).message, pilot.app.screen.query_one("#operation")
        line.show("the first message")
        await settled(pilot)
        await places_unknown(pilot)
        line.clear()
        assert pane.region
        line.show("the other message")
        painted_lines.clear()
        await settled(pilot)
        assert 22 in painted_lines
