"""The commands that lay a person's answers over the run, and go to where they differ."""

from __future__ import annotations

from nnstep.debugger.moves import Journey
from nnstep.errors import CommandError
from nnstep.problems.message_text import counted
from nnstep.session.commands.command import WordCommand, check_nothing
from nnstep.session.session import Session
from nnstep.session.sheet_overlay import Overlay


def _sheet(session: Session, text: str) -> list[str]:
    if not text:
        raise CommandError("sheet needs the name of a file", "as in sheet mine.toml; sheet answers: the scenario's own")
    overlay = session.lay_over(text)
    wrong = len(overlay.differences)
    answers = counted(len(overlay.verdicts), "answer")
    if not wrong:
        return [f"{overlay.name}: {answers}, and none differs"]
    where = f"{counted(wrong, 'operation')} {'differs' if wrong == 1 else 'differ'}"
    return [f"{overlay.name}: {answers}, and {where}: difference goes to the next"]


def _difference(session: Session, text: str) -> Journey:
    check_nothing(text, "difference")
    position = session.debugger.frame.position
    ahead = [place for place in laid_over(session).differences if place > position]
    if not ahead:
        raise CommandError("no answer after this place differs", "goto start, and look from there")
    return session.go_to(ahead[0])


def laid_over(session: Session) -> Overlay:
    """Return the sheet that is laid over the run; raise CommandError where there is none."""
    if session.debugger.edits:
        raise CommandError("the run has been changed, so a sheet's answers are for another one", "undo takes it back")
    if session.overlay is None:
        raise CommandError("no sheet is laid over the run", "as in sheet mine.toml")
    return session.overlay


SHEET = WordCommand("sheet", "FILE", "Lay an answer sheet over the run; answers stands for the scenario's own", _sheet)
DIFFERENCE = WordCommand("difference", "", "Go to the next operation whose answer differs", _difference)
