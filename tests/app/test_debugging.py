"""Breakpoints, watches, changes, levels and the command line in the app, as a person sees them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from textual.events import Key
from textual.pilot import Pilot
from textual.widgets import Input

from nnstep.debugger.levels import Level
from nnstep.tui.app import NNStepApp
from nnstep.tui.dialogs.help_page import Help
from nnstep.tui.dialogs.pages import Reading, Rows
from nnstep.tui.dialogs.questions import CommandLine, Prompt
from nnstep.tui.opening.beginning import Beginning
from nnstep.tui.panes.watches import _lines as watch_lines
from nnstep.tui.screens.debug import DebugScreen
from nnstep.tui.view import View
from nnstep.tui.widgets.scrubber import HERE, MARK, RUN
from tests.app.screen_text import (
    bundled,
    clicked,
    content_lines,
    debug,
    messages,
    moved,
    on_top,
    opened,
    pane_lines,
    pane_text,
    position,
    pressed,
    program_of,
    screen_lines,
    screen_text,
    settled,
    small,
    status,
    stepped,
    style_of,
    until,
    without_messages,
    words,
)

SIZES = [(80, 24), (120, 40)]
LENGTH = 15
"""Operations of a training step of the 2-2-1 network, and of Zheng's."""


async def typed(pilot: Pilot[None], line: str) -> None:
    """Type a line into the command line and enter it."""
    await pressed(pilot, "colon")
    pilot.app.screen.query_one(Input).value = line
    await pressed(pilot, "enter")


async def answered(pilot: Pilot[None], key: str, text: str) -> None:
    """Press a key that asks, and enter an answer over what stands there."""
    await pressed(pilot, key)
    assert on_top(pilot) is Prompt
    pilot.app.screen.query_one(Input).value = text
    await pressed(pilot, "enter")


def asked(pilot: Pilot[None]) -> str:
    """Return what stands in the prompt."""
    return pilot.app.screen.query_one(Input).value


def said(pilot: Pilot[None]) -> str:
    return " ".join(messages(pilot))


def scrubber(pilot: Pilot[None]) -> str:
    return screen_lines(pilot.app)[-2].ljust(pilot.app.size.width)


# Levels


@pytest.mark.parametrize("size", SIZES)
async def test_inside_an_operation_the_pane_shows_the_sub_steps_and_the_sum_so_far(size: tuple[int, int]) -> None:
    async with opened(bundled(), size) as pilot:
        await pressed(pilot, "s", "f")
        text = pane_text(pilot, "#operation")
        assert "✓ W₁ x₀ = (19, 11, 14, 19)" in text
        assert "▶ W₁ x₀ + b₁" in text
        assert "by sub-step  sub-step 1 of 2" in status(pilot)
        assert position(pilot) == 0
        assert any(line.startswith("▶· 1 z₁") for line in pane_lines(pilot, "#program"))
        await pressed(pilot, "N", "s")
        assert "in operation 1 of 15  " in status(pilot)
        assert "sub-step 1 of 2, element [0,0], term 1 of 3" in status(pilot)
        text = words(pane_text(pilot, "#operation"))
        assert "element [0,0], term 1 of 3" in text
        assert "= 2·2 = 4" in text
        assert "the sum so far: 4" in text
        await pressed(pilot, "n")
        assert "the sum so far: 7" in words(pane_text(pilot, "#operation"))
        await pressed(pilot, "n")
        assert "the sum: 19" in words(pane_text(pilot, "#operation"))
        await pressed(pilot, "N", "N", "N")
        assert "by element" in status(pilot)
        assert "start of the run" in status(pilot)
        await pressed(pilot, "f", "f")
        assert position(pilot) == 1
        assert "operation 1 of 15  pre-activation, layer 1  E = ·  Exercise 1" in status(pilot)


