"""Pictures of the app are of the position that was asked for, however slow the machine is."""

from __future__ import annotations

import asyncio
import re

import pytest

from nnstep.debugger.moves import Move
from nnstep.errors import CommandError
from nnstep.program.program import Program
from nnstep.session.opening import OpenedRun
from nnstep.tui.app_picture import PictureScript, key_named, picture
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


@pytest.mark.thorough
@pytest.mark.usefixtures("slow_moves")
async def test_a_picture_waits_for_the_move() -> None:
    svg = await picture(OpenedRun(small(epochs=3)), (112, 32), PictureScript(position="3.1.10"))
    assert "3.1.10" in svg
    assert "operation 40 of 45" in svg


def stopping_early() -> Program:
    return program_of(SMALL + "[training]\nepochs = 5\nstop.error_below = 1000\n", epochs=5)


async def test_a_position_that_the_run_does_not_come_to_is_an_error() -> None:
    with pytest.raises(CommandError, match=r"the run does not reach 5\.1\.3: it stopped at 1\.1\.15"):
        await picture(OpenedRun(stopping_early()), (112, 32), PictureScript(position="5.1.3"))


@pytest.mark.thorough
async def test_a_picture_is_of_what_commands_and_keys_have_led_to() -> None:
    script = PictureScript(["next 2", "watch W1[0,0] * 2"], "session.txt", keys=("n", "s", "s"))
    svg = await picture(OpenedRun(small()), (112, 32), script)
    assert "1.1.3" in svg
    assert "W1[0,0] * 2" in svg
    assert "sub-step" in svg


def test_a_key_has_its_name_in_capitals_or_not() -> None:
    assert [key_named(text) for text in ("F4", "Enter", "N", "n", "+", "ctrl+P", "shift+F4")] == [
        *("f4", "enter", "N", "n", "+", "ctrl+P", "shift+f4"),
    ]


@pytest.mark.thorough
async def test_a_key_waits_for_the_run_that_the_one_before_began() -> None:
    svg = await picture(OpenedRun(small(epochs=2000)), (112, 32), PictureScript(keys=("c", "N")))
    assert "2000.1.14" in svg


@pytest.mark.thorough
async def test_a_picture_in_another_theme_has_its_colours() -> None:
    dark, light = [
        await picture(OpenedRun(small()), (80, 24), PictureScript(theme=name)) for name in ("", "textual-light")
    ]
    assert ground(dark) < 0x40 < 0xC0 < ground(light)


def ground(svg: str) -> int:
    """Return how bright the ground of a picture is: the red part of its colour."""
    return int(svg.split("<rect")[1].split('fill="#')[1][:2], 16)


@pytest.mark.parametrize(
    ("script", "message"),
    [
        (PictureScript(keys=("n", "foo")), "there is no key 'foo'"),
        (PictureScript(keys=("ctrl+foo",)), "there is no key 'ctrl+foo'"),
        (PictureScript(theme="texual-light"), "unknown theme 'texual-light'"),
        (PictureScript(commands=["n", "fly"], commands_file="session.txt"), "session.txt:2: fly: unknown command"),
        (PictureScript(position="9.9.9"), "9.9.9 is outside the run"),
    ],
)
async def test_what_a_picture_can_t_show_is_said(script: PictureScript, message: str) -> None:
    with pytest.raises(CommandError, match=re.escape(message)):
        await picture(OpenedRun(small()), (80, 24), script)
