"""Matrices that are larger than their pane: maps, images and numbers, with the cursor on an element of the result."""

from __future__ import annotations

import re

import pytest
from textual.pilot import Pilot
from textual.widget import Widget

from nnstep.drawing.matrix.heat_block import CURSOR_SIGN
from tests.app.screen_text import bundled, clicked, debug, moved, opened, pane_lines, place_of, pressed, settled


def setting(pilot: Pilot[None]) -> str:
    """Return what stands at the lower edge of the matrices pane."""
    frame = debug(pilot).query_one("#matrices").parent
    assert isinstance(frame, Widget)
    return str(frame.border_subtitle)


async def test_a_layer_of_images_is_a_map_with_images_and_the_key_changes_how_matrices_are_drawn() -> None:
    async with opened(bundled("digits"), (120, 40)) as pilot:
        await pressed(pilot, "f4", "z")
        await moved(pilot, 1)
        text = "\n".join(pane_lines(pilot, "#matrices"))
        assert "W⁽²⁾ 32×64" in text
        assert "row 0 ±0.671" in text
        assert "column 0 ±1" in text
        assert text.count("▀") > 100
        assert setting(pilot) == "6 significant digits · automatic"
        await pressed(pilot, "equals_sign")
        assert "0.64518832" in pane_lines(pilot, "#matrices")[3]
        assert setting(pilot).endswith("numbers")
        await pressed(pilot, "equals_sign")
        assert "column 0" not in "\n".join(pane_lines(pilot, "#matrices"))
        await pressed(pilot, "equals_sign", "equals_sign", "d")
        assert setting(pilot) == "7 significant digits · automatic"


@pytest.mark.thorough
async def test_a_click_on_a_map_and_the_arrows_choose_an_element_that_stays_in_view() -> None:
    async with opened(bundled("digits"), (120, 40)) as pilot:
        await pressed(pilot, "f4", "z")
        await moved(pilot, 14)
        x, y = place_of(pilot, "#matrices", CURSOR_SIGN)
        await clicked(pilot, (x + 7, y + 3))
        row, column = debug(pilot).session.element
        pooled = re.search(r"each cell (\d+)×(\d+)", pane_lines(pilot, "#matrices")[0])
        down, across = map(int, pooled.groups()) if pooled is not None else (1, 1)
        assert (column // across, row // (2 * down)) == (7, 3)
        await pressed(pilot, *["j"] * 4, *["l"] * 3)
        assert debug(pilot).session.element == (row + 4, column + 3)
        lines = pane_lines(pilot, "#matrices")
        value = debug(pilot).debugger.frame.values["W1"][row + 4, column + 3]
        assert any(f"{abs(value):.5f}"[:-1] in line for line in lines)
        assert any(line.startswith(f"{row + 4}▸") or f" {row + 4}▸" in line for line in lines)


@pytest.mark.thorough
async def test_numbers_that_are_scrolled_keep_title_and_indices_and_a_page_is_a_screen_of_rows() -> None:
    async with opened(bundled("digits"), (80, 24)) as pilot:
        await moved(pilot, 1)
        await pressed(pilot, "equals_sign", *["j"] * 20, *["l"] * 9)
        lines = pane_lines(pilot, "#matrices")
        assert lines[0].startswith("z⁽²⁾ = 32×32")
        assert "▾9" in lines[2]
        marked = next(line for line in lines if line.startswith("20▸"))
        assert re.search(r"\[ ?.?\d\.\d+", marked)
        rows = len(lines) - 3
        debug(pilot).query_one("#matrices").focus()
        await pressed(pilot, "pageup")
        await settled(pilot)
        assert debug(pilot).session.element == (20 - rows, 9)


@pytest.mark.thorough
@pytest.mark.parametrize("colours", [True, False])
async def test_without_colours_a_map_is_made_of_glyphs(colours: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not colours:
        monkeypatch.setenv("NO_COLOR", "1")
    async with opened(bundled("digits"), (120, 40)) as pilot:
        await moved(pilot, 1)
        text = "\n".join(pane_lines(pilot, "#matrices"))
        assert ("▀" in text) == colours
        assert ("▒" in text and "═" in text) != colours
