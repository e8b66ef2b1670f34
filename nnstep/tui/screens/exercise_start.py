"""Begins exercise mode over the debugger, and goes back to that afterwards."""

from __future__ import annotations

from dataclasses import replace

from textual.screen import Screen

from nnstep.errors import NNStepError
from nnstep.session.session import Session
from nnstep.tui.dialogs.problem_text import problem_text
from nnstep.tui.running.mover import Mover
from nnstep.tui.running.recorder import Recorder
from nnstep.tui.view import View


def begin_exercise(screen: Screen[None], session: Session, mover: Mover, recorder: Recorder) -> None:
    """Let the next values be typed instead of being shown, from here on; `screen` says why where that can't be."""
    from nnstep.tui.screens.exercise import ExerciseScreen

    mover.move(None)  # which ends a run that is going on
    try:
        practice = session.exercise()
    except NNStepError as error:
        screen.notify(problem_text(error), severity="error")
        return

    def view() -> View:
        session.settle()  # the exercise asks for it between two moves only
        return replace(View.of(session), frame=practice.shown(session.debugger.frame), hides=True)

    def left(_: None) -> None:
        mover.move(None)

    screen.app.push_screen(ExerciseScreen(practice, view, recorder.give_up), left)
