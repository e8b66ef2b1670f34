"""The commands of the tour."""

from __future__ import annotations

from nnstep.session.commands.command import command
from nnstep.session.commands.replies import GoOnWithTour, TakeTour
from nnstep.session.session import Session


@command("tour", "", "Take a short tour of the debugger, in the exercise to start with", "file")
def _tour(_session: Session, _text: str) -> TakeTour:
    return TakeTour()


@command("tour-next", "", "Go on to the next step of the tour", "look", keys=("enter",))
def _tour_next(_session: Session, _text: str) -> GoOnWithTour:
    return GoOnWithTour()
