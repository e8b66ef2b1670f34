"""Panes that get more room, that are hidden and shown again, and that take turns; by keys and by name."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from nnstep.tui.panes import PANES
from tests.app.screen_text import bundled, debug, moved, opened, pane_lines, pressed, screen_text, settled, status


def frame_size(pilot: Pilot[None], pane: str) -> tuple[int, int]:
    """Return the columns and lines of a pane's frame; none where it is not shown."""
    frame = debug(pilot).query_one(f"#{pane}-frame")
    return (frame.region.width, frame.region.height) if frame.display else (0, 0)


async def typed(pilot: Pilot[None], line: str) -> None:
    """Type a command."""
    debug(pilot).prompts.command_or_notify(line)
    await settled(pilot)


@pytest.mark.sweep
@pytest.mark.parametrize("size", [(80, 24), (80, 19), (60, 13), (40, 12), (20, 5), (120, 40), (120, 20), (200, 60)])
async def test_zoom_never_makes_a_pane_smaller_and_escape_takes_it_back(size: tuple[int, int]) -> None:
    async with opened(bundled(epochs=3), size) as pilot:
        await moved(pilot, 40)
        await typed(pilot, "watch E")
        for pane in PANES:
            await pressed(pilot, pane.key)
            usual = frame_size(pilot, pane.id)
            assert usual > (0, 0), pane.id
            for keys in (("plus",), ("plus",)):
                await pressed(pilot, *keys)
                zoomed = frame_size(pilot, pane.id)
                assert zoomed[0] >= usual[0], (pane.id, keys)
                assert zoomed[1] >= usual[1], (pane.id, keys)
                assert pane.heading[: size[0] - 7] in screen_text(pilot)
            assert zoomed[0] == size[0]
            assert [other.id for other in PANES if frame_size(pilot, other.id) != (0, 0)] == [pane.id]
            await pressed(pilot, "escape")
            assert frame_size(pilot, pane.id) == usual


async def test_every_pane_can_be_focused_and_says_so_by_its_border() -> None:
    async with opened(bundled(), (120, 40)) as pilot:
        for pane in PANES:
            await pressed(pilot, pane.key)
            assert debug(pilot).focused is debug(pilot).query_one(f"#{pane.id}")
            assert f"┏━ {pane.heading} " in screen_text(pilot)


@pytest.mark.thorough
async def test_a_function_key_goes_on_from_one_zoomed_pane_to_another_and_tab_goes_through_all_of_them() -> None:
    async with opened(bundled(), (80, 24)) as pilot:
        await pressed(pilot, "z", "f4")
        assert frame_size(pilot, "matrices")[0] == 80
        seen = {debug(pilot).focused.id}
        for _ in range(8):
            await pressed(pilot, "tab")
            seen.add(debug(pilot).focused.id)
        assert seen == {pane.id for pane in PANES if pane.is_needed(debug(pilot).panes._view)}
        await pressed(pilot, "shift+tab")
        assert frame_size(pilot, debug(pilot).focused.id)[0] == 80


@pytest.mark.thorough
async def test_a_hidden_pane_leaves_its_room_to_the_others_until_its_key_is_pressed() -> None:
    async with opened(bundled(), (80, 24)) as pilot:
        usual = frame_size(pilot, "operation")
        await pressed(pilot, "f4", "H")
        assert frame_size(pilot, "values") > (0, 0)
        for pane in ("values", "network", "gradients"):
            await typed(pilot, f"hide {pane}")
        assert frame_size(pilot, "operation")[1] > usual[1]
        await pressed(pilot, "f4")
        assert frame_size(pilot, "operation") == usual
        assert debug(pilot).focused.id == "matrices"


async def test_the_last_pane_can_not_be_hidden_and_what_can_not_be_done_is_said() -> None:
    async with opened(bundled(), (80, 24)) as pilot:
        for pane in PANES:
            await typed(pilot, f"hide {pane.id}")
        assert "this is the only pane" in screen_text(pilot)
        await typed(pilot, "pane nothing")
        assert "! no pane is called 'nothing'" in screen_text(pilot)
        assert "there are program, operation" in screen_text(pilot)
        await typed(pilot, "pane")
        assert "! no pane is called ''" in screen_text(pilot)
        await pressed(pilot, "underscore")
        assert "the pane has its usual place already" in screen_text(pilot)


async def test_a_pane_without_anything_to_show_is_shown_all_the_same_where_it_is_asked_for() -> None:
    async with opened(bundled(), (80, 24)) as pilot:
        assert frame_size(pilot, "error") == (0, 0)
        assert "E = ·" in status(pilot)
        await pressed(pilot, "f7")
        assert frame_size(pilot, "error") > (0, 0)
        assert "E =" not in status(pilot)
        await pressed(pilot, "H")
        assert frame_size(pilot, "error") == (0, 0)


async def test_the_error_has_a_pane_as_soon_as_there_are_two_of_them() -> None:
    async with opened(bundled(epochs=3), (80, 24)) as pilot:
        await moved(pilot, 19)
        assert frame_size(pilot, "error") == (0, 0)
        await moved(pilot, 20)
        assert frame_size(pilot, "error") > (0, 0)


@pytest.mark.sweep
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_watched_vector_is_shown_whole(size: tuple[int, int]) -> None:
    async with opened(bundled(), size) as pilot:
        await typed(pilot, "watch z1")
        before = frame_size(pilot, "watches")
        await moved(pilot, 1)
        assert [line.split()[-1] for line in pane_lines(pilot, "#watches")] == ["23", "12", "15", "21"]
        assert frame_size(pilot, "watches") == before, "whether it has a value or not"


@pytest.mark.thorough
async def test_the_status_line_tells_of_a_half_done_operation_and_the_title_gives_way_first() -> None:
    async with opened(bundled(), (120, 40)) as pilot:
        for width, shown in (
            (120, ["1.1.1", "operation 1 of 15", "pre-activation, layer 1", "E = ·", "Exercise 1: one forward"]),
            (70, ["1.1.1", "operation 1 of 15", "pre-activation, layer 1", "E = ·"]),
            (30, ["1.1.1", "operation 1 of 15"]),
            (12, ["1.1.1"]),
        ):
            await pilot.resize_terminal(width, 24)
            await moved(pilot, 1)
            parts = ["1.1.1", "operation 1 of 15", "pre-activation, layer 1", "E = ·", "Exercise 1: one forward"]
            assert [part for part in parts if part in status(pilot)] == shown
        await pilot.resize_terminal(80, 24)
        await pressed(pilot, "home", "s")
        assert "in operation 1 of 15" in status(pilot)
        assert "start of the run" not in status(pilot)
