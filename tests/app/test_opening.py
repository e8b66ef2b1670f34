"""Opening another run from inside, reading a file again, and files with problems."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from nnstep.session.commands.replies import OpenRun
from nnstep.session.opening import RunRequest
from nnstep.session.remembered.state_file import StateFile
from nnstep.tui.app import NNStepApp
from nnstep.tui.dialogs.questions import Leaving
from nnstep.tui.opening import editor
from nnstep.tui.opening.messages import AppAsked
from nnstep.tui.screens.choice import Choice
from nnstep.tui.screens.debug import DebugScreen
from nnstep.tui.screens.file_problems import FileProblems
from tests.app.screen_text import SMALL, debug, messages, on_top, pressed, screen_text, settled, status, until, words

BROKEN = SMALL.replace("[0.5, -0.6]", '[0.5, "a"]').replace("biases = [0]", "bias = [0]")


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a scenario in the current folder."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "mine.toml"
    path.write_text(SMALL)
    return path


@asynccontextmanager
async def opened(path: Path | str, memory: StateFile | None = None) -> AsyncIterator[Pilot[None]]:
    """Open the app on a file, as the command line does."""
    app = NNStepApp(request=RunRequest(str(path)), memory=memory)
    app.animation_level = "none"
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settled(pilot)
        yield pilot


async def ask_for(pilot: Pilot[None], word: str) -> None:
    """Ask to open `word`, as the command open does."""
    pilot.app.post_message(AppAsked(OpenRun(word)))
    await settled(pilot)


async def shows(pilot: Pilot[None], text: str) -> bool:
    return await until(pilot, lambda: text in " ".join(screen_text(pilot).split()))


async def test_another_run_takes_the_place_of_this_one(mine: Path) -> None:
    async with opened(mine) as pilot:
        await pressed(pilot, "n", "n")
        before = debug(pilot)
        await ask_for(pilot, "xor")
        assert await until(pilot, lambda: "operation 0 of 30000" in status(pilot))
        assert debug(pilot).debugger.program.name == "xor"
        assert [type(screen) for screen in pilot.app.screen_stack[1:]] == [DebugScreen]
        assert not before.is_attached


@pytest.mark.thorough
async def test_the_list_is_there_from_inside_and_escape_goes_back(mine: Path) -> None:
    async with opened(mine) as pilot:
        await pressed(pilot, "n", "ctrl+o")
        assert on_top(pilot) is Choice
        await pressed(pilot, "escape")
        assert on_top(pilot) is DebugScreen
        await pressed(pilot, "ctrl+o", "slash", *"parity-1024", "enter")
        assert await until(pilot, lambda: "operation 0 of" in status(pilot))
        assert debug(pilot).debugger.program.name == "tashfeen-parity-1024"


@pytest.mark.sweep
@pytest.mark.parametrize("word", ["no-such-exercise", "no/such/file.toml", "run.parquet", "none.jsonl", """ a"b """])
async def test_what_can_not_be_opened_is_said_and_changes_nothing(word: str, mine: Path) -> None:
    async with opened(mine) as pilot:
        await pressed(pilot, "n")
        screen = debug(pilot)
        await ask_for(pilot, word)
        assert messages(pilot)
        assert debug(pilot) is screen
        assert on_top(pilot) is DebugScreen
        assert "operation 1 of 15" in status(pilot)


@pytest.mark.thorough
async def test_unsaved_changes_are_asked_for_before_another_run_is_opened(mine: Path) -> None:
    async with opened(mine) as pilot:
        await pressed(pilot, "n")
        debug(pilot).prompts.command("set lr = 0.25")
        await ask_for(pilot, "xor")
        assert on_top(pilot) is Leaving
        assert "Open xor instead?" in screen_text(pilot)
        assert "1 change to the run: lr = 0.25" in screen_text(pilot)
        await pressed(pilot, "escape")
        assert debug(pilot).debugger.program.name == "mine"
        await ask_for(pilot, "xor")
        await pressed(pilot, "l")
        assert await until(pilot, lambda: debug(pilot).debugger.program.name == "xor")


@pytest.mark.thorough
async def test_a_recording_ends_when_another_run_is_opened(mine: Path, tmp_path: Path) -> None:
    async with opened(mine) as pilot:
        assert debug(pilot).recorder.start("run.jsonl") == ""
        await pressed(pilot, "n", "n")
        await ask_for(pilot, "xor")
        assert "still recording: 2 operations in run.jsonl so far" in screen_text(pilot)
        await pressed(pilot, "l")
        assert await until(pilot, lambda: debug(pilot).debugger.program.name == "xor")
    assert '"kind":"end"' in (tmp_path / "run.jsonl").read_text().splitlines()[-1]


