"""Exercise mode, as a person works it: keys, pastes, verdicts, hints, score. Zheng's exercise is worked by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from nnstep.engine.frame import Frame
from nnstep.errors import DataError
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load, parse
from nnstep.tui.app import NNStepApp
from nnstep.tui.dialogs.help_page import Help, help_lines
from nnstep.tui.dialogs.pages import Reading
from nnstep.tui.dialogs.questions import Prompt
from nnstep.tui.dialogs.score_page import Score
from nnstep.tui.opening.beginning import Beginning
from nnstep.tui.screens.debug import DebugScreen
from nnstep.tui.screens.exercise import ExerciseScreen
from nnstep.tui.screens.exercise_texts import EXERCISE_HELP
from nnstep.tui.screens.question_box import QuestionBox
from nnstep.tui.widgets.cells import Cell
from tests.app.screen_text import (
    bundled,
    clicked,
    content_lines,
    debug,
    messages,
    moved,
    on_top,
    opened,
    pane_text,
    perform,
    position,
    pressed,
    program_of,
    screen_text,
    settled,
    small,
    status,
    until,
    words,
)
from tests.debugger.watching import Watching

SHORT, WIDE = (80, 24), (120, 40)
Z1 = ("23", "12", "15", "21")
WIDE_LAYER = f"""
title = "More columns than the pane holds"
input = {[1] * 12}
target = [1]
learning_rate = 0.5
[[layers]]
activation = "linear"
weights = {[[0.5] * 12]}
"""


@asynccontextmanager
async def exercise(program: Program | None = None, size: tuple[int, int] = SHORT) -> AsyncIterator[Pilot[None]]:
    """Open the app on `program`, or Zheng's exercise, and go into exercise mode."""
    async with opened(program or bundled(), size) as pilot:
        await pressed(pilot, "X")
        assert on_top(pilot) is ExerciseScreen
        yield pilot


def cells(pilot: Pilot[None]) -> list[str]:
    return [cell.value for cell in pilot.app.screen.query(Cell)]


def said(pilot: Pilot[None]) -> str:
    return words("\n".join(content_lines(pilot, "#said")))


def asked(pilot: Pilot[None]) -> str:
    box = pilot.app.screen.query_one(QuestionBox)
    return words(f"{box.border_title} {pane_text(pilot, '#question')}")


def looks(pilot: Pilot[None]) -> list[str]:
    verdicts = ("-right", "-part", "-wrong")
    return [" ".join(name for name in verdicts if cell.has_class(name)) for cell in pilot.app.screen.query(Cell)]


async def typed(pilot: Pilot[None], *texts: str) -> None:
    """Type into one cell after the other, enter after each."""
    for text in texts:
        await pressed(pilot, *text, "enter")


async def pasted(pilot: Pilot[None], text: str) -> None:
    pilot.app.post_message(events.Paste(text))
    await settled(pilot)


async def test_right_numbers_are_said_to_be_right_and_enter_goes_on() -> None:
    async with exercise() as pilot:
        assert asked(pilot).startswith("z₁ (z1) = ? 4×1 · pre-activation, layer 1")
        await typed(pilot, *Z1)
        assert said(pilot).startswith("all correct: enter continues ✓ in 4 cells: correct: equals the right value")
        assert looks(pilot) == ["-right"] * 4
        assert position(pilot) == 0, "seen first"
        await pressed(pilot, "enter")
        assert position(pilot) == 1
        assert "x₁ (a1) = ?" in asked(pilot)
        assert cells(pilot) == [""] * 4


@pytest.mark.thorough
async def test_a_symbol_of_the_file_in_the_title_is_text_and_no_markup() -> None:
    symbols = "[symbols]\nz = '[@click=app.bell]z'\n"
    async with exercise(compile_program(parse(f"{WIDE_LAYER}{symbols}", "t.toml"))) as pilot:
        assert "[@click=app.bell]z (z1) = ?" in screen_text(pilot)


