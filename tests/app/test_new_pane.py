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

from nnstep.tui.panes.pane import Pane, PanePlace, PaneSpec
from nnstep.tui.widgets.scroll_lines import ScrollLines


class DonePane(ScrollLines, Pane):
    def paint(self, view):
        self.set_lines([[(f"{view.frame.position} done", "plain")]])


DONE_PANE = PaneSpec(
    *("done", "operations done", DonePane),
    order=7,
    wide=PanePlace(0, "5"),
    narrow=PanePlace(1, takes_turns=True),
    short=PanePlace(1, "3"),
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


def place(pilot: Pilot[None], pane: str) -> tuple[int, int, int, int]:
    """Return the left, top, right and bottom of a pane's frame."""
    region = pilot.app.screen.query_one(f"#{pane}-frame").region
    return region.x, region.y, region.right, region.bottom


@pytest.mark.usefixtures("new_pane")
async def test_a_new_pane_stands_in_its_place_on_wide_narrow_and_short_screens() -> None:
    async with opened(small(), (120, 40)) as pilot:
        await stepped(pilot, 2)
        assert "─ operations done ─" in screen_text(pilot)
        assert pane_lines(pilot, "#done")[0] == "2 done"
        left, top, right, _ = place(pilot, "done")
        assert (left, top, right) == (0, place(pilot, "program")[3], place(pilot, "program")[2])
        for title in ("program", "operation", "matrices", "network values", "error"):
            assert f"─ {title} ─" in screen_text(pilot)

        await pilot.resize_terminal(80, 24)
        await settled(pilot)
        shown = []
        for _ in range(5):
            shown += [
                t
                for t in ("matrices", "network values", "network", "operations done")
                if f"─ {t} ─" in screen_text(pilot)
            ]
            await pressed(pilot, "v")
        assert shown == ["matrices", "network values", "network", "operations done", "matrices"]

        await pilot.resize_terminal(60, 15)
        await settled(pilot)
        left, top, right, bottom = place(pilot, "done")
        assert (left, top, right, bottom) == (27, place(pilot, "network")[3], 60, 14)
        assert pane_lines(pilot, "#done") == ["2 done"]
        assert len(screen_lines(pilot.app)) == 15


@pytest.mark.usefixtures("new_pane")
async def test_a_pane_that_is_not_needed_gives_its_room_to_the_others() -> None:
    async with opened(small(), (120, 40)) as pilot:
        before = place(pilot, "program")
        await stepped(pilot, 3)
        assert "─ operations done ─" not in screen_text(pilot)
        assert place(pilot, "program")[3] > before[3]
        await stepped(pilot)
        assert pane_lines(pilot, "#done")[0] == "4 done"
        assert place(pilot, "program") == before