async def test_a_recording_is_opened_like_a_run(mine: Path) -> None:
    async with opened(mine) as pilot:
        assert debug(pilot).recorder.start("run.jsonl") == ""
        await pressed(pilot, "t")
        debug(pilot).recorder.close()
        await ask_for(pilot, "run.jsonl")
        assert await until(pilot, lambda: "run.jsonl" in status(pilot))
        assert debug(pilot).session.opened.replayed == "run.jsonl"


@pytest.mark.thorough
async def test_a_broken_file_shows_its_problems_until_the_editor_has_fixed_them(
    mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine.write_text(BROKEN)
    edited: list[int] = []

    def edit(app: object, path: Path, line: int) -> None:
        edited.append(line)
        path.write_text(SMALL if len(edited) > 1 else BROKEN.replace("bias =", "biases ="))

    monkeypatch.setattr("nnstep.tui.screens.file_problems.edit_file", edit)
    async with opened(mine) as pilot:
        assert on_top(pilot) is FileProblems
        with pytest.raises(Exception) as caught:  # noqa: PT011 - what the command line prints
            RunRequest(str(mine)).open()
        assert words(caught.value.message) in words(screen_text(pilot).replace("│", " "))
        assert "2 problems in" in screen_text(pilot)
        assert pilot.app.opener.problems is not None
        await pressed(pilot, "e")
        assert "1 problem in" in screen_text(pilot)
        await pressed(pilot, "e")
        assert await until(pilot, lambda: "operation 0 of 15" in status(pilot))
        assert edited == [13, 13]
        assert pilot.app.opener.problems is None


async def test_a_broken_file_opened_from_inside_leaves_the_run_as_it_is(mine: Path) -> None:
    (mine.parent / "broken.toml").write_text(BROKEN)
    async with opened(mine) as pilot:
        await pressed(pilot, "n")
        await ask_for(pilot, "broken.toml")
        assert on_top(pilot) is FileProblems
        await pressed(pilot, "r")
        assert [type(screen) for screen in pilot.app.screen_stack[1:]] == [DebugScreen, FileProblems]
        await pressed(pilot, "escape")
        assert "operation 1 of 15" in status(pilot)
        assert pilot.app.opener.problems is None


@pytest.mark.thorough
async def test_where_no_editor_can_be_opened_that_is_said(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine.write_text(BROKEN)
    monkeypatch.setenv("VISUAL", "vim")
    async with opened(mine) as pilot:
        await pressed(pilot, "e")
        assert await shows(pilot, "no editor can be opened here")
        monkeypatch.setattr(editor.shutil, "which", lambda _: None)
        monkeypatch.delenv("VISUAL")
        monkeypatch.delenv("EDITOR", raising=False)
        await pressed(pilot, "e")
        assert await shows(pilot, "no editor is named")


async def test_a_changed_file_is_said_and_read_again_at_the_same_position(mine: Path) -> None:
    async with opened(mine) as pilot:
        await pressed(pilot, *"nnnd", "o")
        screen = debug(pilot)
        digits, notation = screen.session.digits, screen.session.display.writing.notation
        for line in ("break delta2", "watch E", "bookmark here", "set lr = 0.25", "level layer"):
            screen.prompts.command(line)
        mine.write_text(SMALL.replace("0.1, -0.2", "0.6, -0.2"))
        pilot.app.opener.look(at_once=True)
        assert await shows(pilot, "mine.toml has changed on disk")
        await pressed(pilot, "R")
        assert await until(pilot, lambda: debug(pilot) is not screen and "operation 3 of 15" in status(pilot))
        session = debug(pilot).session
        assert session.debugger.frame.values["W1"][0, 0] == 0.6
        assert [point.text for point in session.debugger.breakpoints] == ["delta2"]
        assert [edit.text for edit in session.debugger.edits] == ["lr = 0.25"]
        assert session.digits == digits
        assert session.stepper.level == "layer"
        assert debug(pilot).session.display.writing.notation == notation
        assert await shows(pilot, "read mine.toml again")


@pytest.mark.thorough
async def test_a_file_that_became_broken_leaves_the_old_run(mine: Path) -> None:
    async with opened(mine) as pilot:
        await pressed(pilot, *"nnn")
        screen = debug(pilot)
        mine.write_text(BROKEN)
        await pressed(pilot, "R")
        assert on_top(pilot) is FileProblems
        await pressed(pilot, "escape")
        assert debug(pilot) is screen
        assert "operation 3 of 15" in status(pilot)
        await pressed(pilot, "R")
        mine.write_text(SMALL)
        await pressed(pilot, "r")
        assert await until(pilot, lambda: on_top(pilot) is DebugScreen and "operation 3 of 15" in status(pilot))


async def test_where_a_run_was_left_is_remembered(mine: Path, tmp_path: Path) -> None:
    memory = StateFile(tmp_path / "state.json")
    async with opened(mine, memory) as pilot:
        await pressed(pilot, *"nnn")
        await ask_for(pilot, "xor")
        assert await until(pilot, lambda: debug(pilot).debugger.program.name == "xor")
        await pressed(pilot, "n")
    pilot.app.opener.remember()
    visits = StateFile(tmp_path / "state.json").remembered.visits
    assert [(visit.word, visit.place) for visit in visits] == [("xor", "1.1.1"), (str(mine), "1.1.3")]


@pytest.mark.thorough
async def test_typed_lines_digits_notation_and_theme_are_there_the_next_time(mine: Path, tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    async with opened(mine, StateFile(file)) as pilot:
        assert debug(pilot).session.digits.significant == 6
        for line in ("digits 9", "notation zheng", "theme light"):
            await pressed(pilot, "colon")
            await pilot.press(*line.replace(" ", "|").replace("|", " "), "enter")
            await settled(pilot)
        assert await until(pilot, lambda: pilot.app.theme == "textual-light")
    pilot.app.opener.remember()
    assert StateFile(file).remembered.lines == ("digits 9", "notation zheng", "theme light")
    async with opened("xor", StateFile(file)) as pilot:
        session = debug(pilot).session
        assert (session.digits.significant, session.display.writing.notation) == (9, "zheng")
        assert pilot.app.theme == "textual-light"
        await pressed(pilot, "colon", "up", "up")
        assert "notation zheng" in screen_text(pilot)
        await pressed(pilot, "escape")
        assert debug(pilot).prompts.command("notation plain") == ""
        assert debug(pilot).prompts.command("digits 6") == ""
    pilot.app.opener.remember()
    assert StateFile(file).remembered.settings.keys() == {"theme", "latest panes"}


@pytest.mark.thorough
async def test_hidden_panes_and_the_zoom_are_there_the_next_time(mine: Path, tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    async with opened(mine, StateFile(file)) as pilot:
        debug(pilot).panes.query_one("#program").focus()
        await settled(pilot)
        assert debug(pilot).prompts.command("hide") == ""
        await pressed(pilot, "z")
    pilot.app.opener.remember()
    settings = StateFile(file).remembered.settings
    assert settings["hidden panes"] == ["program"]
    assert settings["zoom"]
    async with opened("xor", StateFile(file)) as pilot:
        assert debug(pilot).panes.settings["zoom"] == settings["zoom"]
        assert not debug(pilot).panes.query_one("#program-frame").display


@pytest.mark.thorough
async def test_an_unknown_theme_is_said_with_a_close_one(mine: Path) -> None:
    async with opened(mine) as pilot:
        debug(pilot).prompts.command("theme drakula")
        assert await shows(pilot, "did you mean dracula?")
        assert pilot.app.theme == "textual-dark"
        debug(pilot).prompts.command("theme")
        assert await shows(pilot, "the theme is textual-dark")


async def test_what_was_saved_as_commands_is_brought_back(mine: Path, tmp_path: Path) -> None:
    async with opened(mine) as pilot:
        for line in ("break delta2 after 2", "watch E", "next 3", "bookmark here", "save mine.nns"):
            assert debug(pilot).prompts.command(line) == ""
        await ask_for(pilot, "mine.toml")
        assert await until(pilot, lambda: "operation 0 of 15" in status(pilot))
        session = debug(pilot).session
        assert debug(pilot).prompts.command("source mine.nns") == ""
        assert [point.text for point in session.debugger.breakpoints] == ["delta2 after 2"]
        assert [watch.text for watch in session.watches] == ["E"]
        assert list(session.bookmarks) == [("here", 3)]
