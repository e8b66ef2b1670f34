"""Begins a run on the debugger's screen as it was asked for."""

from __future__ import annotations

from collections.abc import Callable

from textual.screen import Screen

from nnstep.errors import NNStepError
from nnstep.harmless_text import visible
from nnstep.session.session import Session
from nnstep.session.typed_commands import perform_all
from nnstep.tui.dialogs.problem_text import problem_text
from nnstep.tui.keys.prompts import Prompts
from nnstep.tui.opening.beginning import Beginning
from nnstep.tui.running.mover import Mover


def begin_run(
    screen: Screen[None],
    session: Session,
    prompts: Prompts,
    mover: Mover,
    show: Callable[[], None],
    beginning: Beginning,
) -> None:
    """Perform the commands that the app was opened with, and show their answers; `show` paints the screen."""
    if beginning.message:
        prompts.say(visible(beginning.message))
    for text in (*beginning.remarks, *session.opened.remarks("the command recompute computes the rest")):
        screen.notify(text, severity="warning")
    answers: list[str] = []
    try:
        answers.extend(perform_all(session, beginning.commands, beginning.commands_file))
    except NNStepError as error:
        screen.notify(problem_text(error), severity="error")
    if beginning.commands:
        session.saved_edits = session.debugger.edits  # their file has them
    show()
    if beginning.position:
        mover.move(session.go_to(beginning.position))
    for line in (*(["exercise"] if beginning.exercise else []), *beginning.screen_commands):
        prompts.command_or_notify(line)
    if answers:
        prompts.read("Commands from the file", answers)
