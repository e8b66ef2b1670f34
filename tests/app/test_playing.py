"""The run goes on by itself at a speed, forward or back, until a key or a phase pauses it."""

from __future__ import annotations

import pytest

from nnstep.errors import NNStepError
from nnstep.session.commands.playing import MOST_SPEED
from nnstep.session.opening import open_run
from nnstep.session.session import Session
from nnstep.session.typed_commands import begin
from tests.app.screen_text import debug, opened, position, pressed, small, status, stepped, until


@pytest.mark.thorough
async def test_it_steps_by_itself_until_a_key_that_does_no_more_than_pause() -> None:
    async with opened(small(epochs=300)) as pilot:
        debug(pilot).prompts.command(f"play {MOST_SPEED:g}")
        assert f"▶ {MOST_SPEED:g}/s" in status(pilot)
        assert await until(pilot, lambda: position(pilot) >= 3)
        await pressed(pilot, "n")
        paused = position(pilot)
        assert not debug(pilot).player.playing
        assert "▶" not in status(pilot)
        await pressed(pilot, "n")
        assert position(pilot) == paused + 1


@pytest.mark.thorough
async def test_backward_it_ends_at_the_start() -> None:
    async with opened(small(epochs=2)) as pilot:
        await stepped(pilot, 2)
        debug(pilot).prompts.command(f"play {-MOST_SPEED:g}")
        assert await until(pilot, lambda: not debug(pilot).player.playing)
        assert position(pilot) == 0


async def test_it_pauses_between_phases_if_asked_to() -> None:
    async with opened(small(epochs=2)) as pilot:
        debug(pilot).prompts.command(f"play {MOST_SPEED:g} phases")
        assert await until(pilot, lambda: not debug(pilot).player.playing)
        frame = debug(pilot).debugger.frame
        assert frame.op is not None
        assert frame.next_op is not None
        assert (frame.op.phase, frame.next_op.phase) == ("forward", "error")


@pytest.mark.thorough
async def test_faster_and_slower_change_the_speed_and_do_not_pause() -> None:
    async with opened(small(epochs=300)) as pilot:
        await pressed(pilot, "P")
        assert "▶ 1/s" in status(pilot)
        await pressed(pilot, "right_parenthesis")
        assert "▶ 2/s" in status(pilot)
        await pressed(pilot, "left_parenthesis", "left_parenthesis")
        assert "▶ 0.5/s" in status(pilot)
        await pressed(pilot, "P")
        assert not debug(pilot).player.playing


@pytest.mark.parametrize("text", ["play 0", "play 21", "play fast", "play 1 2", "play nan"])
def test_what_is_no_speed_is_refused(text: str) -> None:
    with pytest.raises(NNStepError):
        begin(Session.of(open_run("zheng-exercise-1")), text)
