"""Makes the screen of an exercise from a session."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from nnstep.errors import NNStepError
from nnstep.session.session import Session
from nnstep.tui.screens.exercise import ExerciseScreen
from nnstep.tui.view import View


def exercise_screen(session: Session, give_up: Callable[[NNStepError], None]) -> ExerciseScreen:
    """Return the screen on which the next values are typed, from here on; raise NNStepError where there are none.

    `give_up` ends a recording that could not follow.
    """
    practice = session.exercise()

    def view() -> View:
        session.settle()  # the exercise asks for it between two moves only
        return replace(View.of(session), frame=practice.shown(session.debugger.frame), hides=True)

    return ExerciseScreen(practice, view, give_up)
