"""The presenter layout, layouts saved by name, and how a lecture begins."""

from __future__ import annotations

from pathlib import Path

import pytest

from nnstep.session.remembered.state_file import StateFile
from nnstep.tui.app import NNStepApp
from nnstep.tui.layout.arrangements import PRESENTER_ARRANGEMENTS, arrangement_for
from nnstep.tui.opening.beginning import Beginning
from tests.app.screen_text import bundled, debug, opened, pressed, screen_text, settled, status, stepped


def shown(pilot: object) -> list[str]:
    """Return the panes on the screen."""
    panes = debug(pilot).panes  # type: ignore[arg-type]
    return [id for id in panes._panes if panes.is_shown(id)]


@pytest.mark.sweep
@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_the_presenter_layout_shows_the_formula_with_its_numbers_and_the_network(size: tuple[int, int]) -> None:
    async with opened(bundled(), size) as pilot:
        before = shown(pilot)
        await stepped(pilot, 7)
        await pressed(pilot, "V")
        assert shown(pilot) == ["operation", "network"]
        text = screen_text(pilot)
        assert "(3 · 115  +  1 · 141) · 1" in text, "the numbers stand apart"
        assert "np.ones_like" not in text
        assert status(pilot).startswith(" 7 of 15")
        await pressed(pilot, "V")
        assert shown(pilot) == before


async def test_the_formula_keeps_empty_lines_between_its_parts_at_80x24() -> None:
    async with opened(bundled(), (80, 24)) as pilot:
        await stepped(pilot, 7)
        await pressed(pilot, "V")
        lines = [line.strip() for line in screen_text(pilot).splitlines()]
        at = next(i for i, line in enumerate(lines) if line.startswith("δ₁[0]"))
        assert lines[at - 1] == ""
        assert lines[at + 3] == ""


@pytest.mark.thorough
async def test_a_function_key_shows_another_pane_in_place_of_the_network() -> None:
    async with opened(bundled(), (80, 24)) as pilot:
        await pressed(pilot, "V", "f4")
        assert shown(pilot) == ["operation", "matrices"]
        await pressed(pilot, "V", "V")
        assert shown(pilot) == ["operation", "network"]


@pytest.mark.thorough
async def test_back_from_the_presenter_layout_hidden_panes_stay_hidden() -> None:
    async with opened(bundled(), (120, 40)) as pilot:
        assert debug(pilot).prompts.command("hide program") == ""
        before = shown(pilot)
        await pressed(pilot, "V", "V")
        assert shown(pilot) == before
        assert debug(pilot).prompts.command("layout automatic") == ""
        assert "program" in shown(pilot), "by its name, a layout is as it was saved"


@pytest.mark.thorough
async def test_a_saved_layout_is_there_the_next_time(tmp_path: Path) -> None:
    memory = tmp_path / "state.json"
    app = NNStepApp(bundled(), memory=StateFile(memory))
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        for line in ("hide program", "pane gradients", "layout save vanishing", "layout presenter"):
            assert debug(pilot).prompts.command(line) == ""
        await settled(pilot)
    app.opener.remember()
    app = NNStepApp(bundled(), memory=StateFile(memory))
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        assert shown(pilot) == ["operation", "network"], "the layout that was left"
        assert "vanishing" in debug(pilot).session.display.layouts
        assert debug(pilot).prompts.command("layout vanishing") == ""
        assert "gradients" in shown(pilot)
        assert "program" not in shown(pilot)


async def test_what_is_no_layout_is_said() -> None:
    async with opened(bundled(), (80, 24)) as pilot:
        prompts = debug(pilot).prompts
        assert "did you mean presenter?" in prompts.command("layout presentre")
        assert "one name" in prompts.command("layout save")
        assert prompts.command("layout save mine") == ""
        await settled(pilot)
        assert "layout mine shows it again" in screen_text(pilot)
        prompts.command("layout save automatic")
        await settled(pilot)
        assert "can't be changed" in screen_text(pilot)


async def test_a_lecture_begins_in_the_presenter_layout_and_plays() -> None:
    app = NNStepApp(bundled(), Beginning(screen_commands=("layout presenter", "play 2")))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert shown(pilot) == ["operation", "network"]
        assert "▶ 2/s" in status(pilot)


def test_where_there_is_no_room_for_two_panes_one_is_shown() -> None:
    assert arrangement_for(40, 11, PRESENTER_ARRANGEMENTS).name == "alone"
    assert arrangement_for(40, 12, PRESENTER_ARRANGEMENTS) is PRESENTER_ARRANGEMENTS[0]
