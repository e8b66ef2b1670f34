"""The gradients pane: one line a layer, the latest steps filled in while nothing else is done, and its keys."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from nnstep.drawing.sparkline import BLOCKS, ZERO
from tests.app.screen_text import (
    bundled,
    clicked,
    debug,
    moved,
    opened,
    pane_lines,
    pane_text,
    place_of,
    position,
    pressed,
    program_of,
    until,
)
from tests.explain.gradient_loop import exercise

PANE = "#gradients"


def blocks(pilot: Pilot[None]) -> list[int]:
    """Return how many training steps each line of blocks shows."""
    latest = [line.split()[-1] for line in pane_lines(pilot, PANE)[1:4]]
    return [len(text) if set(text) <= {*BLOCKS, ZERO} else 0 for text in latest]


@pytest.mark.thorough
async def test_the_key_shows_the_layers_and_fills_in_their_latest_steps() -> None:
    async with opened(program_of(exercise(), epochs=40), (100, 30)) as pilot:
        program = debug(pilot).debugger.program
        await moved(pilot, 8 * len(program.ops))
        await pressed(pilot, "G", "z")
        lines = pane_lines(pilot, PANE)
        assert [line.split()[:2] for line in lines[2:4]] == [["2", "relu"], ["1", "tanh"]]
        assert lines[1].startswith("▶ 3 sigmoid")
        assert await until(pilot, lambda: blocks(pilot) == [8, 8, 8], 5)
        assert position(pilot) == 8 * len(program.ops)
        await pressed(pilot, "t")
        assert blocks(pilot) == [9, 9, 9], "a step adds its own at once"
        await pressed(pilot, "z", "G")
        assert not debug(pilot).query_one("#gradients-frame").display
        assert not debug(pilot).panes.has_work, "what is not shown computes nothing"


@pytest.mark.thorough
async def test_enter_goes_to_the_operation_and_b_sets_the_breakpoint() -> None:
    async with opened(program_of(exercise(), epochs=40), (100, 30)) as pilot:
        program = debug(pilot).debugger.program
        await moved(pilot, 2 * len(program.ops))
        await pressed(pilot, "G", "down", "down", "down", "b")
        (point,) = debug(pilot).debugger.breakpoints
        assert point.text == "delta1 if abs(delta1).max() < 1e-6"
        await pressed(pilot, "up", "enter")
        op = debug(pilot).debugger.frame.op
        assert op is not None
        assert op.target == "delta2"
        assert debug(pilot).debugger.frame.step == 1
        await clicked(pilot, place_of(pilot, PANE, "tanh"))
        assert pane_lines(pilot, PANE)[3].startswith("▶ 1 tanh")
        await clicked(pilot, place_of(pilot, PANE, "tanh"))
        assert debug(pilot).debugger.frame.op is not None
        assert debug(pilot).debugger.frame.op.target == "delta1"


@pytest.mark.parametrize("size", [(40, 12), (20, 8)])
async def test_a_graph_and_a_small_screen_show_what_fits(size: tuple[int, int]) -> None:
    async with opened(bundled("bradbury-graph-chain"), size) as pilot:
        await moved(pilot, debug(pilot).debugger.program.last_position)
        await pressed(pilot, "G")
        assert "∂y/∂x" in pane_text(pilot, PANE)
        await pressed(pilot, "b")
        assert [point.text.split(" if ")[1] for point in debug(pilot).debugger.breakpoints]
