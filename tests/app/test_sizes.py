"""The app in terminals of every size, and while they change."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot

from nnstep.tui.panes import PANES
from nnstep.tui.panes.values import ValuesPane
from nnstep.tui.view import View
from nnstep.tui.widgets.scroll_lines import ScrollLines
from tests.app.screen_text import (
    SMALL,
    block_rows,
    bundled,
    debug,
    moved,
    opened,
    pane_lines,
    pane_text,
    perform,
    place_of,
    position,
    pressed,
    program_of,
    screen_lines,
    screen_text,
    settled,
    status,
    stepped,
)

SIZES = [(80, 24), (120, 40), (200, 60), (60, 15), (20, 5)]


def pointer_is_seen(pilot: Pilot[None]) -> bool:
    """Return whether the line of the next operation is in the window, or at the end that of the last one."""
    done = position(pilot) % 15
    number = done + 1 if position(pilot) < debug(pilot).debugger.program.last_position else 15
    mark = "▶" if position(pilot) < debug(pilot).debugger.program.last_position else "▌"
    return any(line.startswith(mark) and line[2:4] == f"{number:>2}" for line in pane_lines(pilot, "#program"))


@pytest.mark.thorough
async def test_in_every_size_the_pointer_is_seen_at_every_step_on_both_ways() -> None:
    async with opened(bundled(), SIZES[0]) as pilot:
        for size in SIZES:
            await pilot.resize_terminal(*size)
            await pressed(pilot, "f2")
            await moved(pilot, 0)
            for count in (*[1] * 15, -1, -6, -7) if size[1] < 40 else (7, 8, -9, 3, -8):
                assert pointer_is_seen(pilot), (size, position(pilot))
                await stepped(pilot, count)
            assert len(screen_lines(pilot.app)) == size[1]
            assert max(map(len, screen_lines(pilot.app))) <= size[0]


@pytest.mark.thorough
@pytest.mark.usefixtures("whole_footer")
async def test_a_terminal_may_change_its_size_while_one_steps() -> None:
    async with opened(bundled(epochs=2), (80, 24)) as pilot:
        await pressed(pilot, "f2")
        for size in (*SIZES, (1, 1), (12, 3)):
            await pilot.resize_terminal(*size)
            await stepped(pilot)
            assert len(screen_lines(pilot.app)) == size[1]
            if size[1] >= 5:
                assert pointer_is_seen(pilot), size
        assert position(pilot) == len(SIZES) + 2
        await pressed(pilot, "z")
        await pilot.resize_terminal(60, 15)
        await stepped(pilot)
        await pressed(pilot, "z")
        assert pointer_is_seen(pilot)


@pytest.mark.thorough
async def test_after_a_resize_the_screen_is_that_of_a_terminal_opened_in_this_size() -> None:
    async with opened(bundled(), (80, 24)) as pilot:
        await stepped(pilot, 3)
        fresh = screen_text(pilot)
    async with opened(bundled(), (200, 60)) as pilot:
        await stepped(pilot, 3)
        for size in ((20, 5), (80, 24)):
            await pilot.resize_terminal(*size)
            await settled(pilot)
        assert screen_text(pilot) == fresh


@pytest.mark.thorough
async def test_the_panes_that_there_is_room_for_are_shown() -> None:
    panes = {pane.heading: pane.id for pane in PANES}
    async with opened(bundled(), (120, 40)) as pilot:
        for size, shown in (
            ((200, 60), {"F2", "F3", "F4", "F6"}),
            ((120, 40), {"F2", "F3", "F4", "F6"}),
            ((120, 30), {"F2", "F3", "F4", "F6"}),
            ((80, 24), {"F2", "F3", "F4"}),
            ((60, 15), {"F2", "F3", "F4"}),
            ((80, 11), {"F2", "F3"}),
            ((40, 40), {"F3"}),
            ((20, 5), {"F3"}),
        ):
            await pilot.resize_terminal(*size)
            await settled(pilot)
            text = screen_text(pilot)
            assert {title.split()[0] for title in panes if title in text} >= shown, size
            assert len(screen_lines(pilot.app)) == size[1]


@pytest.mark.sweep
@pytest.mark.parametrize("keys", [("ctrl+p",), ("ctrl+o",), ("question_mark",)])
async def test_lists_outlive_windows_without_room_for_them_and_keys_before_they_are_drawn(keys: tuple[str]) -> None:
    async with opened(bundled(), (80, 24)) as pilot:
        for key in (*keys, "pageup", "pagedown"):
            pilot.app.simulate_key(key)
        for size in ((1, 24), (6, 24), (80, 5), (1, 1), (80, 24)):
            await pilot.resize_terminal(*size)
            await pressed(pilot, "pagedown", "pageup", "down")
        await pressed(pilot, "escape", "n")
        assert position(pilot) == 1


async def test_the_numbers_of_an_operation_are_in_the_window_of_a_small_terminal() -> None:
    async with opened(bundled(), (80, 24)) as pilot:
        await moved(pilot, 12)
        assert "−261.5" in pane_text(pilot, "#matrices")
        assert "W2 = W2 - lr * dW2" in pane_text(pilot, "#operation")
        await pilot.resize_terminal(60, 15)
        await settled(pilot)
        assert "−261.5" in pane_text(pilot, "#matrices")
        assert "W₂ = W₂ − α ∂E/∂W₂" in pane_text(pilot, "#operation")


async def test_the_sign_of_a_recording_is_seen_on_a_small_terminal_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with opened(bundled("tashfeen-parity"), (60, 15)) as pilot:
        await moved(pilot, 23_994)
        await pressed(pilot, "r", "enter")
        assert "● REC" in status(pilot)
        await stepped(pilot)
        await pressed(pilot, "z")
        assert "● REC" in screen_text(pilot)


@pytest.mark.parametrize(
    "title", ["二層のネットワーク 🙂 " * 4, "e\u0301tude " * 4 + "Ω"], ids=["two cells wide", "no cell wide"]
)
async def test_characters_of_other_widths_leave_every_line_as_wide_as_the_screen(title: str) -> None:
    text = SMALL.replace("A 2-2-1 network", title.strip())
    async with opened(program_of(text), (80, 24)) as pilot:
        strips = pilot.app.screen._compositor.render_strips()
        assert {cell_len(strip.text) for strip in strips} == {80}


@pytest.mark.thorough
async def test_an_element_far_to_the_right_is_brought_into_the_window() -> None:
    async with opened(bundled("tashfeen-parity"), (80, 24)) as pilot:
        await moved(pilot, 14)
        perform(pilot, "element-right", times=9)
        await settled(pilot)
        assert "W⁽²⁾[0,9] = " in pane_text(pilot, "#operation")
        pane = debug(pilot).query_one("#matrices", ScrollLines)
        column, row = place_of(pilot, "#matrices", "−0.53")
        cursor = pane.get_component_rich_style("lines--cursor").bgcolor
        assert pilot.app.screen.get_style_at(column, row).bgcolor == cursor


@pytest.mark.thorough
async def test_the_values_tell_their_lines_in_any_width_numbers_too() -> None:
    async with opened(bundled("digits"), size=(120, 40)) as pilot:
        view = View.of(debug(pilot).session)
        pane = pilot.app.screen.query_one(ValuesPane)
        for columns in range(40):
            assert pane.wanted_lines(view, columns) >= len(view.frame.program.quantities)


async def test_values_first_shown_with_the_focus_begin_where_something_was_written() -> None:
    async with opened(bundled(), size=(40, 12)) as pilot:
        await moved(pilot, 3)
        await pressed(pilot, "f6")
        assert any("z₂ (z2)" in line for line in pane_lines(pilot, "#values"))


async def test_matrices_shown_in_place_of_another_pane_begin_at_their_top() -> None:
    async with opened(bundled(), size=(80, 24)) as pilot:
        await moved(pilot, 11)
        await pressed(pilot, "down", "f5", "v")
        rows = block_rows(pane_lines(pilot, "#matrices"), "∂E/∂b₁ = 4×1")
        assert len(rows) == 4
