"""Pictures of the app are of the position that was asked for, however slow the machine is."""

from __future__ import annotations

import asyncio

import pytest

from nnstep.debugger.moves import Move
from nnstep.errors import CommandError
from nnstep.program.program import Program
from nnstep.session.opening import OpenedRun
from nnstep.tui.app import picture
from nnstep.tui.running.mover import Mover
from tests.app.screen_text import SMALL, program_of, small


@pytest.fixture
def slow_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every move in slices, with long pauses between them, as on a machine that is busy."""
    advance = Move.advance
    left = [6]

    def slowly(journey: Move, seconds: float = 0.0) -> bool:
        left[0] -= 1
        return left[0] < 0 and advance(journey, seconds)

    async def pause(run: Mover) -> None:
        await asyncio.sleep(0.15)

    monkeypatch.setattr(Move, "is_far", property(lambda _: True))
    monkeypatch.setattr(Move, "advance", slowly)
    monkeypatch.setattr(Mover, "_give_way", pause)


@pytest.mark.usefixtures("slow_moves")
async def test_a_picture_waits_for_the_move() -> None:
    svg = await picture(OpenedRun(small(epochs=3)), "3.1.10", (112, 32))
    assert "3.1.10" in svg.replace("&#160;", " ")
    assert "operation 40 of 45" in svg.replace("&#160;", " ")


def stopping_early() -> Program:
    return program_of(SMALL + "[training]\nepochs = 5\nstop.error_below = 1000\n", epochs=5)


async def test_a_position_that_the_run_does_not_come_to_is_an_error() -> None:
    with pytest.raises(CommandError, match=r"the run does not reach 5\.1\.3: it stopped at 1\.1\.15"):
        await picture(OpenedRun(stopping_early()), "5.1.3", (112, 32))
