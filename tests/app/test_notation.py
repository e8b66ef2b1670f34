"""The notation can be changed while stepping: other symbols, the same numbers, the same position."""

from __future__ import annotations

import re

import pytest
from textual.pilot import Pilot

from nnstep.notations import NOTATIONS
from tests.app.screen_text import (
    bundled,
    debug,
    messages,
    moved,
    opened,
    pane_text,
    panes_shown,
    perform,
    position,
    pressed,
    screen_text,
    status,
    without_messages,
    words,
)

PANES = ("#program", "#operation", "#matrices", "#values", "#error")


def numbers(text: str) -> list[str]:
    return re.findall(r"−?\d+\.\d+(?:e−?\d+)?", text)


async def other_notation(pilot: Pilot[None], times: int = 1) -> None:
    perform(pilot, "notation", times=times)
    await without_messages(pilot)


@pytest.mark.thorough
async def test_a_key_writes_other_symbols_in_every_pane_with_the_same_numbers_at_the_same_position() -> None:
    async with opened(bundled("sigmoid-2-2-2"), (160, 50)) as pilot:
        await moved(pilot, 9)
        before = panes_shown(pilot, *PANES)
        seen = {"".join(before["#program"] + before["#operation"])}
        for _ in range(len(NOTATIONS) - 1):
            await pressed(pilot, "o")
            await without_messages(pilot)
            assert position(pilot) == 9
            after = panes_shown(pilot, *PANES)
            for pane in PANES:
                # Elsewhere the symbols' width decides how much of a line is shown.
                if pane in ("#operation", "#matrices"):
                    assert numbers("".join(after[pane])) == numbers("".join(before[pane])), pane
            seen.add("".join(after["#program"] + after["#operation"]))
        assert len(seen) == len(NOTATIONS)
        await pressed(pilot, "o")
        await without_messages(pilot)
        assert panes_shown(pilot, *PANES) == before


async def test_all_panes_follow_the_notation_to_what_they_have_shown_before() -> None:
    async with opened(bundled("zheng-exercise-1"), (160, 50)) as pilot:
        await pressed(pilot, "f7")
        await moved(pilot, 6)
        shown = panes_shown(pilot, *PANES)
        assert "δ₂ = (x₂ − y)" in "".join(shown["#program"])
        place = [writing.notation for writing in debug(pilot).debugger.program.writings].index("goodfellow")
        await other_notation(pilot, times=place)
        await without_messages(pilot)
        program, operation, matrices, values, error = (pane_text(pilot, pane) for pane in PANES)
        assert "g⁽²⁾ = (h⁽²⁾ − y)" in program
        assert "g⁽²⁾[0] = " in operation
        assert "g⁽²⁾ = 2×1" in matrices
        assert "g⁽²⁾ (delta2)" in values
        assert error.startswith("J = ")
        assert "x₂" not in program + operation + matrices + values
        await other_notation(pilot, times=len(NOTATIONS) - place)
        await without_messages(pilot)
        assert panes_shown(pilot, *PANES) == shown


@pytest.mark.thorough
async def test_the_form_by_nodes_works_out_elements_as_the_text_does() -> None:
    async with opened(bundled("zheng-forward"), (160, 50)) as pilot:
        await pressed(pilot, "n", "o")
        assert "z₃ = w₁₃·n₁ + w₂₃·n₂ + b₃" in pane_text(pilot, "#operation")
        await pressed(pilot, "down")
        assert "z₄ = w₁₄·n₁ + w₂₄·n₂ + b₄" in pane_text(pilot, "#operation")


@pytest.mark.thorough
async def test_the_notation_one_is_in_is_named_with_its_remarks_and_only_the_last_one() -> None:
    async with opened(bundled("zheng-forward"), (160, 50)) as pilot:
        assert "notation:" not in status(pilot)
        await pressed(pilot, "o")
        assert "notation: Zheng, by nodes" in status(pilot)
        await pressed(pilot, "o")
        assert "notation: Bradbury" in status(pilot)
        assert messages(pilot) == ["Notation: Bradbury; a is the pre-activation; z is the activation."]
        await pressed(pilot, "o", "o", "o", "o", "o", "o")
        assert "notation:" not in status(pilot)
        assert messages(pilot)[0].startswith("Notation: Zheng;")


@pytest.mark.thorough
async def test_the_help_reads_the_notation_one_is_in() -> None:
    async with opened(bundled("bradbury-2-2-2-1"), (160, 260)) as pilot:
        await pressed(pilot, "question_mark")
        assert "Notation: Bradbury; a is the pre-activation; z is the activation." in words(screen_text(pilot))
        await pressed(pilot, "escape", "o", "question_mark")
        text = words(screen_text(pilot))
        assert "Notation: Goodfellow, Bengio, Courville; a is the pre-activation; h is the activation" in text