@pytest.mark.thorough
async def test_a_wrong_number_is_explained_without_its_right_value_and_can_be_mended() -> None:
    async with exercise() as pilot:
        await typed(pilot, "23", "12", "15", "12")
        text = said(pilot)
        assert text.startswith(
            "3 of 4 correct: change the rest and press enter; or continue: r shows the right method, o takes your own"
        )
        assert text.index("z1[3]: ") < text.index("z1[0], z1[1], z1[2]: correct"), "what is to be mended comes first"
        assert "21" not in screen_text(pilot)
        assert looks(pilot) == ["-right", "-right", "-right", "-wrong"]
        await typed(pilot, "21")
        assert said(pilot).startswith("all correct")
        assert cells(pilot) == list(Z1)


@pytest.mark.thorough
async def test_what_is_changed_after_it_was_right_is_judged_anew() -> None:
    async with exercise() as pilot:
        await typed(pilot, *Z1)
        await pressed(pilot, "9", "o")
        assert position(pilot) == 0
        assert "first type the numbers and check them with enter" in said(pilot)
        await pressed(pilot, "enter")
        assert position(pilot) == 0
        assert "3 of 4 correct" in said(pilot)


@pytest.mark.thorough
async def test_the_right_value_is_nowhere_before_it_is_asked_for() -> None:
    async with exercise(bundled("sigmoid-2-2-2", 1), WIDE) as pilot:
        await moved_on(pilot, 4)
        assert "E = ?" in asked(pilot)
        for keys in (("h",), ("h",), ("5", "enter"), ("h",)):
            await pressed(pilot, *keys)
            assert "0.298" not in screen_text(pilot)
            assert "0.298" not in said(pilot)
        await pressed(pilot, "r")
        assert "0.298371" in said(pilot)
        await pressed(pilot, "enter")
        assert "0.298371" in pane_text(pilot, "#right")


async def moved_on(pilot: Pilot[None], count: int) -> None:
    """Skip so many questions."""
    for _ in range(count):
        await pressed(pilot, "right_square_bracket")


@pytest.mark.thorough
async def test_own_numbers_are_gone_on_with_and_shown() -> None:
    async with exercise(size=WIDE) as pilot:
        await typed(pilot, "23", "12", "15", "99")
        await pressed(pilot, "o")
        assert "99" in pane_text(pilot, "#right")
        await typed(pilot, "23", "12", "15", "99")
        assert "a1[3]: carried forward: the method is right; the value follows from an earlier mistake" in said(pilot)
        assert looks(pilot) == ["-right"] * 3 + ["-part"]
        await pressed(pilot, "enter")
        assert position(pilot) == 2
        await pressed(pilot, "h", "h", "h")
        assert "1·99" in said(pilot)


async def test_without_a_number_nothing_is_judged_and_own_numbers_are_asked_for_first() -> None:
    async with exercise() as pilot:
        await pressed(pilot, "enter")
        assert said(pilot).startswith("nothing typed yet")
        await pressed(pilot, "o")
        assert said(pilot).startswith("first type the numbers")
        assert position(pilot) == 0


@pytest.mark.thorough
async def test_open_cells_are_asked_about_and_are_no_attempt() -> None:
    async with exercise() as pilot:
        await pressed(pilot, "2", "3", "down", "down", "enter")
        assert said(pilot).startswith("3 cells are open: enter again checks the other one, or type on.")
        assert looks(pilot) == [""] * 4
        await pressed(pilot, "1", "5", "down", "enter")
        assert said(pilot).startswith("2 cells are open: enter again checks the other 2"), "it is asked again"
        await pressed(pilot, "enter")
        assert said(pilot).startswith("2 of 2 correct, 2 open: type the rest and press enter")
        assert "missing" not in said(pilot)
        assert looks(pilot) == ["-right", "", "-right", ""]
        assert "2 of 2 points" in screen_text(pilot), "what is open costs nothing while it can be typed"


@pytest.mark.sweep
@pytest.mark.parametrize(
    ("keys", "text"), [("−5", "-5"), ("0,5", "0.5"), ("2e-3", "2e-3"), ("1/3", "1/3"), ("a5xz", "5")]
)
async def test_what_is_typed_is_seen_as_it_is_read(keys: str, text: str) -> None:
    async with exercise() as pilot:
        for character in keys:
            cell = pilot.app.screen.focused
            assert isinstance(cell, Cell)
            cell.post_message(events.Key(character, character))
            await settled(pilot)
        assert cells(pilot)[0] == text