async def test_the_matrices_show_what_is_known_of_a_half_done_product_and_what_goes_into_the_term() -> None:
    async with opened(bundled(), (120, 40)) as pilot:
        await pressed(pilot, "s", "5", "n")
        # Six of twelve products: two elements are known.
        lines = pane_lines(pilot, "#matrices")
        assert lines[0].startswith("W₁ x₀ = 4×1")
        assert [line.split("⎤")[0].strip("⎡⎢⎣⎦⎥[] ")[:2].strip() for line in lines[1:5]][:2] == ["19", "11"]
        assert "·" in lines[3]
        assert "23" not in "".join(lines[1:5])


async def test_a_count_before_a_key_does_it_so_often_and_is_shown_and_forgotten() -> None:
    async with opened(small(epochs=10), (80, 24)) as pilot:
        await pressed(pilot, "1", "2")
        assert "12 times …" in status(pilot)
        await pressed(pilot, "n")
        assert position(pilot) == 12
        assert "times" not in status(pilot)
        await pressed(pilot, "n")
        assert position(pilot) == 13
        await pressed(pilot, "3", "t")
        assert position(pilot) == 3 * LENGTH
        await pressed(pilot, "2", "T")
        assert position(pilot) == LENGTH
        await pressed(pilot, "4", "escape", "n")
        assert position(pilot) == LENGTH + 1
        await pressed(pilot, "0", "n")
        assert position(pilot) == LENGTH + 2
        await pressed(pilot, "9", "9", "9", "9", "9", "9", "9", "n")
        assert position(pilot) == 10 * LENGTH
        await pressed(pilot, "1", "0", "left")
        assert position(pilot) == 10 * LENGTH - 10


async def test_each_level_is_shown_in_the_status_line_and_steps_by_its_units() -> None:
    async with opened(small(epochs=3), (120, 40)) as pilot:
        seen: list[tuple[Level, int]] = []
        for _ in range(5):
            await pressed(pilot, "f")
            seen.append((debug(pilot).session.stepper.level, position(pilot)))
            assert f"by {seen[-1][0]}" in status(pilot)
        # For one sample an epoch is a training step.
        assert seen == [("layer", 2), ("phase", 4), ("training step", 15), ("epoch", 30), ("epoch", 45)]
        await pressed(pilot, "S")
        assert seen[-1][1] > position(pilot)
        assert debug(pilot).session.stepper.level == "element"
        await pressed(pilot, "home")
        assert debug(pilot).session.stepper.level == "operation"


# The command line


@pytest.mark.thorough
@pytest.mark.parametrize("size", SIZES)
async def test_a_command_is_typed_seen_completed_and_done(size: tuple[int, int]) -> None:
    async with opened(small(epochs=3), size) as pilot:
        await pressed(pilot, "colon")
        assert on_top(pilot) is CommandLine
        assert "tab completes" in screen_text(pilot)
        await pressed(pilot, *"got", "tab")
        assert asked(pilot) == "goto "
        await pressed(pilot, *"2.1.4")
        assert screen_lines(pilot.app)[-2].strip() == "goto 2.1.4"
        await pressed(pilot, "enter")
        assert on_top(pilot) is DebugScreen
        assert position(pilot) == LENGTH + 4
        await pressed(pilot, "colon", *"bre", "tab")
        assert asked(pilot) == "break"
        assert screen_lines(pilot.app)[-3].split() == ["breakpoints"]
        assert screen_lines(pilot.app)[-4].startswith(" break WHERE [if CONDITION] [after N]: Set a breakpoint")
        await pressed(pilot, "space", *"delta2 if a", "tab")
        assert screen_lines(pilot.app)[-3].split() == ["a1", "a2"]
        await pressed(pilot, "escape")
        assert on_top(pilot) is DebugScreen
        assert len(debug(pilot).debugger.breakpoints) == 0


async def test_what_can_not_be_done_stays_in_the_line_with_what_is_wrong() -> None:
    async with opened(small(), (80, 24)) as pilot:
        await typed(pilot, "brek E")
        assert on_top(pilot) is CommandLine
        assert asked(pilot) == "brek E"
        assert "unknown command 'brek'" in screen_text(pilot)
        assert "did you mean break?" in screen_text(pilot)
        await pressed(pilot, "backspace")
        assert "did you mean" not in screen_text(pilot)
        pilot.app.screen.query_one(Input).value = "break E"
        await pressed(pilot, "enter")
        assert on_top(pilot) is DebugScreen
        assert "breakpoint 1: E" in said(pilot)
        await typed(pilot, "print [red]x[/red]")
        assert on_top(pilot) is CommandLine
        assert "write numbers and colons, as in W1[0,2] or W1[0,:]" in screen_text(pilot)


