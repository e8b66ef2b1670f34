"""The commands that compare an answer sheet with the run."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from nnstep.debugger.moves import Move
from nnstep.errors import CommandError
from nnstep.problems.message_text import counted
from nnstep.progress import Tell
from nnstep.session.commands.command import command
from nnstep.session.commands.replies import BeginExercise, Computation
from nnstep.session.session import Session

if TYPE_CHECKING:
    from nnstep.session.sheet_overlay import Overlay


@command(
    *("exercise", "[FILE]", "Exercise mode: type the next values and have them checked; FILE resumes a saved one"),
    *("exercise",),
    keys=("X",),
)
def _exercise(session: Session, text: str) -> BeginExercise:
    if text:
        if session.practice is not None and session.practice.unsaved:
            count = counted(len(session.practice.unsaved), "answer")
            raise CommandError(f"{count} of the present exercise would be lost", "save them first: exercise, then s")
        session.resume_exercise(text)
    return BeginExercise()


@command("sheet", "FILE", "Compare an answer sheet with the run; sheet answers takes the scenario's own", "exercise")
def _sheet(session: Session, text: str) -> Computation:
    if not text:
        raise CommandError("sheet needs the name of a file", "as in sheet mine.toml")
    if text == "-":  # which would read what is typed, and wait for it
        raise CommandError("a sheet can't be read from standard input here: commands come from there", "name a file")
    session.check_unchanged()
    return Computation(f"checking {text}", partial(_graded, session, text))


def _graded(session: Session, text: str, tell: Tell) -> Callable[[], list[str]]:
    from nnstep.session.sheet_overlay import overlay_of

    overlay = overlay_of(text, session.debugger.program, tell)
    return partial(_laid_over, session, overlay)


def _laid_over(session: Session, overlay: Overlay) -> list[str]:
    session.show_overlay(overlay)
    wrong = len(overlay.differences)
    answers = counted(len(overlay.verdicts), "answer")
    if not wrong:
        return [f"{overlay.name}: {answers}, none differs"]
    where = f"{counted(wrong, 'operation')} {'differs' if wrong == 1 else 'differ'}"
    return [f"{overlay.name}: {answers}, {where}; difference goes to the next one"]


@command(
    *("difference", "", "Go to the next operation whose answer on the sheet differs", "exercise"),
    keys=("exclamation_mark",),
)
def _difference(session: Session, _: str) -> Move:
    position = session.debugger.frame.position
    differences = loaded_sheet(session).differences
    ahead = [place for place in differences if place > position]
    if not ahead:
        hint = "goto start, then difference finds the first one" if differences else ""
        raise CommandError("no answer after this position differs", hint)
    return session.go_to(ahead[0])


def loaded_sheet(session: Session) -> Overlay:
    """Return the sheet that is compared with the run; raise CommandError where there is none."""
    session.check_unchanged()
    if session.overlay is None:
        raise CommandError("no answer sheet is loaded", "load one first, as in sheet mine.toml")
    return session.overlay