@pytest.mark.thorough
async def test_what_is_no_number_is_named_and_is_no_attempt() -> None:
    async with exercise() as pilot:
        await typed(pilot, "2", "1-2", "3", "4")
        assert "'1-2' is not a number write it as 0.50, 2.4e-3 or 161/7" in said(pilot)
        await pressed(pilot, "escape")
        assert "no answers yet" in screen_text(pilot)


@pytest.mark.thorough
async def test_arrows_move_between_the_cells_and_the_element_is_named() -> None:
    async with exercise() as pilot:
        await moved_on(pilot, 7)
        assert "dW2[0,0]" in screen_text(pilot)
        for key, element in (
            ("down", "1,0"),
            ("down", "1,0"),
            ("right", "1,1"),
            ("right", "1,2"),
            ("left", "1,1"),
            ("up", "0,1"),
            ("left", "0,0"),
            ("left", "0,0"),
        ):
            await pressed(pilot, key)
            assert f"─ dW2[{element}] ─" in screen_text(pilot), key
        await pressed(pilot, "1", "2", "left", "left")
        assert "─ dW2[0,0] ─" in screen_text(pilot), "within the cell first"
        await pressed(pilot, "3")
        assert cells(pilot)[0] == "312"


async def test_enter_goes_to_the_next_empty_cell_also_one_before() -> None:
    async with exercise() as pilot:
        await pressed(pilot, "down", "down", "5", "enter", "6", "enter", "7", "enter", "8")
        assert cells(pilot) == ["7", "8", "5", "6"]


@pytest.mark.thorough
async def test_a_space_ends_a_number_so_that_a_line_of_them_is_not_read_as_one() -> None:
    async with exercise() as pilot:
        await pressed(pilot, "2", "3", "space", "1", "2", "space", "1", "5")
        assert cells(pilot) == ["23", "12", "15", ""]


@pytest.mark.thorough
async def test_numbers_are_typed_wherever_the_focus_is() -> None:
    async with exercise() as pilot:
        await pressed(pilot, "down")
        pilot.app.screen.query_one("#right ValuesPane").focus()
        await settled(pilot)
        await pressed(pilot, "4", "2")
        assert cells(pilot) == ["", "42", "", ""]
        pilot.app.screen.query_one("#said").focus()
        await settled(pilot)
        await pressed(pilot, "down")
        assert isinstance(pilot.app.screen.focused, Cell)


@pytest.mark.thorough
async def test_the_values_follow_the_exercise() -> None:
    async with exercise(size=WIDE) as pilot:
        await moved_on(pilot, 9)
        assert "∂E/∂b₂" in pane_text(pilot, "#right")


@pytest.mark.thorough
async def test_a_matrix_is_pasted_into_its_cells() -> None:
    async with exercise() as pilot:
        await pasted(pilot, "[23, 12,\n 15, 21]")
        assert cells(pilot) == list(Z1)
        await pressed(pilot, "enter")
        assert said(pilot).startswith("all correct")
        await pressed(pilot, "enter")
        await moved_on(pilot, 6)
        await pressed(pilot, "down", "right")
        await pasted(pilot, "[[2645, 1380, 1725, 2415], [3243, 1692, 2115, 2961]]")
        await pressed(pilot, "enter")
        assert said(pilot).startswith("all correct")


@pytest.mark.thorough
async def test_a_block_is_pasted_where_the_cursor_is_and_what_does_not_fit_is_refused() -> None:
    async with exercise() as pilot:
        await moved_on(pilot, 7)
        await pressed(pilot, "right", "right")
        await pasted(pilot, "[[1, 2], [3, 4]]")
        assert cells(pilot) == ["", "", "1", "2", "", "", "3", "4"]
        before = cells(pilot)
        await pressed(pilot, "left", "left")
        for text, refusal in (
            ("1 2 3\n4 5 6\n7 8 9", "pasted 3×3, 2×4 expected"),
            ("1 2 3\n4 5", "the pasted rows have 2 and 3 numbers; 2×4 expected"),
            ("1 2 3 4 5 6 7 8 9", "pasted 1×9, 2×4 expected"),
        ):
            await pasted(pilot, text)
            assert refusal in said(pilot)
            assert cells(pilot) == before
        await pressed(pilot, "down", "right")
        await pasted(pilot, "1 2 3 4\n5 6 7 8")
        assert cells(pilot) == list("12345678"), "the whole fits wherever the cursor is"
        await pasted(pilot, "1 2\n3 4\n5 6\n7 8")
        assert cells(pilot) == list("13572468")
        assert said(pilot) == "rows and columns were exchanged: 2×4 expected"
        await pasted(pilot, "1 2 3 4\n5 6 7 8\n9 10 11 12")
        assert "pasted 3×4, 2×4 expected" in said(pilot)