async def test_the_arrows_bring_back_what_was_typed_and_what_is_being_typed() -> None:
    async with opened(small(epochs=2), (80, 24)) as pilot:
        for line in ("next 2", "where", "next 2"):
            await typed(pilot, line)
        await pressed(pilot, "colon", "up")
        assert asked(pilot) == "next 2"
        await pressed(pilot, "up")
        assert asked(pilot) == "where"
        await pressed(pilot, "up", "up")
        assert asked(pilot) == "where"
        await pressed(pilot, "down", "down", "down")
        assert asked(pilot) == ""
        await pressed(pilot, "up", "enter")
        assert position(pilot) == 6


@pytest.mark.thorough
async def test_a_long_answer_is_a_page_and_a_short_one_a_note() -> None:
    async with opened(bundled(), (120, 40)) as pilot:
        await typed(pilot, "print W1")
        assert on_top(pilot) is Reading
        assert "3  5  1" in screen_text(pilot)
        await pressed(pilot, "escape")
        await typed(pilot, "print W1[0,:]")
        assert on_top(pilot) is DebugScreen
        assert "2 3 4" in said(pilot)
        await typed(pilot, "help")
        assert on_top(pilot) is Help


# Breakpoints


@pytest.mark.thorough
@pytest.mark.parametrize("size", SIZES)
async def test_a_breakpoint_is_set_stops_runs_both_ways_and_is_named_in_the_status_line(size: tuple[int, int]) -> None:
    async with opened(small(epochs=4), size) as pilot:
        await pressed(pilot, "5", "n", "b")
        assert asked(pilot) == "delta2"
        await pressed(pilot, "enter")
        for expected in (6, 21, 36):
            await pressed(pilot, "c")
            assert position(pilot) == expected
            assert "■ breakpoint 1" in status(pilot)
        await pressed(pilot, "C")
        assert await until(pilot, lambda: position(pilot) == 21 and not debug(pilot).mover.running)
        await settled(pilot)
        assert "■ breakpoint 1" in status(pilot)
        await pressed(pilot, "n")
        assert "■" not in status(pilot)
        for expected in (21, 6, 0):
            await pressed(pilot, "C")
            assert await until(pilot, lambda: not debug(pilot).mover.running)
            assert position(pilot) == expected
        await pressed(pilot, "t")
        assert position(pilot) == 6


@pytest.mark.thorough
async def test_the_list_of_breakpoints_disables_and_takes_away() -> None:
    async with opened(small(epochs=4), (80, 24)) as pilot:
        await pressed(pilot, "B")
        assert "no breakpoints; break sets one" in screen_text(pilot)
        await pressed(pilot, "escape")
        for text in ("E", "if E < 0.01", "[red]x"):
            await answered(pilot, "b", text)
        assert on_top(pilot) is Prompt
        assert "there is no '[red]x' to stop at" in words(pane_text(pilot, ".dialog"))
        await pressed(pilot, "escape", "c", "B")
        assert on_top(pilot) is Rows
        assert "1: E, hit 1 time" in screen_text(pilot)
        assert "2: if E < 0.01" in screen_text(pilot)
        await pressed(pilot, "space")
        assert "1: E, hit 1 time, disabled" in screen_text(pilot)
        await pressed(pilot, "space")
        assert "disabled" not in pane_text(pilot, ".dialog")
        await pressed(pilot, "down", "d")
        assert "if E < 0.01" not in pane_text(pilot, ".dialog")
        await pressed(pilot, "d")
        assert "no breakpoints" in pane_text(pilot, ".dialog")
        await pressed(pilot, "d", "space", "q")
        assert on_top(pilot) is DebugScreen
        await pressed(pilot, "c")
        assert position(pilot) == 4 * LENGTH


