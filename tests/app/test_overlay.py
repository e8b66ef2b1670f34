"""A sheet laid over a run, in the app: marks beside the operations, the verdict in the operation pane, and `!`."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from nnstep.tui.app import NNStepApp
from nnstep.tui.screens.debug import DebugScreen
from tests.app.screen_text import (
    bundled,
    content_lines,
    debug,
    on_top,
    opened,
    pane_lines,
    pane_text,
    position,
    pressed,
    screen_text,
    settled,
    until,
    words,
)

SHEET = """
z1 = [23, 12, 15, 21]
delta2 = [115, 114]
[step.2]
z1 = [1, 2, 3, 4]
"""
SIZE = (120, 40)


@pytest.fixture
def sheet(tmp_path: Path) -> str:
    path = tmp_path / "own.toml"
    path.write_text(SHEET, encoding="utf-8")
    return str(path)


async def lay_over(pilot: Pilot[None], sheet: str) -> None:
    """Lay a sheet over the run, which is done beside the app."""
    debug(pilot).prompts.command(f"sheet {sheet}")
    assert await until(pilot, lambda: on_top(pilot) is DebugScreen)
    await settled(pilot)


def listed(lines: list[str]) -> dict[int, str]:
    """Return the mark beside each operation of the listing, by its number."""
    return {
        int(line[2:4]): line[5] for line in lines if len(line) > 5 and line[1] in "✓·" and line[2:4].strip().isdecimal()
    }


@pytest.mark.thorough
async def test_marks_stand_beside_the_operations_of_the_training_step_one_is_in(sheet: str) -> None:
    async with opened(bundled(epochs=2), SIZE) as pilot:
        before = pane_lines(pilot, "#program")
        await lay_over(pilot, sheet)
        marks = listed(pane_lines(pilot, "#program"))
        assert {number: mark for number, mark in marks.items() if mark != " "} == {1: "=", 6: "?"}
        await pressed(pilot, "exclamation_mark", "exclamation_mark")
        assert position(pilot) == 16
        marks = listed(pane_lines(pilot, "#program"))
        assert {number: mark for number, mark in marks.items() if mark != " "} == {1: "✗"}
        assert debug(pilot).prompts.command("set x[0] = 3") == ""
        await pressed(pilot, "home")
        assert pane_lines(pilot, "#program")[1][4:].rstrip(" ▐") == before[1][4:].rstrip(" ▐"), (
            "lifted from a changed run"
        )


@pytest.mark.thorough
async def test_the_operation_pane_says_what_the_answer_to_the_element_is_worth(sheet: str) -> None:
    async with opened(bundled(epochs=2), SIZE) as pilot:
        await lay_over(pilot, sheet)
        await pressed(pilot, "exclamation_mark")
        assert position(pilot) == 6
        assert "delta2[0] 115 correct" in words("\n".join(content_lines(pilot, "#operation")))
        await pressed(pilot, "down")
        text = words("\n".join(content_lines(pilot, "#operation")))
        assert "delta2[1] 114" in text
        assert "the right value is 141" in text
        await pressed(pilot, "n")
        assert "114" not in words("\n".join(content_lines(pilot, "#operation")))


async def test_the_key_says_what_is_missing() -> None:
    async with opened(bundled(epochs=2), SIZE) as pilot:
        await pressed(pilot, "exclamation_mark")
        assert "no answer sheet is loaded" in screen_text(pilot)
        await lay_over(pilot, "answers")
        await pressed(pilot, "exclamation_mark")
        assert "no answer after this position differs" in screen_text(pilot)
        assert position(pilot) == 0


@pytest.mark.thorough
async def test_a_narrow_listing_keeps_its_formulas_beside_the_marks(sheet: str) -> None:
    async with opened(bundled(epochs=2), (80, 24)) as pilot:
        await lay_over(pilot, sheet)
        assert " 1 = z₁ = W₁ x₀ + b₁" in pane_text(pilot, "#program")


@pytest.mark.thorough
async def test_the_app_is_opened_with_a_sheet(sheet: str) -> None:
    app = NNStepApp(bundled(epochs=2), sheet=sheet)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        assert on_top(pilot) is DebugScreen
        assert listed(pane_lines(pilot, "#program"))[6] == "?"
