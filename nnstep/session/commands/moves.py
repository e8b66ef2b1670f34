"""The commands that go to another position."""

from __future__ import annotations

from nnstep.debugger.levels import LEVELS, Level, coarser, finer
from nnstep.debugger.moves import Move
from nnstep.errors import CommandError
from nnstep.program.positions import parse_position
from nnstep.session.commands.command import TypedCommand, check_nothing, number
from nnstep.session.session import Session


def _next(session: Session, text: str) -> Move | None:
    count = number(text, default=1)
    return session.next(count) if count >= 0 else session.previous(-count)


def _into(session: Session, text: str) -> Move | None:
    count = number(text, default=1)
    return session.into(count) if count >= 0 else session.back_into(-count)


def _finish(session: Session, text: str) -> Move | None:
    count = number(text, default=1)
    return session.finish(count) if count >= 0 else session.back_to_start(-count)


def _reverse_next(session: Session, text: str) -> Move | None:
    return session.previous(abs(number(text, default=1)))


def _reverse_step(session: Session, text: str) -> Move | None:
    return session.back_into(abs(number(text, default=1)))


def _reverse_finish(session: Session, text: str) -> Move | None:
    return session.back_to_start(abs(number(text, default=1)))


def _level(session: Session, text: str) -> list[str]:
    if text and text not in LEVELS:
        raise CommandError(f"unknown level {text!r}", f"the levels are {', '.join(LEVELS)}")
    return _at_level(session, text or session.stepper.level)


def _up(session: Session, text: str) -> list[str]:
    check_nothing(text, "up")
    return _at_level(session, coarser(session.stepper.level))


def _down(session: Session, text: str) -> list[str]:
    check_nothing(text, "down")
    return _at_level(session, finer(session.stepper.level))


def _at_level(session: Session, level: Level) -> list[str]:
    session.stepper.level = level
    return [f"the level is {level}"]


def _continue(session: Session, text: str) -> Move:
    check_nothing(text, "continue")
    return session.run_on()


def _reverse_continue(session: Session, text: str) -> Move:
    check_nothing(text, "reverse-continue")
    return session.run_back()


def _restart(session: Session, text: str) -> Move:
    check_nothing(text, "restart")
    return session.go_to(0)


def _run(session: Session, text: str) -> Move:
    check_nothing(text, "run")
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


def _earlier(session: Session, text: str) -> Move:
    check_nothing(text, "earlier")
    return _to_stop(session, session.stop_history.earlier(), "earlier")


def _later(session: Session, text: str) -> Move:
    check_nothing(text, "later")
    return _to_stop(session, session.stop_history.later(), "later")


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


def _bookmarks(session: Session, text: str) -> list[str]:
    check_nothing(text, "bookmarks")
    program = session.debugger.program
    return [f"{name}: {program.place(position)}" for name, position in session.bookmarks] or ["no bookmarks"]


NEXT = TypedCommand(
    *("next", "[N]", "Step over: run the next N units of the current level; -N goes back", _next, ("n", "ni", "nexti"))
)
INTO = TypedCommand(
    "into",
    "[N]",
    "Step into: go one level deeper and run N units there; -N goes back",
    _into,
    ("step", "s", "si", "stepi"),
)
FINISH = TypedCommand(
    "finish",
    "[N]",
    "Step out: run to the end of the current unit and go one level up; -N goes back",
    _finish,
    ("fin", "return"),
)
REVERSE_NEXT = TypedCommand(
    "reverse-next", "[N]", "Step back over N units of the current level", _reverse_next, ("rn", "previous")
)
REVERSE_STEP = TypedCommand(
    "reverse-step", "[N]", "Go one level deeper and step back over N units there", _reverse_step, ("rs", "rsi")
)
REVERSE_FINISH = TypedCommand(
    "reverse-finish", "[N]", "Go back to the start of the current unit and one level up", _reverse_finish
)
LEVEL = TypedCommand("level", "[NAME]", f"Show or choose the level: {', '.join(LEVELS)}", _level)
UP = TypedCommand("up", "", "Choose the next coarser level", _up)
DOWN = TypedCommand("down", "", "Choose the next finer level", _down)
CONTINUE = TypedCommand("continue", "", "Continue to the next breakpoint or to the end", _continue, ("c", "cont", "fg"))
REVERSE_CONTINUE = TypedCommand(
    "reverse-continue",
    "",
    "Go back to the previous breakpoint or to the start",
    _reverse_continue,
    ("rc", "reverse"),
)
RESTART = TypedCommand("restart", "", "Go back to the start of the run", _restart, ("start",))
RUN = TypedCommand("run", "", "Go back to the start and continue from there", _run, ("r",))
GOTO = TypedCommand(
    "goto",
    "POSITION",
    "Go to epoch.step.operation, a number of operations, a bookmark, start or end",
    _goto,
    ("g", "jump", "j"),
)
EARLIER = TypedCommand("earlier", "", "Go back in the stop history", _earlier)
LATER = TypedCommand("later", "", "Go forward in the stop history", _later)
BOOKMARK = TypedCommand("bookmark", "[NAME]", "Bookmark this position", _bookmark, ("m",))
UNMARK = TypedCommand("unmark", "NAME", "Delete a bookmark", _unmark)
BOOKMARKS = TypedCommand("bookmarks", "", "List the bookmarks", _bookmarks)
