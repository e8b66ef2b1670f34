"""Every screen of the app shows what strangers wrote as text: it steers no terminal, and is no markup."""

from __future__ import annotations

import importlib
import io
import os
import pkgutil
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from rich.console import Console
from textual._compositor import LayoutUpdate
from textual.pilot import Pilot
from textual.screen import Screen
from textual.strip import Strip

import nnstep.tui
from nnstep.errors import ScenarioError
from nnstep.scenario.load import load
from nnstep.session.commands.help_sections import explained
from nnstep.session.commands.replies import Listing
from nnstep.session.drafts.draft import first_draft
from nnstep.session.opening import RunRequest, open_run
from nnstep.session.pictures.plots import Plot
from nnstep.session.practice.practice import Practice
from nnstep.session.remembered.state_file import StateFile
from nnstep.session.unsaved import Unsaved
from nnstep.tui.app import NNStepApp
from nnstep.tui.changed_cells import ChangedCells, TerminalCells
from nnstep.tui.dialogs.help_page import Help
from nnstep.tui.dialogs.pages import PlotPage, Reading, Rows
from nnstep.tui.dialogs.program_dialogs import ProgramProgress
from nnstep.tui.dialogs.questions import CommandLine, Confirming, Leaving, Prompt
from nnstep.tui.dialogs.score_page import Score
from nnstep.tui.dialogs.waiting import Waiting
from nnstep.tui.drafting.choice_line import ChoiceList
from nnstep.tui.drafting.draft_screen import DraftScreen
from nnstep.tui.screens.choice import Choice
from nnstep.tui.screens.debug import DebugScreen
from nnstep.tui.screens.exercise import ExerciseScreen
from nnstep.tui.screens.file_problems import FileProblems
from tests.app.screen_text import debug, pressed, settled, until
from tests.exits.hostile_files import ACTIVE, HOSTILE, NAME, STEERING, steering, write_files

RAW = f"{ACTIVE[:110]}{STEERING}\udcff\n{ACTIVE}"
_OWN_ESCAPES = re.compile(r"\x1b\[[0-9;]*[mHG]")
"""What the app itself writes: looks, and moves of the cursor."""
_RUN = SimpleNamespace(script=Path(NAME), output=RAW, state="running", seconds=1.0, run=lambda: None, kill=lambda: None)
_BESIDE = SimpleNamespace(told=(RAW, 0.5), is_stopped=False, wait=lambda: False)
_WORK = Unsaved(RAW, RAW, RAW, lambda _: None)


def _problems(screen: DebugScreen) -> Screen[Any]:
    with pytest.raises(ScenarioError) as caught:
        load(f"bad{NAME}.toml")
    return FileProblems(Path(NAME), caught.value, lambda: None, is_first=False)


CASES: dict[type[Screen[Any]], Callable[[DebugScreen], Screen[Any]]] = {
    FileProblems: _problems,
    DraftScreen: lambda _: DraftScreen(first_draft(Path.cwd()), Path.cwd(), lambda _: None),
    ExerciseScreen: lambda screen: ExerciseScreen(Practice(screen.debugger), screen._view, lambda _: None),
    Score: lambda screen: Score(Practice(screen.debugger)),
    ChoiceList: lambda _: ChoiceList(RAW, RAW, {RAW: RAW}),
    Prompt: lambda _: Prompt(RAW, RAW, problem=RAW),
    Confirming: lambda _: Confirming(RAW),
    Leaving: lambda _: Leaving(lambda: [_WORK], RAW, RAW),
    CommandLine: lambda _: CommandLine([RAW], lambda _: [RAW], lambda _: RAW, RAW, RAW),
    Reading: lambda _: Reading(RAW, [RAW]),
    Rows: lambda screen: Rows(Listing(RAW, RAW, lambda _: [(RAW, RAW)], {"x": (RAW, RAW)}), screen.session, print),
    PlotPage: lambda screen: PlotPage(Plot(screen.debugger, "E")),
    Help: lambda _: Help([explained(RAW, [(RAW, RAW)])]),
    ProgramProgress: lambda _: ProgramProgress(cast("Any", _RUN)),
    Waiting: lambda _: Waiting(RAW, cast("Any", _BESIDE), is_left=True),
}
"""How each screen is made of texts that do harm; the debugger and the list of exercises are opened as a person does."""


