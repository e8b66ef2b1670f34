"""How much of the panes is used: counted in cells that are not blank, inside the borders."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from nnstep.tui.panes import PANES
from tests.app.screen_text import bundled, debug, moved, opened, panes_shown


def filled(pilot: Pilot[None]) -> float:
    """Return the part of the cells inside the borders of panes that is not blank."""
    shown = [pane.id for pane in PANES if debug(pilot).query_one(f"#{pane.id}-frame").display]
    areas = [debug(pilot).query_one(f"#{id}").region.area for id in shown]
    texts = panes_shown(pilot, *(f"#{id}" for id in shown))
    return sum(len("".join(line.split())) for lines in texts.values() for line in lines) / sum(areas)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_much_of_the_panes_is_used_in_the_middle_of_the_exercise(size: tuple[int, int]) -> None:
    async with opened(bundled(), size) as pilot:
        for done in (7, 8, 10, 12):
            await moved(pilot, done)
            assert filled(pilot) >= 0.4, done