@pytest.mark.sweep
@pytest.mark.parametrize(
    ("text", "cell"),
    [("−0,5", "-0,5"), ("E = 0.298", "0.298"), ("hello", "hello"), ("\x1b[31m[red]", "\\x1b[31m[red]"), ("", "")],
)
async def test_one_thing_pasted_goes_into_the_cell_harmless(text: str, cell: str) -> None:
    async with exercise() as pilot:
        await pasted(pilot, text)
        assert cells(pilot)[0] in (cell, cell.replace(",", "."))
        assert "\x1b" not in screen_text(pilot)
        await pressed(pilot, "down", "1", "enter", "2", "enter", "3", "enter")
        assert position(pilot) == 0


@pytest.mark.thorough
async def test_hints_come_one_after_the_other_for_the_element_that_is_typed() -> None:
    async with exercise() as pilot:
        await pressed(pilot, "down", "h")
        assert said(pilot).startswith("The weighted sum of a layer's inputs")
        assert said(pilot).endswith("h again: the formula (free)")
        await pressed(pilot, "h")
        assert "z₁ = W₁ x₀ + b₁" in said(pilot)
        await pressed(pilot, "h")
        assert "z₁[1] = W₁[1,0]·x₀[0]" in said(pilot)
        assert said(pilot).endswith("= 2·2 + 1·1 + 2·3 + 1 h again: the value of this cell, which then earns no point")
        await pressed(pilot, "h")
        assert "= 2·2 + 1·1 + 2·3 + 1 = 12" in said(pilot)
        await pressed(pilot, "down", "h")
        assert "z₁[2] = " in said(pilot)
        assert "= 15" not in said(pilot)
        assert cells(pilot) == [""] * 4
        await pasted(pilot, "23 12 15 21")
        await pressed(pilot, "enter")
        assert said(pilot).startswith("all correct")
        assert "3 of 4 points" in screen_text(pilot)


@pytest.mark.thorough
async def test_more_columns_than_the_pane_holds_are_scrolled_to() -> None:
    async with exercise(program_of(WIDE_LAYER)) as pilot:
        await moved_on(pilot, 4)
        assert "dW1" in asked(pilot)
        numbers = [100, 222, 345, 478, 501, 634, 767, 890, 923, 156, 289, 111]
        await typed(pilot, *map(str, numbers[:-1]))
        await pressed(pilot, *"111")  # the next enter has them judged, and goes to the first wrong one
        assert cells(pilot) == [str(number) for number in numbers]
        assert await until(pilot, lambda: "111" in pane_text(pilot, "#question"))
        await pressed(pilot, "enter")
        assert "dW1[0,0]" in screen_text(pilot), "the first that is wrong is to be typed over"
        assert await until(pilot, lambda: "100" in pane_text(pilot, "#question"))


@pytest.mark.thorough
async def test_of_a_large_result_a_few_elements_are_asked_for() -> None:
    async with exercise(bundled("digits", 1)) as pilot:
        count = len(cells(pilot))
        assert count == 4
        box = pilot.app.screen.query_one(QuestionBox)
        assert box.grid is not None
        value = debug(pilot).debugger.peek(1).values["z1"]
        debug(pilot).debugger.peek(0)
        await typed(pilot, *(f"{value[index]:.6g}" for index in box.grid.cells))
        assert said(pilot).startswith("all correct")
        assert "4 of 4 points" in screen_text(pilot)
        await pressed(pilot, "enter")
        await pasted(pilot, str(np.zeros((32, 32)).tolist()))
        assert cells(pilot) == ["0.0"] * 4, "the whole of a1 gives the elements asked for"


