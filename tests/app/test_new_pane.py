"""A pane is one new file: the screen shows it where it says, without any other change."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from nnstep.plugins import collected
from nnstep.tui import panes
from nnstep.tui.panes.pane import PaneSpec
from nnstep.tui.screens import debug as debug_module
from tests.app.screen_text import opened, pane_lines, pressed, screen_lines, screen_text, settled, small, stepped

PANE = '''
"""Shows how many operations are done."""

from nnstep.tui.panes.pane import Pane, PaneSpec
from nnstep.tui.widgets.scroll_lines import ScrollLines


class DonePane(ScrollLines, Pane):
    def paint(self, view):
        self.set_lines([[(f"{view.frame.position} done", "plain")]])


DONE_PANE = PaneSpec(
    *("done", "operations done", "f12", DonePane),
    area="state",
    order=7,
    is_needed=lambda view: view.frame.position != 3,
)
'''


@pytest.fixture
def new_pane(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Put one more file into the folder of panes."""
    (tmp_path / "operations_done.py").write_text(PANE)
    monkeypatch.setattr(panes, "__path__", [*panes.__path__, str(tmp_path)])
    specs = sorted(collected(panes.__name__, panes.__path__, PaneSpec), key=lambda spec: spec.order)
    assert [spec.id for spec in specs] == [*(spec.id for spec in panes.PANES), "done"]
    monkeypatch.setattr(debug_module, "PANES", specs)
    yield
    del sys.modules[f"{panes.__name__}.operations_done"]


def width_and_height(pilot: Pilot[None], pane: str) -> tuple[int, int]:
    """Return the size of a pane's frame."""
    return pilot.app.screen.query_one(f"#{pane}-frame").region.size


def turns(pilot: Pilot[None], *titles: str) -> str:
    """Return the one of these titles that is on the screen."""
    (shown,) = (title for title in titles if f" {title} " in screen_text(pilot))
    return shown


@pytest.mark.thorough
@pytest.mark.usefixtures("new_pane")
async def test_a_new_pane_takes_its_turn_in_its_area_on_screens_of_every_size() -> None:
    async with opened(small(), (120, 40)) as pilot:
        await stepped(pilot, 2)
        assert turns(pilot, "F6 network values", "F12 operations done") == "F6 network values"
        await pressed(pilot, "v")
        assert turns(pilot, "F6 network values", "F12 operations done") == "F12 operations done"
        assert pane_lines(pilot, "#done")[0] == "2 done"
        for title in ("F2 program", "F3 operation", "F4 matrices"):
            assert f" {title} " in screen_text(pilot)

        await pilot.resize_terminal(80, 24)
        await settled(pilot)
        shown = []
        for _ in range(5):
            shown.append(turns(pilot, "F4 matrices", "F6 network values", "F5 network", "F12 operations done"))
            await pressed(pilot, "v")
        assert shown == ["F12 operations done", "F5 network", "F4 matrices", "F6 network values", "F12 operations done"]

        await pressed(pilot, "v", "v", "v")
        await pilot.resize_terminal(40, 12)
        await settled(pilot)
        assert pane_lines(pilot, "#done")[0] == "2 done"
        assert width_and_height(pilot, "done") == (40, 10)
        assert len(screen_lines(pilot.app)) == 12


@pytest.mark.thorough
@pytest.mark.usefixtures("new_pane")
async def test_a_pane_that_is_not_needed_gives_its_room_to_the_others() -> None:
    async with opened(small(), (120, 40)) as pilot:
        await pressed(pilot, "v")
        assert "F12 operations done" in screen_text(pilot)
        await stepped(pilot, 3)
        assert "F6 network values" in screen_text(pilot)
        assert "F12 operations done" not in screen_text(pilot)
        await stepped(pilot)
        assert pane_lines(pilot, "#done")[0] == "4 done"
