"""The commands that go somewhere."""

from __future__ import annotations

from nnstep.debugger.levels import LEVELS
from nnstep.debugger.moves import Journey
from nnstep.errors import CommandError
from nnstep.program.positions import parse_position
from nnstep.session.commands.command import WordCommand, check_nothing, number
from nnstep.session.session import Session


def _next(session: Session, text: str) -> Journey | None:
    count = number(text, otherwise=1)
    return session.next(count) if count >= 0 else session.previous(-count)


def _into(session: Session, text: str) -> Journey | None:
    count = number(text, otherwise=1)
    return session.into(count) if count >= 0 else session.back_into(-count)


def _finish(session: Session, text: str) -> Journey | None:
    count = number(text, otherwise=1)
    return session.finish(count) if count >= 0 else session.back_to_start(-count)


def _level(session: Session, text: str) -> list[str]:
    if text and text not in LEVELS:
        raise CommandError(f"there is no level {text!r}", f"there are {', '.join(LEVELS)}")
    session.stepper.level = text or session.stepper.level
    return [f"the level is {session.stepper.level}"]


def _continue(session: Session, text: str) -> Journey:
    check_nothing(text, "continue")
    return session.run_on()


def _reverse(session: Session, text: str) -> Journey:
    check_nothing(text, "reverse")
    return session.run_back()


def _goto(session: Session, text: str) -> Journey:
    program = session.debugger.program
    match text:
        case "start":
            return session.go_to(0)
        case "end":
            return session.go_to(program.last_position)
        case _ if text in session.bookmarks:
            return session.go_to(session.bookmarks.position(text))
    return session.go_to(parse_position(text, program))


def _earlier(session: Session, text: str) -> Journey:
    check_nothing(text, "earlier")
    return _visited(session, session.visits.earlier(), "before")


def _later(session: Session, text: str) -> Journey:
    check_nothing(text, "later")
    return _visited(session, session.visits.later(), "after")


def _visited(session: Session, position: int | None, which: str) -> Journey:
    if position is None:
        raise CommandError(f"there is no place {which} this one where one stopped")
    return session.go_to(position)


def _bookmark(session: Session, text: str) -> list[str]:
    frame = session.debugger.frame
    return [f"{session.bookmarks.set(text, frame.position)} is {frame.place}: goto leads there"]


def _unmark(session: Session, text: str) -> list[str]:
    session.bookmarks.remove(text)
    return [f"bookmark {text} is gone"]


def _bookmarks(session: Session, text: str) -> list[str]:
    check_nothing(text, "bookmarks")
    program = session.debugger.program
    return [f"{name}: {program.place(position)}" for name, position in session.bookmarks] or ["there are no bookmarks"]


NEXT = WordCommand("next", "[N]", "Go over N units of the level; with a minus go back", _next, "n")
INTO = WordCommand("into", "[N]", "Go a level deeper and over N units there; with a minus back", _into, "s")
FINISH = WordCommand(
    "finish", "[N]", "Finish the unit one stands in and go up a level; with a minus back", _finish, "f"
)
LEVEL = WordCommand("level", "[NAME]", f"Say or choose the level: {', '.join(LEVELS)}", _level)
CONTINUE = WordCommand("continue", "", "Run on to the next breakpoint, or to the end", _continue, "c")
REVERSE = WordCommand("reverse", "", "Go back to the breakpoint before, or to the start", _reverse, "r")
GOTO = WordCommand(
    "goto", "POSITION", "Go to epoch.step.operation, a number of operations, a bookmark, start or end", _goto, "g"
)
EARLIER = WordCommand("earlier", "", "Go back to the place where one stopped before", _earlier)
LATER = WordCommand("later", "", "Go forward again through the places where one stopped", _later)
BOOKMARK = WordCommand("bookmark", "[NAME]", "Mark this position", _bookmark, "m")
UNMARK = WordCommand("unmark", "NAME", "Take a bookmark away", _unmark)
BOOKMARKS = WordCommand("bookmarks", "", "List the bookmarks", _bookmarks)