@pytest.mark.thorough
async def test_the_end_of_the_run_says_so_and_leads_to_the_score() -> None:
    async with exercise(program_of(WIDE_LAYER)) as pilot:
        await moved_on(pilot, 6)
        assert debug(pilot).debugger.frame.at_end
        assert "End of the run: escape shows the score" in asked(pilot)
        await pressed(pilot, "enter", "r", "o", "h", "up", "5", "right_square_bracket")
        assert on_top(pilot) is ExerciseScreen
        await pressed(pilot, "escape")
        assert "no answers yet" in screen_text(pilot)
        assert "skipped, not counted: z1, a1, E, delta1, dW1, W1" in screen_text(pilot)


@pytest.mark.thorough
async def test_the_score_leads_back_or_out_and_what_was_typed_is_still_there() -> None:
    async with exercise() as pilot:
        await typed(pilot, "23", "12")
        await pressed(pilot, "escape")
        assert on_top(pilot) is Score
        await pressed(pilot, "escape")
        assert on_top(pilot) is ExerciseScreen
        assert cells(pilot) == ["23", "12", "", ""]
        await typed(pilot, "15", "21")
        await pressed(pilot, "escape")
        assert "✓ z1             4 of 4   4 correct" in screen_text(pilot)
        await pressed(pilot, "q")
        assert "1 answer not saved: s saves and leaves" in words(screen_text(pilot))
        await pressed(pilot, "l")
        assert on_top(pilot) is DebugScreen
        assert position(pilot) == 0
        await pressed(pilot, "n", "N", "X")
        assert cells(pilot) == list(Z1)
        await pressed(pilot, "escape")
        assert "4 of 4 points, 100 %" in screen_text(pilot)


@pytest.mark.thorough
async def test_the_answers_are_saved_as_a_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    async with exercise() as pilot:
        await pressed(pilot, "escape", "s")
        assert pilot.app.screen.query_one(Input).value == "zheng-exercise-1-answers.toml"
        await pressed(pilot, "enter")
        assert "no answers yet" in screen_text(pilot)
        await pressed(pilot, "escape", "escape")
        await typed(pilot, "23", "12.0", "46/3", "21")
        await pressed(pilot, "escape", "s", "enter")
        assert on_top(pilot) is Score
        assert 'z1 = [23, 12.0, "46/3", 21]' in (tmp_path / "zheng-exercise-1-answers.toml").read_text(encoding="utf-8")
        await pressed(pilot, "s", "enter")
        assert "zheng-exercise-1-answers.toml" in words(pane_text(pilot, ".dialog"))
        assert on_top(pilot) is Prompt
        pilot.app.screen.query_one(Input).value = "zheng-exercise-1-answers.toml!"
        await pressed(pilot, "enter")
        assert on_top(pilot) is Score
        await pressed(pilot, "q")
        assert on_top(pilot) is DebugScreen, "all is saved"
        assert debug(pilot).prompts.command("sheet zheng-exercise-1-answers.toml") == ""
        assert await until(pilot, lambda: debug(pilot).session.overlay is not None)


@pytest.mark.thorough
async def test_a_long_score_keeps_its_keys_and_its_sum_in_sight() -> None:
    async with exercise(small(epochs=3)) as pilot:
        for _ in range(18):
            await pressed(pilot, "r", "enter")
        await pressed(pilot, "escape", "end")
        assert "0 of " in screen_text(pilot)
        assert "s saves the answers as a sheet, q leaves the exercise, escape returns to it" in words(
            pane_text(pilot, ".dialog")
        )


@pytest.mark.thorough
async def test_resizing_leaves_what_is_typed_and_where() -> None:
    async with exercise() as pilot:
        await typed(pilot, "23", "12")
        assert "─ program ─" not in screen_text(pilot)
        await pilot.resize_terminal(*WIDE)
        await settled(pilot)
        assert "─ program ─" in screen_text(pilot)
        await pressed(pilot, "1", "5")
        assert cells(pilot) == ["23", "12", "15", ""]
        await pilot.resize_terminal(*SHORT)
        await settled(pilot)
        assert isinstance(pilot.app.screen.focused, Cell)
        await pressed(pilot, "enter", "2", "1", "enter")
        assert said(pilot).startswith("all correct")


