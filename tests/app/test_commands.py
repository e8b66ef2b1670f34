"""The commands: their keys, the footer, the palette, the help, and the prompts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from nnstep.program.summary import summary_of
from nnstep.session.commands import BY_KEY, COMMANDS
from nnstep.session.commands.key_names import keys_text
from nnstep.tui.dialogs.help_page import Help
from nnstep.tui.dialogs.questions import Prompt
from nnstep.tui.panes import PANES
from nnstep.tui.screens.debug import DebugScreen
from tests.app.screen_text import (
    SMALL,
    bundled,
    clicked,
    debug,
    messages,
    moved,
    on_top,
    opened,
    pane_lines,
    pane_text,
    perform,
    position,
    pressed,
    program_of,
    screen_lines,
    screen_text,
    settled,
    small,
    status,
    stepped,
    until,
    words,
)

MARKUP = "[red]x[/red] [b"


def at(done: int) -> Callable[[Pilot[None]], bool]:
    return lambda pilot: f"  operation {done} of " in status(pilot)


def works_out(element: str) -> Callable[[Pilot[None]], bool]:
    return lambda pilot: f"{element} = " in pane_text(pilot, "#operation")


def by(level: str) -> Callable[[Pilot[None]], bool]:
    return lambda pilot: f"  by {level}" in status(pilot)


def inside(level: str, place: str) -> Callable[[Pilot[None]], bool]:
    return lambda pilot: f"  by {level}  {place}" in status(pilot)


def focuses(pane: str) -> Callable[[Pilot[None]], bool]:
    return lambda pilot: debug(pilot).focused is not None and debug(pilot).focused.id == pane


def is_zoomed(pilot: Pilot[None]) -> bool:
    return debug(pilot).panes.is_zoomed


def shows(text: str) -> Callable[[Pilot[None]], bool]:
    return lambda pilot: text in screen_text(pilot)


WHAT_KEYS_DO: dict[str, tuple[int, Callable[[Pilot[None]], bool], tuple[str, ...]]] = {
    # key: where it is pressed, what is so then and was not before, the keys that take it back
    "n": (3, at(4), ()),
    "right": (3, at(4), ()),
    "space": (3, at(4), ()),
    "N": (3, at(2), ()),
    "left": (3, at(2), ()),
    "backspace": (3, at(2), ()),
    "s": (2, inside("element", "sub-step 1 of 2, element"), ("N", "home")),
    "S": (3, inside("element", "sub-step 1 of 2"), ("n", "home")),
    "f": (3, by("layer"), ("home",)),
    "F": (3, by("layer"), ("home",)),
    "t": (3, at(15), ()),
    "T": (32, at(30), ()),
    "home": (3, at(0), ()),
    "c": (3, shows("escape interrupts"), ("escape",)),
    "end": (3, shows("escape interrupts"), ("escape",)),
    "C": (17, at(0), ()),
    "g": (3, shows("Go to which position?"), ("escape",)),
    "r": (3, shows("Record to which file?"), ("escape",)),
    "colon": (3, shows("tab completes"), ("escape",)),
    "b": (3, shows("Break where?"), ("escape",)),
    "B": (3, shows("Breakpoints"), ("escape",)),
    "w": (3, shows("Watch which expression?"), ("escape",)),
    "W": (3, shows("Watches"), ("escape",)),
    "e": (3, shows("Change what from here on?"), ("escape",)),
    "u": (3, shows("nothing to undo"), ()),
    "U": (3, shows("nothing to redo"), ()),
    "i": (3, shows("Jump to the last write of which element?"), ("escape",)),
    "M": (3, shows("Name of the bookmark?"), ("escape",)),
    "apostrophe": (3, shows("Bookmarks"), ("escape",)),
    "x": (3, shows("Save to which file?"), ("escape",)),
    "p": (3, shows("Derive the gradient of which weight?"), ("escape",)),
    "m": (3, lambda pilot: debug(pilot).session.display.shows_numerical, ("m",)),
    "down": (10, works_out("dW1[1,0]"), ("up",)),
    "j": (10, works_out("dW1[1,0]"), ("k",)),
    "shift+right": (10, works_out("dW1[0,1]"), ("shift+left",)),
    "l": (10, works_out("dW1[0,1]"), ("h",)),
    "v": (10, shows("F6 network values "), ("v", "v")),
    "d": (2, shows("0.5866176"), ("D",)),
    "y": (2, lambda pilot: debug(pilot).session.display.log_axis, ("y",)),
    "E": (3, shows("no other curve"), ()),
    "G": (3, focuses("gradients"), ("G",)),
    "f8": (3, focuses("gradients"), ("f3",)),
    "right_curly_bracket": (3, at(15), ()),
    "left_curly_bracket": (32, shows("the curve begins here"), ()),
    "z": (3, is_zoomed, ("z",)),
    "f10": (3, is_zoomed, ("escape",)),
    "plus": (3, is_zoomed, ("underscore",)),
    "f2": (3, focuses("program"), ("f3",)),
    "f4": (3, focuses("matrices"), ("f3",)),
    "f5": (3, focuses("network"), ("f3",)),
    "f6": (3, focuses("values"), ("f3",)),
    "f7": (3, focuses("error"), ("f3",)),
    "f9": (3, focuses("watches"), ("f3",)),
    "tab": (3, focuses("values"), ("shift+tab",)),
    "H": (3, lambda pilot: "F3 operation " not in screen_text(pilot), ("f3",)),
    "o": (3, lambda pilot: "notation: Tashfeen" in status(pilot), ("o",) * 7),
    "question_mark": (3, shows("Step over: run the next"), ("question_mark",)),
    "L": (3, shows("Step by what?"), ("escape",)),
    "less_than_sign": (3, by("layer"), ("greater_than_sign",)),
}
"""By key; `escape` to stop, and the keys that only take something back, are used as such. `q` ends the test."""


@pytest.mark.thorough
async def test_every_key_does_what_the_table_of_commands_says() -> None:
    pressed_keys = {"q", "ctrl+c", "ctrl+z"}  # which are tested with long runs and with signals
    async with opened(small(epochs=2_000_000), (100, 30)) as pilot:
        for key, (start, done, back) in WHAT_KEYS_DO.items():
            await moved(pilot, start)
            assert not done(pilot), f"{key} has nothing to do"
            await pressed(pilot, key)
            assert await until(pilot, partial(done, pilot)), key
            for other in back:
                await pressed(pilot, other)
                assert not done(pilot), f"{other} after {key}"
            pressed_keys |= {key, *back}
        await pilot.press("q")
        assert not pilot.app.is_running
    # These are tested with the stop history, exercises, copies, playing, layouts, answer sheets, opening, matrices, new
    # scenarios and the tour.
    elsewhere = {
        "left_square_bracket",
        "right_square_bracket",
        "X",
        "Y",
        "exclamation_mark",
        "P",
        "V",
        "left_parenthesis",
        "right_parenthesis",
        "equals_sign",
        "ctrl+o",
        "R",
        "ctrl+n",
        "enter",
        "f12",
    }
    assert pressed_keys | elsewhere == set(BY_KEY) | {pane.key for pane in PANES}


def footer_places(line: str) -> list[str]:
    """Return what the footer shows, each key or keys with their word."""
    return [words(part) for part in line.split("  ")]


@pytest.mark.thorough
async def test_the_footer_shows_the_most_useful_keys_in_any_width_and_always_that_of_the_help() -> None:
    async with opened(small(epochs=2), (200, 24)) as pilot:
        line = screen_lines(pilot.app)[-1]
        everything = footer_places(line)
        assert everything[0] == "<> operation"
        assert everything[1:4] == ["nN step", "sS into", "fF out"]
        assert everything[-1] == "? help"
        assert {command.footer.label for command in COMMANDS if command.footer} - {"level"} <= set(words(line).split())
        for width in (120, 80, 60, 40, 20):
            await pilot.resize_terminal(width, 24)
            await settled(pilot)
            shown = footer_places(screen_lines(pilot.app)[-1])
            assert shown == [*everything[: len(shown) - 1], "? help"]
            assert len(shown) >= {120: 11, 80: 7, 60: 5, 40: 3, 20: 1}[width]


@pytest.mark.thorough
async def test_a_click_on_a_key_of_the_footer_or_on_its_word_presses_the_key() -> None:
    async with opened(small(epochs=2), (80, 24)) as pilot:
        row = 23
        for text, at, done in (
            ("nN step", 0, 1),
            ("nN step", 1, 0),
            ("nN step", 5, 1),
            ("fF out", 0, 2),
            ("fF out", 4, 4),
            ("fF out", 1, 0),
            ("cC run", 0, 30),
            ("cC run", 1, 0),
        ):
            footer = screen_lines(pilot.app)[-1]
            await clicked(pilot, (footer.index(text) + at, row))
            assert position(pilot) == done, text
        await clicked(pilot, (screen_lines(pilot.app)[-1].index("b break") + 4, row))
        assert on_top(pilot) is Prompt
        await pressed(pilot, "escape")
        await clicked(pilot, (screen_lines(pilot.app)[-1].index("? help") + 4, row))
        assert on_top(pilot) is Help


async def test_the_footer_shows_the_level_and_its_keys_change_it() -> None:
    async with opened(small(epochs=2), (80, 24)) as pilot:
        for key, level in (("less_than_sign", "layer"), ("greater_than_sign", "operation"), ("f", "layer")):
            await pressed(pilot, key)
            assert screen_lines(pilot.app)[-1].startswith(f" <> {level}  nN step")
        await pressed(pilot, "L")
        await answered(pilot, "training step")
        assert screen_lines(pilot.app)[-1].startswith(" <> training step")


async def test_what_can_not_be_done_here_is_dimmed_in_the_footer_and_its_key_says_why() -> None:
    async with opened(small(), (80, 24)) as pilot:

        def dimmed() -> set[str]:
            y = pilot.app.size.height - 1
            line = screen_lines(pilot.app)[y]
            columns = {key: line.index(keys) + keys.index(key) for keys in ("nN", "sS", "fF", "cC") for key in keys}
            usual = pilot.app.screen.get_style_at(line.index("? help"), y).color
            colours = {key: pilot.app.screen.get_style_at(x, y).color for key, x in columns.items()}
            return {key for key, colour in colours.items() if colour != usual}

        assert dimmed() == {"N", "S", "F", "C"}
        await pressed(pilot, "N")
        assert "this is the start of the run" in screen_text(pilot)
        await stepped(pilot, 3)
        assert dimmed() == set()
        await stepped(pilot, 12)
        assert dimmed() == {"n", "s", "f", "c"}
        await pressed(pilot, "c", "n", "s", "f", "t")
        assert position(pilot) == 15
        assert "the run ends here" in screen_text(pilot)


async def test_the_palette_offers_every_command_with_its_key_and_does_it() -> None:
    async with opened(small(epochs=2), (80, 24)) as pilot:
        offered = {entry.title.split()[0]: entry for entry in pilot.app.get_system_commands(debug(pilot))}
        for command in COMMANDS:
            assert offered[command.name].help == command.help
            assert offered[command.name].title.endswith(keys_text(command.keys))
        offered["finish"].callback()
        assert position(pilot) == 2
        offered["finish"].callback()
        assert position(pilot) == 4
        offered["help"].callback()
        await settled(pilot)
        assert on_top(pilot) is Help


async def test_a_click_before_the_palette_is_drawn_is_one_beside_it() -> None:
    async with opened(small(), (80, 24)) as pilot:
        await pressed(pilot, "ctrl+p")
        palette = pilot.app.screen
        assert palette.get_widget_at(500, 500) == (palette, palette.region)


async def test_ctrl_c_says_how_to_quit_on_screens_that_have_no_command_for_it() -> None:
    async with opened(small(), (80, 24)) as pilot:
        pilot.app.action_help_quit()
        await settled(pilot)
        assert messages(pilot) == ["nothing is running; ctrl+q quits"]


@pytest.mark.thorough
async def test_the_help_shows_every_command_and_what_the_scenario_says_of_itself() -> None:
    async with opened(bundled(), (112, 260)) as pilot:
        await pressed(pilot, "question_mark")
        text = words(pane_text(pilot, ".dialog"))
        for command in COMMANDS:
            assert keys_text(command.keys) in text
            assert f":{command.name}" in text
            assert words(command.help)[:30] in text
        assert "A. Zheng, Neural Networks: Forward and Backpropagation, 2018, exercise 1" in text
        assert "Chosen: nothing." in text
        for paragraph in summary_of(bundled().scenario):
            assert paragraph in text
        assert "▶ points at the next operation" in text
        for key in ("question_mark", "escape", "q"):
            assert on_top(pilot) is Help
            await pressed(pilot, key)
            assert on_top(pilot) is DebugScreen
            await pressed(pilot, "question_mark")


async def test_the_help_can_be_scrolled_to_its_end_on_a_small_terminal() -> None:
    async with opened(bundled(), (60, 15)) as pilot:
        await pressed(pilot, "question_mark")
        assert "escape closes" in screen_text(pilot)
        assert "Notation: Zheng" not in screen_text(pilot)
        await pressed(pilot, "end")
        assert await until(pilot, lambda: "Notation: Zheng" in screen_text(pilot), seconds=3)
        assert "escape closes" in screen_text(pilot)


async def answered(pilot: Pilot[None], text: str) -> None:
    """Type an answer over what stands in the prompt, and enter it."""
    pilot.app.screen.query_one(Input).value = text
    await pressed(pilot, "enter")


@pytest.mark.thorough
async def test_the_go_to_prompt_goes_to_a_position_and_says_what_is_wrong_with_any_other_text() -> None:
    async with opened(small(epochs=2), (80, 24)) as pilot:
        await stepped(pilot, 3)
        await pressed(pilot, "g")
        assert pilot.app.screen.query_one(Input).value == "1.1.3"
        for wrong, problem in (
            ("soon", "'soon' is no position write 1.1.4, or a number of operations such as 4"),
            ("", "'' is no position"),
            ("31", "31 is outside the run it ends at 2.1.15, after 30 operations"),
            ("3.1.1", "3.1.1 is outside the run"),
            (MARKUP, f"'{MARKUP}' is no position"),
        ):
            await answered(pilot, wrong)
            assert problem in words(pane_text(pilot, ".dialog"))
            assert position(pilot) == 3
        await answered(pilot, "2.1.4")
        assert position(pilot) == 19
        assert status(pilot).startswith(" 2.1.4  operation 19 of 30")
        for answer, done in (("4", 4), (" 1.1.15 ", 15), ("0", 0)):
            await pressed(pilot, "g")
            await answered(pilot, answer)
            assert position(pilot) == done
        await pressed(pilot, "g", "escape")
        assert on_top(pilot) is not Prompt
        assert position(pilot) == 0


async def test_digits_can_be_more_or_fewer_within_bounds() -> None:
    async with opened(small(), (112, 30)) as pilot:
        await moved(pilot, 2)
        seen = []
        for command in ("fewer-digits", "more-digits"):
            perform(pilot, command, times=20)
            await settled(pilot)
            line = next(line for line in pane_lines(pilot, "#operation") if line.startswith("  = 0.5"))
            seen.append(line.split()[-1])
        assert seen == ["0.59", "0.58661757891733013"]


async def test_the_curve_takes_turns_between_a_linear_and_a_logarithmic_axis() -> None:
    async with opened(small(epochs=300), (112, 30)) as pilot:
        await moved(pilot, 300 * 15)
        linear = pane_lines(pilot, "#error")
        perform(pilot, "axis")
        await settled(pilot)
        logarithmic = pane_lines(pilot, "#error")
        assert logarithmic[0] == linear[0]
        assert "0.01┤" in "".join(logarithmic)
        assert "0.01┤" not in "".join(linear)
        perform(pilot, "axis")
        await settled(pilot)
        assert pane_lines(pilot, "#error") == linear


async def test_a_zoomed_pane_has_the_screen_and_leaves_the_status_line_and_the_footer() -> None:
    async with opened(small(), (80, 24)) as pilot:
        await stepped(pilot)
        await stepped(pilot, -1)
        before = screen_text(pilot)
        debug(pilot).query_one("#operation").focus()
        await pressed(pilot, "z")
        assert debug(pilot).query_one("#operation").size.width > 70
        assert "F2 program " not in screen_text(pilot)
        assert "? help" in screen_lines(pilot.app)[-1]
        await stepped(pilot)
        assert "z1 = W1 @ x + b1" in screen_text(pilot)
        assert "operation 1 of 15" in screen_text(pilot)
        await pressed(pilot, "N", "z")
        assert screen_text(pilot) == before


async def test_on_a_narrow_screen_the_network_values_take_turns_with_the_matrices() -> None:
    async with opened(bundled(), (80, 24)) as pilot:
        assert "F4 matrices " in screen_text(pilot)
        await pressed(pilot, "v")
        assert "F4 matrices " not in screen_text(pilot)
        await stepped(pilot)
        assert "z₁ (z1)      23 12 15 21" in pane_text(pilot, "#values")
        await pressed(pilot, "v", "v")
        assert "F6 network values " not in screen_text(pilot)
        assert "z₁ = 4×1" in pane_text(pilot, "#matrices")


@pytest.mark.thorough
async def test_markup_in_the_texts_of_a_scenario_is_shown_as_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = SMALL.replace("A 2-2-1 network", MARKUP).replace("Made for the tests", f"source {MARKUP}")
    async with opened(program_of(text, path="[red]name.toml"), (112, 300)) as pilot:
        assert MARKUP in status(pilot)
        assert MARKUP in pane_text(pilot, "#operation")
        await pressed(pilot, "question_mark")
        assert f"source {MARKUP}" in screen_text(pilot)
        await pressed(pilot, "escape", "r")
        assert "[red]name.jsonl" in screen_text(pilot)
        await pressed(pilot, "enter")
        assert "recording to [red]name.jsonl" in status(pilot)
        await pressed(pilot, "r")
        assert "0 operations recorded to [red]name.jsonl" in " ".join(messages(pilot))


async def test_control_characters_of_a_file_name_are_written_out_wherever_it_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with opened(program_of(SMALL, path="evil\x1b[31m.toml"), (120, 30)) as pilot:
        await pressed(pilot, "r")
        assert "\x1b" not in screen_text(pilot)
        await pressed(pilot, "enter")
        assert "● REC" in status(pilot)
        assert "\x1b" not in screen_text(pilot)
        await pressed(pilot, "r")
        assert "\x1b" not in screen_text(pilot)