def screens() -> set[type[Screen[Any]]]:
    """Return all screens of the app."""
    for module in pkgutil.walk_packages(nnstep.tui.__path__, "nnstep.tui."):
        importlib.import_module(module.name)

    def below(kind: type[Screen[Any]]) -> Iterator[type[Screen[Any]]]:
        children = [each for each in kind.__subclasses__() if each.__module__.startswith("nnstep.")]
        if not children:
            yield kind
        for child in children:
            yield from below(child)

    return {kind for kind in below(Screen) if kind is not Screen}


def looked_at(pilot: Pilot[None]) -> str:
    """Return the text that the terminal gets for the whole screen, after a look at its bytes and its actions."""
    screen = pilot.app.screen
    update = screen._compositor.render_update(full=True)
    assert isinstance(update, LayoutUpdate)
    written = ChangedCells(update, TerminalCells()).render_segments(Console(file=io.StringIO(), force_terminal=True))
    text = _OWN_ESCAPES.sub("", written)
    assert steering(text) == [], type(screen)
    for strips in update.strips:
        for segment in (segment for strip in cast("list[Strip]", strips) for segment in strip):
            meta = segment.style.meta if segment.style is not None else {}
            assert "app.quit" not in str(meta.get("@click", "")), type(screen)
            assert segment.style is None or segment.style.link is None, type(screen)
    return text


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    if os.name == "nt":
        pytest.skip("this system has no such names")
    write_files(tmp_path, HOSTILE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_screen_has_a_case() -> None:
    assert screens() == {*CASES, DebugScreen, Choice}


@pytest.mark.thorough
async def test_every_screen_shows_a_strangers_text_as_text(folder: Path) -> None:
    scene = f"s{NAME}.toml"
    app = NNStepApp(open_run(scene), request=RunRequest(scene), memory=StateFile(folder / "state.json"))
    app.animation_level = "none"
    async with app.run_test(size=(160, 50), notifications=True) as pilot:
        await settled(pilot)
        screen = debug(pilot)
        assert "[bold red]" in looked_at(pilot)
        for line in ("continue", f"bookmark {ACTIVE}", RAW, f"set notes {RAW}", f"record {NAME}.jsonl", f"plot {RAW}"):
            screen.prompts.command_or_notify(line)
            await settled(pilot)
            looked_at(pilot)
            screen.message.clear()
        app.notify(RAW, severity="error", markup=True)
        assert await until(pilot, lambda: looked_at(pilot).count("[@click=app.quit]") > 1, 4)
        app.clear_notifications()
        for kind, made in CASES.items():
            opened = made(screen)
            app.push_screen(opened)
            await until(pilot, lambda kind=kind: isinstance(app.screen, kind))  # type: ignore[misc]
            await settled(pilot)
            if kind not in (PlotPage, Score, ExerciseScreen, DraftScreen):
                assert await until(pilot, lambda: "[@click=app.quit]" in looked_at(pilot), 4), kind
            looked_at(pilot)
            opened.dismiss()
            await settled(pilot)


@pytest.mark.thorough
async def test_the_list_of_exercises_shows_names_and_what_is_remembered_as_text(folder: Path) -> None:
    app = NNStepApp(folder=folder, memory=StateFile(folder / "state.json"))
    app.animation_level = "none"
    async with app.run_test(size=(160, 50), notifications=True) as pilot:
        await settled(pilot)
        assert isinstance(app.screen, Choice)
        for _ in range(12):
            looked_at(pilot)
            await pressed(pilot, "up")
