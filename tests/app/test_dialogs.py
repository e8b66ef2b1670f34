"""Dialogs: each shows its keys, and closes by key, by its ×, and by a click outside."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from textual.binding import Binding
from textual.pilot import Pilot
from textual.widgets import Input

from nnstep.tui.dialogs.closing import Dialog
from nnstep.tui.dialogs.help_page import Help
from nnstep.tui.dialogs.pages import PlotPage, Reading, Rows
from nnstep.tui.dialogs.questions import CommandLine, Leaving, Prompt
from nnstep.tui.screens.debug import DebugScreen
from tests.app.screen_text import (
    clicked,
    debug,
    on_top,
    opened,
    pane_text,
    pressed,
    screen_lines,
    screen_text,
    small,
    until,
    words,
)

WAYS_IN: list[tuple[type[Dialog[object]], Sequence[str]]] = [
    (Prompt, ("b",)),
    (Rows, ("B",)),
    (Help, ("question_mark",)),
    (CommandLine, ("colon",)),
    (Leaving, ("e", "type lr = 0.25", "enter", "q")),
    (Reading, ("colon", "type list", "enter")),
    (PlotPage, ("colon", "type plot E", "enter")),
]


async def open_dialog(pilot: Pilot[None], kind: type[Dialog[object]], keys: Sequence[str]) -> None:
    """Press the keys that open a dialog"""
    for key in keys:
        if key.startswith("type "):
            pilot.app.screen.query_one(Input).value = key.removeprefix("type ")
            continue
        await pressed(pilot, key)
    assert on_top(pilot) is kind


@pytest.mark.sweep
@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
@pytest.mark.parametrize(("kind", "keys"), WAYS_IN, ids=lambda value: getattr(value, "__name__", None))
async def test_a_dialog_closes_by_escape_by_its_sign_and_by_a_click_outside(
    kind: type[Dialog[object]], keys: Sequence[str], size: tuple[int, int]
) -> None:
    async with opened(small(epochs=2), size) as pilot:
        await pressed(pilot, "t")
        await open_dialog(pilot, kind, keys)
        await pressed(pilot, "escape")
        assert on_top(pilot) is DebugScreen
        again = keys[-1:] if kind is Leaving else keys
        if kind is not CommandLine:
            await open_dialog(pilot, kind, again)
            row, line = next((row, line) for row, line in enumerate(screen_lines(pilot.app)) if "×" in line)
            await clicked(pilot, (line.index("×"), row))
            assert on_top(pilot) is DebugScreen
        await open_dialog(pilot, kind, again)
        await clicked(pilot, (0, 0))
        assert on_top(pilot) is DebugScreen


@pytest.mark.sweep
@pytest.mark.parametrize(("kind", "keys"), WAYS_IN, ids=lambda value: getattr(value, "__name__", None))
async def test_a_dialog_shows_every_key_that_it_binds(kind: type[Dialog[object]], keys: Sequence[str]) -> None:
    async with opened(small(epochs=2), (80, 24)) as pilot:
        await pressed(pilot, "t")
        await open_dialog(pilot, kind, keys)
        text = screen_text(pilot)
        for binding in kind.BINDINGS:
            assert isinstance(binding, Binding)
            if binding.show:
                assert f"{binding.description}" in text
            else:
                shown = [other for other in kind.BINDINGS if isinstance(other, Binding) and other.show]
                assert binding.description in {other.description for other in shown}, "another key for the same"


@pytest.mark.thorough
async def test_a_click_on_a_word_of_a_dialog_presses_its_key() -> None:
    async with opened(small(epochs=2), (80, 24)) as pilot:
        await pressed(pilot, "b")
        row, line = next((row, line) for row, line in enumerate(screen_lines(pilot.app)) if "enter accepts" in line)
        await clicked(pilot, (line.index("accepts") + 3, row))
        assert on_top(pilot) is DebugScreen
        await pressed(pilot, "B")
        assert "1: z1" in screen_text(pilot)
        for key, label, after in (("space", "disable", "1: z1, disabled"), ("d", "delete", "no breakpoints")):
            row, line = next(
                (row, line) for row, line in enumerate(screen_lines(pilot.app)) if f"{key} {label}" in line
            )
            await clicked(pilot, (line.index(label), row))
            assert after in screen_text(pilot)


@pytest.mark.thorough
async def test_the_help_begins_with_the_focused_pane_and_is_filtered_by_words() -> None:
    async with opened(small(epochs=2), (100, 40)) as pilot:
        await pressed(pilot, "n")
        debug(pilot).query_one("#matrices").focus()
        await pressed(pilot, "question_mark")
        assert "In the pane matrices" in screen_text(pilot)
        assert "Select the element above" in screen_text(pilot)
        await pressed(pilot, "slash")
        pilot.app.screen.query_one(Input).value = "breakpoint list"
        assert await until(pilot, lambda: "List the breakpoints; disable or delete them" in screen_text(pilot))
        assert "Select the element" not in screen_text(pilot)
        await pressed(pilot, "escape")
        assert "Select the element above" in screen_text(pilot)
        await pressed(pilot, "slash", *"xyzzy")
        assert "nothing has these words" in screen_text(pilot)
        await pressed(pilot, "escape", "escape")
        assert on_top(pilot) is DebugScreen


async def test_help_for_one_command_is_a_page_with_its_keys_and_other_names() -> None:
    async with opened(small(epochs=2), (80, 24)) as pilot:
        await open_dialog(pilot, Reading, ("colon", "type help next", "enter"))
        text = words(pane_text(pilot, ".dialog"))
        assert "next [N]" in text
        assert "keys: n → space" in text
        assert "also: n, ni, nexti" in text


async def test_what_a_list_can_not_do_is_said_over_it() -> None:
    async with opened(small()) as pilot:
        debug(pilot).prompts.command("watch W1")
        await pressed(pilot, "W", "p")
        assert on_top(pilot) is Rows
        assert await until(pilot, lambda: "only a number can be" in words(screen_text(pilot)))