async def test_a_run_that_becomes_infinite_stops_where_it_does_and_says_so() -> None:
    exploding = program_of(
        "title='T'\ninput=[1, 2]\ntarget=[1]\nlearning_rate=1e200\n"
        "[[layers]]\nactivation='linear'\nweights=[[1, 2], [3, 4]]\n"
        "[[layers]]\nactivation='linear'\nweights=[[1, 1]]\n",
        epochs=6,
    )
    async with opened(exploding, (120, 40)) as pilot:
        await pressed(pilot, "c")
        assert "■ the first value that is not finite" in status(pilot)
        assert "this operation produced it: W2 a1 where |W2| is up to" in words(pane_text(pilot, "#operation"))
        made = position(pilot)
        await pressed(pilot, "n")
        assert position(pilot) == made + 1
        await pressed(pilot, "c")
        assert position(pilot) == exploding.last_position
        assert pane_lines(pilot, "#error")[0] == "E = nan  since training step 2"


# Watches


@pytest.mark.sweep
@pytest.mark.parametrize("size", SIZES)
async def test_watches_have_a_pane_with_value_and_last_change(size: tuple[int, int]) -> None:
    async with opened(small(epochs=3), size) as pilot:
        assert "F9 watches " not in screen_text(pilot)
        await answered(pilot, "w", "E")
        await answered(pilot, "w", "W1[0,:]")
        await without_messages(pilot)
        assert "F9 watches " in screen_text(pilot)
        assert pane_lines(pilot, "#watches")[:2] == ["1 E = ·", "2 W1[0,:] =  0.1  −0.2"]
        await moved(pilot, 5)
        assert pane_lines(pilot, "#watches")[0].startswith("1 E = 0.")
        await moved(pilot, LENGTH + 5)
        (first, second) = content_lines(pilot, "#watches")[:2]
        assert re.fullmatch(r"1 E = 0\.\d+ +was = 0\.\d+ until 2\.1\.5", first)
        assert "changed at 2.1.5" in second
        changed = style_of(pilot, "#watches", "1 E")
        await stepped(pilot)
        assert style_of(pilot, "#watches", "1 E") != changed
        await pressed(pilot, "W", "d", "d", "escape")
        assert "F9 watches " not in screen_text(pilot)


@pytest.mark.thorough
async def test_a_key_makes_only_the_lines_of_watches_that_have_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(small(), (100, 30)) as pilot:
        for number in range(30):
            await typed(pilot, f"watch W1[0,0] + {number}")
        await typed(pilot, "watch z1[0,0]")
        made: list[int] = []
        monkeypatch.setattr("nnstep.tui.panes.watches._lines", lambda *of: (made.append(of[0]), watch_lines(*of))[1])
        await pressed(pilot, "space")
        assert made == [31]
        await pressed(pilot, "space")
        assert made == [31]


async def test_of_a_large_value_that_is_watched_the_first_part_is_shown_with_its_shape() -> None:
    async with opened(bundled("digits"), (120, 40)) as pilot:
        await typed(pilot, "watch W1")
        lines = content_lines(pilot, "#watches")
        assert lines[0].startswith("1 W1 (32×64) = ")
        assert {line[-1] for line in lines} == {"…"}
        assert len(lines) == 32
        await typed(pilot, "watch W1.T")
        assert "⋮ print W1.T shows all" in content_lines(pilot, "#watches")[-1]


async def test_an_expression_that_can_not_be_watched_is_said_in_the_prompt() -> None:
    async with opened(small(), (80, 24)) as pilot:
        await answered(pilot, "w", "W1 @ W1 @ W2")
        assert on_top(pilot) is Prompt
        assert "the matrix product of 2×2 and 1×2 does not exist" in words(pane_text(pilot, ".dialog"))
        assert asked(pilot) == "W1 @ W1 @ W2"
        await pressed(pilot, "escape")
        assert len(debug(pilot).session.watches) == 0


# Changes


