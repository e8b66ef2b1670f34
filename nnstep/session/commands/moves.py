"""The commands that go to another position."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from nnstep.debugger.levels import LEVELS, Level, coarser, finer
from nnstep.debugger.moves import Move
from nnstep.errors import CommandError
from nnstep.program.positions import parse_position
from nnstep.session.commands.command import Action, TypedCommand, number
from nnstep.session.session import Session

_Step: TypeAlias = "Callable[[Session, int], Move | None]"


def _counted(on: _Step, back: _Step) -> Action:
    """Return the action that goes on by the number of units typed, or back if it is negative."""

    def act(session: Session, text: str) -> Move | None:
        count = number(text, default=1)
        return on(session, count) if count >= 0 else back(session, -count)

    return act


def _level(session: Session, text: str) -> list[str]:
    if text and text not in LEVELS:
        raise CommandError(f"unknown level {text!r}", f"the levels are {', '.join(LEVELS)}")
    return _at_level(session, text or session.stepper.level)


def _at_level(session: Session, level: Level) -> list[str]:
    session.stepper.level = level
    return [f"the level is {level}"]


def _run(session: Session, _: str) -> Move:
    session.debugger.restart()
    return session.run_on()


def _goto(session: Session, text: str) -> Move:
    program = session.debugger.program
    match text:
        case "start":
            return session.go_to(0)
        case "end":
            return session.go_to(program.last_position)
        case _ if text in session.bookmarks:
            return session.go_to(session.bookmarks.position(text))
    return session.go_to(parse_position(text, program))


def _to_stop(session: Session, position: int | None, which: str) -> Move:
    if position is None:
        raise CommandError(f"no {which} stop in the stop history")
    return session.go_to(position)


def _bookmark(session: Session, text: str) -> list[str]:
    name = session.bookmarks.set(text, session.debugger.frame.position)
    return [f"bookmark {name} at {session.debugger.frame.place}"]


def _unmark(session: Session, text: str) -> list[str]:
    session.bookmarks.remove(text)
    return [f"deleted bookmark {text}"]


def _bookmarks(session: Session, _: str) -> list[str]:
    program = session.debugger.program
    return [f"{name}: {program.place(position)}" for name, position in session.bookmarks] or ["no bookmarks"]


NEXT = TypedCommand(
    "next",
    "[N]",
    "Step over: run the next N units of the current level; -N goes back",
    _counted(Session.next, Session.previous),
    ("n", "ni", "nexti"),
)
INTO = TypedCommand(
    "into",
    "[N]",
    "Step into: go one level deeper and run N units there; -N goes back",
    _counted(Session.into, Session.back_into),
    ("step", "s", "si", "stepi"),
)
FINISH = TypedCommand(
    "finish",
    "[N]",
    "Step out: run to the end of the current unit and go one level up; -N goes back",
    _counted(Session.finish, Session.back_to_start),
    ("fin", "return"),
)
REVERSE_NEXT = TypedCommand(
    "reverse-next",
    "[N]",
    "Step back over N units of the current level",
    _counted(Session.previous, Session.next),
    ("rn", "previous"),
)
REVERSE_STEP = TypedCommand(
    "reverse-step",
    "[N]",
    "Go one level deeper and step back over N units there",
    _counted(Session.back_into, Session.into),
    ("rs", "rsi"),
)
REVERSE_FINISH = TypedCommand(
    "reverse-finish",
    "[N]",
    "Go back to the start of the current unit and one level up",
    _counted(Session.back_to_start, Session.finish),
)
LEVEL = TypedCommand("level", "[NAME]", f"Show or choose the level: {', '.join(LEVELS)}", _level)
UP = TypedCommand("up", "", "Choose the next coarser level", lambda s, _: _at_level(s, coarser(s.stepper.level)))
DOWN = TypedCommand("down", "", "Choose the next finer level", lambda s, _: _at_level(s, finer(s.stepper.level)))
CONTINUE = TypedCommand(
    "continue",
    "",
    "Continue to the next breakpoint or to the end",
    lambda session, _: session.run_on(),
    ("c", "cont", "fg"),
)
REVERSE_CONTINUE = TypedCommand(
    "reverse-continue",
    "",
    "Go back to the previous breakpoint or to the start",
    lambda session, _: session.run_back(),
    ("rc", "reverse"),
)
RESTART = TypedCommand(
    "restart", "", "Go back to the start of the run", lambda session, _: session.go_to(0), ("start",)
)
RUN = TypedCommand("run", "", "Go back to the start and continue from there", _run, ("r",))
GOTO = TypedCommand(
    "goto",
    "POSITION",
    "Go to epoch.step.operation, a number of operations, a bookmark, start or end",
    _goto,
    ("g", "jump", "j"),
)
EARLIER = TypedCommand(
    "earlier", "", "Go back in the stop history", lambda s, _: _to_stop(s, s.stop_history.earlier(), "earlier")
)
LATER = TypedCommand(
    "later", "", "Go forward in the stop history", lambda s, _: _to_stop(s, s.stop_history.later(), "later")
)
BOOKMARK = TypedCommand("bookmark", "[NAME]", "Bookmark this position", _bookmark, ("m",))
UNMARK = TypedCommand("unmark", "NAME", "Delete a bookmark", _unmark)
BOOKMARKS = TypedCommand("bookmarks", "", "List the bookmarks", _bookmarks)
