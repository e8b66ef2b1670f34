"""What takes long to read or to compare goes on beside the app: a window says how far it is, and escape stops it."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from types import ModuleType

import pytest
from textual.pilot import Pilot

from nnstep.debugger.debugger import Debugger
from nnstep.errors import CommandError
from nnstep.progress import Tell
from nnstep.session import sheet_overlay
from nnstep.session.commands import differences
from nnstep.session.curves import compared_run
from nnstep.session.opening import OpenedRun, RunRequest
from nnstep.session.remembered import restoring
from nnstep.tui.dialogs import waiting
from nnstep.tui.dialogs.waiting import Waiting
from nnstep.tui.screens.debug import DebugScreen
from nnstep.tui.view import CommandAsked, PositionPointed
from tests.app.screen_text import (
    bundled,
    debug,
    messages,
    on_top,
    opened,
    position,
    pressed,
    screen_text,
    settled,
    small,
    until,
)


class Slow:
    """Work that takes until it is let go, or until it tells after it was stopped."""

    def __init__(self) -> None:
        self.go = Event()

    def find(self, tell: Tell) -> None:
        part = 0.0
        while not self.go.wait(0.01):
            part = min(0.9, part + 0.1)
            tell("comparing", part)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Slow:
    slow = Slow()
    monkeypatch.setattr(waiting, "AT_ONCE", 0.0)

    def found(_session: object, text: str, tell: Tell) -> Callable[[], list[str]]:
        slow.find(tell)
        return lambda: ["first", "second", f"found in {text}"]

    monkeypatch.setattr(differences, "_difference_from", found)
    return slow


def waits(pilot: Pilot[None]) -> Callable[[], bool]:
    return lambda: on_top(pilot) is Waiting


async def test_a_comparison_says_how_far_it_is_and_then_its_answer(slow: Slow) -> None:
    async with opened(bundled("xor")) as pilot:
        assert debug(pilot).prompts.command("diff other") == ""
        assert await until(pilot, lambda: waits(pilot)() and "90%" in screen_text(pilot))
        assert "comparing" in screen_text(pilot)
        assert debug(pilot).mover.busy  # nothing else is computed on the run meanwhile
        debug(pilot).post_message(PositionPointed(7))  # as a click before the window opened
        debug(pilot).post_message(CommandAsked("goto 7"))
        await settled(pilot)
        assert position(pilot) == 0
        slow.go.set()
        assert await until(pilot, lambda: "found in other" in screen_text(pilot))
        assert not debug(pilot).mover.busy


@pytest.mark.thorough
@pytest.mark.parametrize("key", ["escape", "t"])
async def test_a_key_stops_a_comparison_and_the_run_goes_on_from_where_it_is(slow: Slow, key: str) -> None:
    async with opened(bundled("xor")) as pilot:
        assert debug(pilot).prompts.command("diff other") == ""
        assert await until(pilot, waits(pilot))
        await pressed(pilot, key)
        assert await until(pilot, lambda: not waits(pilot)())
        assert "stopped: nothing was changed" in messages(pilot)
        await pressed(pilot, "n")
        assert position(pilot) == 1


async def test_a_comparison_does_not_begin_beside_a_run(slow: Slow) -> None:
    async with opened(small(5_000_000)) as pilot:
        await pressed(pilot, "c")
        assert await until(pilot, lambda: debug(pilot).mover.running)
        said = debug(pilot).prompts.command("diff other")
        assert said == "a run is going on\npress escape to stop it, then try again"
        assert not waits(pilot)()
        await pressed(pilot, "escape")
        assert await until(pilot, lambda: not debug(pilot).mover.running)


async def test_the_original_of_a_changed_run_catches_up_after_a_comparison_that_was_stopped(
    slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_behind = True
    monkeypatch.setattr(Debugger, "catch_up", lambda _self, _seconds: not is_behind)
    async with opened(bundled("xor")) as pilot:
        assert debug(pilot).prompts.command("set lr = 1") == ""
        assert debug(pilot).prompts.command("diff other") == ""
        assert await until(pilot, waits(pilot))
        await pressed(pilot, "escape")
        assert await until(pilot, lambda: not waits(pilot)())
        assert await until(pilot, lambda: [each.group for each in pilot.app.workers] == ["original"])
        await settled(pilot)
        is_behind = False
        assert await until(pilot, lambda: not pilot.app.workers)


@pytest.mark.thorough
async def test_what_is_read_for_long_can_be_left(slow: Slow, monkeypatch: pytest.MonkeyPatch) -> None:
    read = RunRequest.open

    def read_slowly(request: RunRequest) -> OpenedRun:
        slow.go.wait(10)
        return read(request)

    async with opened(bundled("xor")) as pilot:
        monkeypatch.setattr(RunRequest, "open", read_slowly)
        assert debug(pilot).prompts.command("open zheng-exercise-1") == ""
        assert await until(pilot, lambda: "reading zheng-exercise-1" in screen_text(pilot))
        await pressed(pilot, "escape")
        assert await until(pilot, lambda: on_top(pilot) is DebugScreen)
        assert debug(pilot).debugger.program.name == "xor"
        assert debug(pilot).prompts.command("open zheng-exercise-1") == ""
        assert await until(pilot, waits(pilot))
        slow.go.set()
        assert await until(pilot, lambda: debug(pilot).debugger.program.name == "zheng-exercise-1")


@pytest.mark.parametrize(
    ("line", "module", "name"),
    [
        ("sheet answers", sheet_overlay, "overlay_of"),
        ("beside other", compared_run, "compared_run"),
    ],
)
async def test_a_sheet_and_a_run_beside_are_read_beside_the_app_and_can_be_left(
    slow: Slow, monkeypatch: pytest.MonkeyPatch, line: str, module: ModuleType, name: str
) -> None:
    def found(*_: object) -> None:
        slow.go.wait(10)
        raise CommandError("it can't be read")

    monkeypatch.setattr(module, name, found)
    async with opened(bundled("xor")) as pilot:
        assert debug(pilot).prompts.command(line) == ""
        assert await until(pilot, waits(pilot))
        await pressed(pilot, "escape")
        assert await until(pilot, lambda: not waits(pilot)())
        assert "stopped: nothing was changed" in messages(pilot)
        assert debug(pilot).prompts.command(line) == ""
        slow.go.set()
        assert await until(pilot, lambda: "it can't be read" in screen_text(pilot))
        assert (debug(pilot).session.overlay, debug(pilot).session.curve_choice.compared) == (None, None)


@pytest.mark.thorough
async def test_a_run_that_is_read_again_is_left_as_it_was_where_that_is_stopped(
    slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = Event()

    def restore(*_: object) -> list[str]:
        begun.set()
        slow.go.wait(10)
        return []

    async with opened(bundled("xor")) as pilot:
        assert debug(pilot).prompts.command("open zheng-exercise-1") == ""
        assert await until(pilot, lambda: debug(pilot).debugger.program.name == "zheng-exercise-1")
        before = debug(pilot).session
        monkeypatch.setattr(restoring, "restore", restore)
        assert debug(pilot).prompts.command("reload") == ""
        assert await until(pilot, lambda: begun.is_set() and waits(pilot)())
        await pressed(pilot, "escape")
        assert await until(pilot, lambda: not waits(pilot)())
        slow.go.set()
        assert "stopped: the run stays as it was" in messages(pilot)
        assert debug(pilot).session is before