@pytest.mark.thorough
@pytest.mark.parametrize("size", SIZES)
async def test_a_change_goes_on_from_here_and_what_is_stale_is_never_shown_as_current(size: tuple[int, int]) -> None:
    async with opened(bundled(), size) as pilot:
        await moved(pilot, 3)
        await pressed(pilot, "e")
        assert asked(pilot) == "W2[0,0] = 3"
        pilot.app.screen.query_one(Input).value = "W2[0,0] = 5"
        await pressed(pilot, "enter")
        await without_messages(pilot)
        assert "stale" in pane_text(pilot, "#matrices")
        text = words(pane_text(pilot, "#operation").replace("▐", ""))
        assert "stale: computed from a value that has been changed since" in text
        await stepped(pilot)
        assert "stale" in pane_text(pilot, "#operation")
        await moved(pilot, 2)
        assert "stale" not in screen_text(pilot)
        assert "3 1 1 1" in words(" ".join(content_lines(pilot, "#values"))) or size == (80, 24)
        await moved(pilot, 3)
        await pressed(pilot, "u")
        assert "stale" not in pane_text(pilot, "#operation")
        assert "undone: W2[0,0] = 5" in said(pilot)
        await pressed(pilot, "U")
        assert "stale" in pane_text(pilot, "#operation")


async def test_what_is_set_is_not_shown_as_the_result_of_the_operation_before_it() -> None:
    async with opened(bundled(), (120, 40)) as pilot:
        await moved(pilot, 15)
        await answered(pilot, "e", "b1[0,0] = 77")
        text = words(pane_text(pilot, "#operation"))
        assert "= 4 − 0.1·486 = −44.6" in text
        assert "77" not in text + pane_text(pilot, "#matrices")
        assert "b₁ was changed by hand after this operation" in text
        assert "b₁ (b1)" in "".join(content_lines(pilot, "#values"))
        assert " 77" in " ".join(content_lines(pilot, "#values"))


async def test_stale_quantities_are_marked_among_the_network_values_until_they_are_worked_out_anew() -> None:
    async with opened(bundled("zheng-exercise-1", epochs=2), (120, 40)) as pilot:
        await moved(pilot, 4)
        await answered(pilot, "e", "W1[0,0] = 7")
        lines = content_lines(pilot, "#values")
        headings = [line for line in lines if line and line[0] not in " [⎡⎢⎣"]
        assert {line.split()[0] for line in headings if "stale" in line} == {"z₁", "x₁", "z₂", "x₂"}
        await moved(pilot, LENGTH + 4)
        assert "stale" not in "".join(content_lines(pilot, "#values"))


async def test_a_stale_error_is_marked_in_its_pane_until_it_is_worked_out_anew() -> None:
    async with opened(small(epochs=3), (120, 40)) as pilot:
        await moved(pilot, LENGTH + 5)
        await answered(pilot, "e", "W1[0,0] = 7")
        assert re.fullmatch(r"E = [0-9.]+  stale", pane_lines(pilot, "#error")[0])
        await moved(pilot, 2 * LENGTH + 5)
        assert "stale" not in pane_text(pilot, "#error")


@pytest.mark.thorough
async def test_the_error_of_the_run_before_the_change_stands_beside_the_new_one() -> None:
    async with opened(small(epochs=6), (120, 40)) as pilot:
        await moved(pilot, 6 * LENGTH)
        before = pane_text(pilot, "#error")
        await moved(pilot, 2 * LENGTH)
        await answered(pilot, "e", "lr = 5")
        await moved(pilot, 6 * LENGTH)
        assert pane_text(pilot, "#error") != before
        original = View.of(debug(pilot).session).curves.beside
        assert original is not None
        assert original.values.size == 6
        await typed(pilot, "compare")
        assert "first difference at 3.1.12, W2" in screen_text(pilot)


async def test_what_an_operation_works_out_is_refused_in_the_prompt() -> None:
    async with opened(small(), (80, 24)) as pilot:
        await moved(pilot, 5)
        await answered(pilot, "e", "E = 3")
        assert "cannot set E: it is computed from" in words(pane_text(pilot, ".dialog"))
        await pressed(pilot, "escape")
        assert debug(pilot).debugger.edits == ()