@pytest.mark.thorough
async def test_formulas_of_what_is_to_come_are_hidden() -> None:
    async with exercise(size=WIDE) as pilot:
        await moved_on(pilot, 5)
        text = pane_text(pilot, "#left")
        assert "z₁ = W₁ x₀ + b₁" in text
        assert "δ₂ = ?" in text
        assert "δ₂ = (x₂" not in screen_text(pilot)


@pytest.mark.thorough
async def test_the_mode_can_be_entered_at_any_training_step_and_at_the_end() -> None:
    async with opened(small(epochs=3), SHORT) as pilot:
        await moved(pilot, 30)
        await pressed(pilot, "X")
        assert "step 3 · 1 of 15" in screen_text(pilot)
        await pressed(pilot, "escape", "q")
        await moved(pilot, 45)
        await pressed(pilot, "X")
        assert "End of the run" in asked(pilot)


@pytest.mark.thorough
async def test_half_way_into_an_operation_that_operation_is_asked_for() -> None:
    async with opened(small(), SHORT) as pilot:
        await pressed(pilot, "n", "s", "X")
        assert "a1" in asked(pilot)
        await pressed(pilot, "right_square_bracket", "escape", "q")
        assert position(pilot) == 2
        assert debug(pilot).debugger.frame.inside is None


@pytest.mark.thorough
async def test_a_changed_run_is_no_exercise() -> None:
    async with opened(bundled(), WIDE) as pilot:
        assert debug(pilot).prompts.command("set x[0] = 5") == ""
        await pressed(pilot, "X")
        assert on_top(pilot) is DebugScreen
        assert "the run was changed, so this is another" in screen_text(pilot)
        await pressed(pilot, "u", "X")
        assert on_top(pilot) is ExerciseScreen


async def test_a_run_that_goes_on_is_ended_by_the_exercise() -> None:
    async with opened(small(epochs=2_000_000), SHORT) as pilot:
        await pressed(pilot, "c")
        assert await until(pilot, lambda: debug(pilot).mover.running)
        await pressed(pilot, "X")
        assert await until(pilot, lambda: not debug(pilot).mover.running)
        assert on_top(pilot) is ExerciseScreen
        here = position(pilot)
        await moved_on(pilot, 1)
        assert position(pilot) == here + 1


