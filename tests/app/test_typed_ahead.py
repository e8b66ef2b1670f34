"""Keys that are sent together: each goes to what the one before it opened."""

from __future__ import annotations

from textual import events
from textual.pilot import Pilot

from nnstep.tui.dialogs.questions import CommandLine
from nnstep.tui.screens.debug import DebugScreen
from tests.app.screen_text import bundled, on_top, opened, position, screen_text, until

NAMES = {":": "colon", " ": "space", "\n": "enter"}


def send(pilot: Pilot[None], text: str) -> None:
    """Send the keys of a text at once, as a terminal does."""
    driver = pilot.app._driver
    assert driver is not None
    for character in text:
        driver.send_message(events.Key(NAMES.get(character, character), None if character == "\n" else character))


async def test_all_that_is_typed_after_a_colon_is_in_the_command_line() -> None:
    async with opened(bundled("xor")) as pilot:
        send(pilot, ":goto 5")
        assert await until(pilot, lambda: "goto 5" in screen_text(pilot).splitlines()[-2])
        assert on_top(pilot) is CommandLine
        assert position(pilot) == 0


async def test_commands_and_keys_that_are_sent_together_are_performed_in_their_order() -> None:
    async with opened(bundled("xor")) as pilot:
        send(pilot, ":goto 5\nn:goto 2\n3n:next\nn")
        assert await until(pilot, lambda: position(pilot) == 7)
        assert await until(pilot, lambda: on_top(pilot) is DebugScreen)


async def test_keys_after_the_one_that_ends_the_app_are_nobodys() -> None:
    async with opened(bundled("xor")) as pilot:
        send(pilot, "nq" + "n:goto 5\n" * 5)
        assert await until(pilot, lambda: pilot.app._exit)