@pytest.mark.thorough
async def test_a_change_ends_a_recording_whose_file_stays_readable(tmp_path: Path) -> None:
    async with opened(small(epochs=2), (80, 24)) as pilot:
        await pressed(pilot, "r")
        pilot.app.screen.query_one(Input).value = str(tmp_path / "run.jsonl")
        await pressed(pilot, "enter")
        await stepped(pilot, 4)
        await answered(pilot, "e", "lr = 0.1")
        assert "REC" in status(pilot), "a change where the recording has come to is recorded"
        await stepped(pilot, -2)
        await answered(pilot, "e", "lr = 0.2")
        assert "REC" not in status(pilot)
        assert "the run was changed, so the recording has ended: 4 operations in run.jsonl" in said(pilot)
    assert (tmp_path / "run.jsonl").read_text().count('"kind":"op"') == 4


@pytest.mark.thorough
async def test_the_last_write_leads_to_the_operation_with_its_terms() -> None:
    async with opened(bundled(), (120, 40)) as pilot:
        await moved(pilot, 3)
        await pressed(pilot, "i")
        assert asked(pilot) == "W2[0,0]"
        pilot.app.screen.query_one(Input).value = "a1[2,0]"
        await pressed(pilot, "enter")
        assert position(pilot) == 2
        assert on_top(pilot) is Reading
        await pressed(pilot, "escape")
        assert "x₁[2]" in pane_text(pilot, "#operation")


@pytest.mark.thorough
async def test_the_exercise_as_it_is_now_can_be_saved_and_opened_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from nnstep.scenario.load import load

    monkeypatch.chdir(tmp_path)
    async with opened(small(epochs=2), (80, 24)) as pilot:
        await moved(pilot, LENGTH)
        await answered(pilot, "e", "lr = 0.125")
        await answered(pilot, "x", "changed.toml")
        assert "saved the exercise" in said(pilot)
        await answered(pilot, "x", "changed.toml")
        assert "exists already" in words(pane_text(pilot, ".dialog"))
    assert load(tmp_path / "changed.toml").learning_rate == 0.125


# Places


@pytest.mark.thorough
async def test_bookmarks_are_made_listed_and_gone_to() -> None:
    async with opened(small(epochs=4), (80, 24)) as pilot:
        await moved(pilot, 20)
        await answered(pilot, "M", "here")
        await moved(pilot, 40)
        await answered(pilot, "M", "")
        await pressed(pilot, "apostrophe")
        assert "here: 2.1.5" in screen_text(pilot)
        assert "m1: 3.1.10" in screen_text(pilot)
        await pressed(pilot, "enter")
        assert on_top(pilot) is DebugScreen
        assert position(pilot) == 20
        await pressed(pilot, "apostrophe", "down", "d", "escape")
        assert len(list(debug(pilot).session.bookmarks)) == 1


async def test_the_brackets_lead_through_the_places_where_one_stopped() -> None:
    async with opened(small(epochs=4), (80, 24)) as pilot:
        await moved(pilot, 20)
        await moved(pilot, 7)
        await pressed(pilot, "left_square_bracket")
        assert position(pilot) == 20
        await pressed(pilot, "left_square_bracket")
        assert position(pilot) == 0
        await pressed(pilot, "left_square_bracket")
        assert "no earlier stop in the stop history" in said(pilot)
        await pressed(pilot, "right_square_bracket", "right_square_bracket")
        assert position(pilot) == 7


@pytest.mark.sweep
@pytest.mark.parametrize("size", SIZES)
async def test_the_timeline_shows_where_one_is_and_a_click_goes_there(size: tuple[int, int]) -> None:
    async with opened(small(epochs=10), size) as pilot:
        width, last = size[0], 10 * LENGTH
        row = size[1] - 2
        assert scrubber(pilot).index(HERE) == 0
        await clicked(pilot, (width - 1, row))
        await until(pilot, lambda: position(pilot) == last)
        assert scrubber(pilot).index(HERE) == width - 1
        assert scrubber(pilot).count(RUN) == width - 1
        await clicked(pilot, (0, row))
        assert position(pilot) == 0
        assert scrubber(pilot).count(RUN) == width - 1
        middle = width // 2
        await clicked(pilot, (middle, row))
        assert position(pilot) == round(middle * last / (width - 1))
        assert scrubber(pilot).index(HERE) in (middle - 1, middle)
        await moved(pilot, 33)
        await answered(pilot, "M", "")
        await moved(pilot, 0)
        await without_messages(pilot)
        at = scrubber(pilot).index(MARK)
        await clicked(pilot, (at, row))
        assert position(pilot) == 33