@pytest.mark.thorough
async def test_a_recording_goes_on_through_the_exercise(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    async with opened(small(), SHORT) as pilot:
        assert debug(pilot).recorder.start(str(path)) == ""
        await pressed(pilot, "X")
        await moved_on(pilot, 5)
        await pressed(pilot, "escape", "q", "r")
    assert path.read_text(encoding="utf-8").count('"kind":"op"') == 5


@pytest.mark.thorough
async def test_a_recording_that_can_not_be_written_ends_and_the_exercise_goes_on() -> None:
    class Full(Watching):
        def write(self, frame: Frame) -> None:
            if frame.position > 4:
                raise DataError("the trace can't be written", "no room")

    async with opened(small(), WIDE) as pilot:
        debug(pilot).debugger.observe(Full())
        await pressed(pilot, "X")
        await moved_on(pilot, 5)
        assert any("the trace can't be written" in text for text in messages(pilot))
        await moved_on(pilot, 10)
        assert position(pilot) == 15
        assert on_top(pilot) is ExerciseScreen
        assert debug(pilot).debugger.observing[0] is None


@pytest.mark.thorough
async def test_the_watches_and_the_places_where_one_stopped_are_there_afterwards() -> None:
    async with exercise() as pilot:
        await moved_on(pilot, 5)
        await pressed(pilot, "escape", "q")
        assert status(pilot).startswith(" 1.1.5")
        await pressed(pilot, "left_square_bracket")
        assert position(pilot) == 0


@pytest.mark.thorough
async def test_the_app_can_be_opened_in_the_exercise_after_commands() -> None:
    app = NNStepApp(compile_program(load(find("zheng-exercise-1"))), Beginning(("next 2", "where"), exercise=True))
    async with app.run_test(size=SHORT) as pilot:
        await settled(pilot)
        assert on_top(pilot) is Reading
        await pressed(pilot, "escape")
        assert on_top(pilot) is ExerciseScreen
        assert "z₂ (z2) = ?" in asked(pilot)
        await pressed(pilot, "escape", "q")
        assert on_top(pilot) is DebugScreen


@pytest.mark.thorough
async def test_text_from_a_scenario_is_shown_harmless() -> None:
    program = compile_program(parse(WIDE_LAYER, "[red]x[/red].toml"))
    async with exercise(program) as pilot:
        await pressed(pilot, "1", "enter", "escape", "s")
        assert pilot.app.screen.query_one(Input).value.endswith("-answers.toml")


async def test_the_palette_s_command_opens_it_too() -> None:
    async with opened(bundled(), SHORT) as pilot:
        perform(pilot, "exercise")
        await settled(pilot)
        assert on_top(pilot) is ExerciseScreen


@pytest.mark.thorough
async def test_at_80_by_24_every_question_of_zheng_s_exercise_is_seen_whole() -> None:
    async with exercise() as pilot:
        for number in range(15):
            text, box = screen_text(pilot), pilot.app.screen.query_one(QuestionBox)
            assert f" {number + 1} of 15 " in text
            assert box.max_scroll_y == 0, number
            assert all(widget.max_scroll_x == widget.max_scroll_y == 0 for widget in box.query("*")), number
            for id in debug(pilot).session.exercise().operands():
                assert f"{pilot.app.screen._view().writing.symbols(id)}" in text  # type: ignore[attr-defined]
            assert box.grid is not None
            last = list(box.grid.cells.values())[-1]
            assert pilot.app.screen.get_widget_at(*last.region.offset)[0] is last
            assert len(content_lines(pilot, "#said")) > 0
            assert pilot.app.screen.query_one("#said").size.height >= 5
            await moved_on(pilot, 1)


@pytest.mark.sweep
@pytest.mark.parametrize("size", [(40, 12), (60, 20), (200, 60)])
async def test_in_any_size_the_cell_that_is_typed_is_seen(size: tuple[int, int]) -> None:
    async with exercise(size=size) as pilot:
        for _ in range(9):
            await pressed(pilot, *"75")
            assert "│75" in screen_text(pilot)
            assert pilot.app.screen.query_one("#said").size.height >= 3
            await moved_on(pilot, 1)


@pytest.mark.thorough
async def test_signs_stand_at_the_right_edge_and_go_when_the_number_changes() -> None:
    async with exercise() as pilot:
        await typed(pilot, "23", "12", "15", "22")
        assert [
            line[line.index("│2") : line.index("│2") + 9]
            for line in screen_text(pilot).splitlines()
            if "│23 " in line or "│22 " in line
        ] == ["│23    ✓│", "│22    ✗│"]
        await pressed(pilot, "2", "1")
        assert looks(pilot) == ["-right"] * 3 + [""]
        assert "│21     │" in screen_text(pilot)


@pytest.mark.thorough
async def test_a_cell_grows_with_its_number() -> None:
    async with exercise() as pilot:
        await pressed(pilot, *"3.14159265358979")
        assert "│3.14159265358979  │" in screen_text(pilot)
        assert "│                  │" in screen_text(pilot)


@pytest.mark.thorough
async def test_back_and_on_leave_answers_and_their_verdicts() -> None:
    async with exercise() as pilot:
        await typed(pilot, *Z1)
        await pressed(pilot, "enter", "7", "left_square_bracket")
        assert cells(pilot) == list(Z1)
        assert looks(pilot) == ["-right"] * 4
        assert said(pilot).startswith("all correct")
        await pressed(pilot, "left_square_bracket")
        assert said(pilot) == "this is the first question"
        await pressed(pilot, "right_square_bracket")
        assert cells(pilot) == ["7", "", "", ""], "what was not checked is there, too"
        await pressed(pilot, "right_square_bracket")
        assert said(pilot).startswith("a1 skipped: what follows uses its right value.")
        assert "3 of 15  ✓»▸" in screen_text(pilot)


@pytest.mark.thorough
async def test_the_mouse_chooses_cells_questions_and_words_of_the_footer() -> None:
    async with exercise() as pilot:
        third = list(pilot.app.screen.query(Cell))[2]
        await clicked(pilot, (third.region.x + 2, third.region.y))
        await pressed(pilot, "1", "5")
        assert cells(pilot) == ["", "", "15", ""]
        footer = screen_text(pilot).splitlines()[-1]
        await clicked(pilot, (footer.index("hint") + 2, 23))
        assert said(pilot).startswith("The weighted sum")
        await clicked(pilot, (footer.index("[]") + 1, 23))
        assert position(pilot) == 1
        signs = screen_text(pilot).splitlines()[0]
        await clicked(pilot, (signs.index("▸") - 1, 0))
        assert position(pilot) == 0
        await clicked(pilot, (signs.index("▸") + 3, 0))
        assert position(pilot) == 0
        assert said(pilot) == "dW2 comes later: ] goes on to the next question".replace("dW2", "E")


@pytest.mark.thorough
async def test_the_score_says_what_to_practise_and_a_digit_repeats_it() -> None:
    async with exercise() as pilot:
        await typed(pilot, "23", "12", "15", "99")
        await pressed(pilot, "o")
        await typed(pilot, "23", "12", "15", "99")
        await pressed(pilot, "enter", "escape")
        text = words(pane_text(pilot, ".dialog"))
        assert "Practise: a digit repeats a question 1 pre-activation (z1): 1 of 4 points lost;" in text
        await pressed(pilot, "9", "1")
        assert on_top(pilot) is ExerciseScreen
        assert position(pilot) == 0
        assert cells(pilot) == [""] * 4
        await typed(pilot, *Z1)
        assert said(pilot).startswith("all correct")


@pytest.mark.thorough
async def test_leaving_asks_to_save_and_the_file_is_resumed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    async with exercise() as pilot:
        await typed(pilot, "23", "12", "15", "99")
        await pressed(pilot, "o", "h", "h", "escape", "q")
        assert on_top(pilot) is Score
        assert "1 answer not saved: s saves and leaves" in words(screen_text(pilot))
        await pressed(pilot, "s", "enter")
        assert on_top(pilot) is DebugScreen
    app = NNStepApp(bundled(), Beginning(exercise=True), resume="zheng-exercise-1-answers.toml")
    async with app.run_test(size=SHORT) as pilot:
        await settled(pilot)
        assert on_top(pilot) is ExerciseScreen
        assert " 2 of 15  ✗▸" in screen_text(pilot)
        assert "⎣99⎦" in pane_text(pilot, "#question"), "with one's own number"
        await pressed(pilot, "h")
        assert "x₁[0] = z₁[0]" in said(pilot), "the third hint comes next"


@pytest.mark.thorough
async def test_quitting_half_way_asks_first() -> None:
    async with exercise() as pilot:
        await pressed(pilot, "2", "3", "ctrl+c", "ctrl+q")
        assert "not saved: 1 answer of the exercise: z1" in screen_text(pilot)
        await pressed(pilot, "escape")
        assert cells(pilot) == ["23", "", "", ""]


@pytest.mark.thorough
async def test_the_keys_and_the_signs_are_explained() -> None:
    async with exercise(size=WIDE) as pilot:
        await pressed(pilot, "question_mark")
        assert on_top(pilot) is Help
        for text in ("h       hint:", "✓  right", "s       save"):
            assert text in screen_text(pilot)
        await pressed(pilot, "escape")
        assert on_top(pilot) is ExerciseScreen


@pytest.mark.parametrize("width", [40, 80])
def test_no_explanation_of_a_key_is_cut(width: int) -> None:
    shown = " ".join("".join(text for text, _ in line) for line in help_lines(EXERCISE_HELP, width)).split()
    for section in EXERCISE_HELP:
        for entry in section.entries:
            assert " ".join(entry.text.split()) in " ".join(shown)


@pytest.mark.sweep
@pytest.mark.parametrize(("width", "shown"), [(80, "s save  escape score  ? keys"), (60, "? keys"), (40, "? keys")])
async def test_the_footer_names_what_fits_and_where_the_rest_is(width: int, shown: str) -> None:
    async with exercise(size=(width, 24)) as pilot:
        assert screen_text(pilot).splitlines()[-1].rstrip().endswith(shown)


@pytest.mark.thorough
async def test_numbers_that_come_faster_than_the_focus_moves_are_kept_apart() -> None:
    async with exercise() as pilot:
        first = pilot.app.screen.query(Cell).first()
        for character in "23 12 15 21":
            key = "space" if character == " " else character
            first.post_message(events.Key(key, character))
        await settled(pilot)
        assert cells(pilot) == list(Z1)
        assert pilot.app.screen.query(Cell).last().has_focus
