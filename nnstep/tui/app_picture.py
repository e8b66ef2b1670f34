"""A picture of the app, after commands, a move and keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from textual.keys import Keys, key_to_character
from textual.pilot import Pilot

from nnstep.drawing.svg.exported_screen import smaller_screen
from nnstep.errors import CommandError
from nnstep.problems.did_you_mean import meant
from nnstep.problems.message_text import listed
from nnstep.program.positions import parse_position
from nnstep.session.opening import OpenedRun
from nnstep.session.typed_commands import perform_all
from nnstep.tui.app import NNStepApp
from nnstep.tui.screens.debug import DebugScreen

_NAMED = {key.value for key in Keys}


@dataclass(frozen=True, slots=True)
class PictureScript:
    """What is done before the picture is taken: commands, then the move, then keys."""

    commands: Sequence[str] = ()
    commands_file: str = ""
    """The name of their file, for messages."""
    position: str = ""
    """Where to go; empty: where the commands led."""
    keys: Sequence[str] = ()
    sheet: str | None = None
    """The answer sheet that is compared with the run."""
    theme: str = ""


async def picture(opened: OpenedRun, size: tuple[int, int], script: PictureScript) -> str:
    """Return the screen, columns by lines, as SVG; raise CommandError for what the script can't do."""
    keys = [key_named(key) for key in script.keys]
    target = parse_position(script.position, opened.program) if script.position else None
    app = NNStepApp(opened, sheet=script.sheet, outlives_faults=False)
    app.animation_level = "none"
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        screen = next(screen for screen in app.screen_stack if isinstance(screen, DebugScreen))
        if script.theme:
            _set_theme(app, script.theme)
        for _ in perform_all(screen.session, script.commands, script.commands_file):
            pass
        await _go_to(screen, target)
        await _press(pilot, keys)
        await pilot.pause()
        title = f"nnstep {opened.program.name}"
        return smaller_screen(app.export_screenshot(title=title), size, title)


def key_named(text: str) -> str:
    """Return a key by its name, in capitals or not, such as F4 or ctrl+p; raise CommandError where no key has it."""
    *modifiers, last = text.split("+") if len(text) > 1 else (text,)
    name = last if len(last) == 1 else last.lower()
    if len(name) != 1 and name not in _NAMED and key_to_character(name) is None:
        raise CommandError(f"there is no key {text!r}", "write keys such as n, enter, escape, ctrl+p or ?")
    return "+".join([*modifiers, name])


def _set_theme(app: NNStepApp, theme: str) -> None:
    known = app.available_themes
    if theme not in known:
        raise CommandError(f"unknown theme {theme!r}", meant(theme, known) or f"use one of {listed(known)}")
    app.theme = theme


async def _go_to(screen: DebugScreen, target: int | None) -> None:
    """Go to a position and wait; raise CommandError where the run does not get there."""
    debugger = screen.debugger
    if target == 0:  # a recording may begin later
        target = debugger.run.first_position
    here = debugger.frame.position if target is None else target
    move = screen.mover.move(screen.session.go_to(here))
    if move is not None:
        await move.wait()
    frame = debugger.frame
    if frame.position != here:
        reason = frame.ended or "the move was stopped"
        place = frame.program.place(here)
        raise CommandError(f"the run does not reach {place}: it stopped at {frame.place}", reason)


async def _press(pilot: Pilot[None], keys: Iterable[str]) -> None:
    """Press keys, each once the run that the one before began has ended."""
    for key in keys:
        await pilot.press(key)
        await pilot.app.workers.wait_for_complete()