@pytest.mark.thorough
@pytest.mark.parametrize("size", SIZES)
async def test_the_timeline_shows_only_what_was_run(size: tuple[int, int]) -> None:
    async with opened(bundled(), size) as pilot:
        for done, furthest in ((0, 0), (7, 7), (12, 12), (3, 12)):
            await moved(pilot, done)
            cells = [position * (size[0] - 1) // 15 for position in (done, furthest)]
            assert scrubber(pilot).index(HERE) == cells[0]
            assert scrubber(pilot).rfind(RUN, 0) == (cells[1] - (done == furthest) if furthest else -1)
        await typed(pilot, "set lr = 1")
        await without_messages(pilot)
        assert scrubber(pilot).rfind(RUN) == scrubber(pilot).index(HERE) - 1


@pytest.mark.thorough
async def test_a_command_typed_while_a_run_goes_on_stops_it_and_leaves_nothing_behind() -> None:
    async with opened(small(5_000_000), (80, 24)) as pilot:
        await pressed(pilot, "c")
        assert await until(pilot, lambda: debug(pilot).mover.running)
        await typed(pilot, "until E < 0")
        assert await until(pilot, lambda: not debug(pilot).mover.running)
        assert len(debug(pilot).debugger.breakpoints) == 0
        await typed(pilot, "until E < 0")
        assert await until(pilot, lambda: debug(pilot).mover.running)
        await pressed(pilot, "escape")
        assert await until(pilot, lambda: not debug(pilot).mover.running)
        await settled(pilot)
        assert len(debug(pilot).debugger.breakpoints) == 0


@pytest.mark.thorough
async def test_holding_the_key_of_a_run_lets_it_go_on_and_any_other_move_stops_it() -> None:
    async with opened(small(10_000_000), (80, 24)) as pilot:
        await pressed(pilot, "c", "c", "end", "c")
        assert debug(pilot).mover.running
        await pressed(pilot, "C")
        assert await until(pilot, lambda: not debug(pilot).mover.running)


async def test_a_wrong_line_of_the_file_of_commands_is_said_with_its_place() -> None:
    app = NNStepApp(small(), Beginning(("watch E", "undo"), "session.txt"))
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await settled(pilot)
        assert "session.txt:2: undo: nothing to undo" in said(pilot)


@pytest.mark.thorough
async def test_an_answer_takes_the_place_of_the_one_before() -> None:
    async with opened(small(epochs=2), (120, 40)) as pilot:
        await typed(pilot, "where")
        await answered(pilot, "b", "delta2")
        await pressed(pilot, "U")
        await answered(pilot, "b", "E")
        assert "breakpoint 2: E" in said(pilot)
        assert "breakpoint 1" not in said(pilot)


@pytest.mark.thorough
async def test_a_screen_that_is_closed_twice_at_once_leaves_the_one_below_it() -> None:
    async with opened(small(), (80, 24)) as pilot:
        for key in ("colon", "b", "B", "question_mark"):
            await pressed(pilot, key)
            front = pilot.app.screen
            assert on_top(pilot) is not DebugScreen
            front.dismiss(None)
            front.dismiss(None)
            await settled(pilot)
            assert on_top(pilot) is DebugScreen


async def test_lines_that_come_in_one_piece_and_are_no_paste_do_no_harm() -> None:
    async with opened(small(), (80, 24)) as pilot:
        for character in ":where\n\n:goto 1.1.7\n:goto 1.1.3\n":
            key = {":": "colon", "\n": "enter", " ": "space", ".": "full_stop"}.get(character, character)
            pilot.app.post_message(Key(key, character))
        await settled(pilot)
        await pressed(pilot, *["escape"] * 6)
        assert on_top(pilot) is DebugScreen
