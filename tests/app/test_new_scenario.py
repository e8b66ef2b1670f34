"""The form for a new scenario: typed, chosen and clicked, saved and opened; nothing typed is lost unasked."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from nnstep.initializers import INITIALIZERS
from nnstep.scenario.load import load
from nnstep.session.drafts import draft as ids
from nnstep.tui.app import NNStepApp
from nnstep.tui.dialogs.questions import Confirming
from nnstep.tui.drafting.choice_line import ChoiceLine, ChoiceList
from nnstep.tui.drafting.draft_screen import DraftScreen
from nnstep.tui.drafting.field_line import FieldLine
from nnstep.tui.screens.choice import Choice
from nnstep.tui.screens.debug import DebugScreen
from tests.app.screen_text import debug, on_top, opened, pressed, screen_text, settled, small, until, words


@asynccontextmanager
async def form(folder: Path, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Pilot[None]]:
    """Open the form from the start screen, by its key."""
    app = NNStepApp(folder=folder)
    app.animation_level = "none"
    async with app.run_test(size=size, notifications=True) as pilot:
        await settled(pilot)
        await pressed(pilot, "ctrl+n")
        assert on_top(pilot) is DraftScreen
        yield pilot


def line(pilot: Pilot[None], field: str) -> FieldLine:
    return next(found for found in pilot.app.screen.query(FieldLine) if found.field.id == field)


async def type_into(pilot: Pilot[None], field: str, text: str) -> None:
    """Put a text into a field in the place of what is there."""
    editor = line(pilot, field).editor
    assert isinstance(editor, Input)
    editor.focus()
    await pressed(pilot, "end", "ctrl+u", *text)


@pytest.mark.thorough
async def test_it_is_filled_in_by_keys_saved_and_opened(tmp_path: Path) -> None:
    async with form(tmp_path) as pilot:
        assert "15 operations, 37 numbers to work out" in screen_text(pilot)
        await pressed(pilot, "down", "down", "end", *"-1")
        assert "22 operations" in screen_text(pilot)
        await pressed(pilot, "down", "t")
        assert line(pilot, ids.ACTIVATION).editor.value == "tanh"
        await pressed(pilot, "p")
        assert line(pilot, "activation3").editor.value == "tanh"
        await pressed(pilot, "t")
        assert not [shown for shown in pilot.app.screen.query(FieldLine) if shown.field.id == "activation3"]
        await type_into(pilot, ids.RATE, "0.25")
        assert "learning_rate = 0.25" in screen_text(pilot)
        await pressed(pilot, "ctrl+s")
        assert await until(pilot, lambda: on_top(pilot) is DebugScreen)
        program = debug(pilot).debugger.program
    assert program.scenario.sizes == (2, 2, 2, 1)
    saved = load(tmp_path / "my-exercise.toml")
    assert saved.learning_rate == 0.25
    assert {layer.activation for layer in saved.layers} == {"tanh"}


@pytest.mark.thorough
async def test_a_problem_stands_below_its_field_and_saving_goes_there(tmp_path: Path) -> None:
    async with form(tmp_path) as pilot:
        await type_into(pilot, ids.RATE, "fast")
        said = words(screen_text(pilot).replace("│", " "))
        assert "! learning_rate must be a number" in said
        assert "1 problem: ctrl+s goes to the first" in said
        await pressed(pilot, "up", "up", "ctrl+s")
        assert pilot.app.focused is line(pilot, ids.RATE).editor
        assert list(tmp_path.iterdir()) == []
        await type_into(pilot, ids.RATE, "1")
        assert "!" not in screen_text(pilot)


@pytest.mark.thorough
async def test_a_file_is_replaced_only_after_a_yes(tmp_path: Path) -> None:
    async with form(tmp_path) as pilot:
        (tmp_path / "my-exercise.toml").write_text("precious")
        await pressed(pilot, "ctrl+s")
        assert on_top(pilot) is Confirming
        await pressed(pilot, "escape")
        assert (tmp_path / "my-exercise.toml").read_text() == "precious"
        await pressed(pilot, "ctrl+s", "y")
        assert await until(pilot, lambda: on_top(pilot) is DebugScreen)
    assert load(tmp_path / "my-exercise.toml").title == "My exercise"


@pytest.mark.thorough
async def test_escape_leaves_and_asks_where_something_was_typed(tmp_path: Path) -> None:
    async with form(tmp_path) as pilot:
        await pressed(pilot, "escape")
        assert on_top(pilot) is Choice
        await pressed(pilot, "ctrl+n", "x", "escape")
        assert on_top(pilot) is Confirming
        await pressed(pilot, "escape")
        assert on_top(pilot) is DraftScreen
        await pressed(pilot, "escape", "y")
        assert on_top(pilot) is Choice


@pytest.mark.thorough
async def test_it_works_with_the_mouse(tmp_path: Path) -> None:
    async with form(tmp_path) as pilot:
        choice = line(pilot, ids.WEIGHTS).editor
        assert isinstance(choice, ChoiceLine)
        await pilot.click(choice, offset=(0, 0))
        names = list(INITIALIZERS)
        assert choice.value == names[names.index("tenths") - 1]
        await pilot.click(choice, offset=(4, 0))
        assert on_top(pilot) is ChoiceList
        assert "uniform within scale" in screen_text(pilot)
        await pressed(pilot, "end", "enter")
        assert choice.value == ids.TYPED
        assert line(pilot, "W2").editor.value.count(";") == 1
        await pilot.click(line(pilot, ids.RATE)._label)
        assert pilot.app.focused is line(pilot, ids.RATE).editor


@pytest.mark.sweep
@pytest.mark.parametrize("size", [(40, 12), (60, 20), (120, 40)])
async def test_it_has_room_in_any_terminal(tmp_path: Path, size: tuple[int, int]) -> None:
    async with form(tmp_path, size) as pilot:
        narrow = size[0] < 70
        assert ("learning_rate = 0.5" in screen_text(pilot)) != narrow
        assert "my-exercise.toml" in screen_text(pilot)
        await pressed(pilot, "f2")
        assert "learning_rate = 0.5" in screen_text(pilot)
        await pressed(pilot, "f2", *["down"] * 17)
        assert pilot.app.focused is line(pilot, ids.TARGET).editor
        assert await until(pilot, lambda: "target" in screen_text(pilot))
        assert "escape" in screen_text(pilot)


@pytest.mark.thorough
async def test_the_debugger_opens_it_by_key_and_command() -> None:
    async with opened(small()) as pilot:
        await pressed(pilot, "ctrl+n")
        assert on_top(pilot) is DraftScreen
        await pressed(pilot, "escape", "colon", *"new", "enter")
        assert on_top(pilot) is DraftScreen
