"""The commands that go to another position."""

from __future__ import annotations

from nnstep.debugger.levels import LEVELS, Level, coarser, finer
from nnstep.debugger.moves import Move
from nnstep.debugger.stepper import Stepper
from nnstep.errors import CommandError
from nnstep.program.positions import parse_position
from nnstep.session.commands.command import TypedCommand, number, typed_command
from nnstep.session.session import Session, Step

_OVER, _INTO = (Stepper.next, Stepper.previous), (Stepper.into, Stepper.back_into)
_OUT = (Stepper.finish, Stepper.back_to_start)


def _steps(ways: tuple[Step, Step], name: str, says: str, *aliases: str) -> TypedCommand:
    """Return the command that steps in the first of two ways by the number of units typed; in the other if negative."""

    @typed_command(name, "[N]", says, *aliases)
    def act(session: Session, text: str) -> Move | None:
        count = number(text, default=1)
        return session.step(ways[count < 0], abs(count))

    return act


NEXT = _steps(_OVER, "next", "Step over: run the next N units of the current level; -N goes back", "n", "ni", "nexti")
INTO = _steps(
    _INTO, "into", "Step into: go one level deeper and run N units there; -N goes back", "step", "s", "si", "stepi"
)
FINISH = _steps(
    _OUT, "finish", "Step out: run to the end of the current unit and go one level up; -N goes back", "fin", "return"
)
REVERSE_NEXT = _steps(_OVER[::-1], "reverse-next", "Step back over N units of the current level", "rn", "previous")
REVERSE_STEP = _steps(_INTO[::-1], "reverse-step", "Go one level deeper and step back over N units there", "rs", "rsi")
REVERSE_FINISH = _steps(_OUT[::-1], "reverse-finish", "Go back to the start of the current unit and one level up")


@typed_command("level", "[NAME]", f"Show or choose the level: {', '.join(LEVELS)}")
def _level(session: Session, text: str) -> list[str]:
    if text and text not in LEVELS:
        raise CommandError(f"unknown level {text!r}", f"the levels are {', '.join(LEVELS)}")
    return _at_level(session, text or session.stepper.level)


def _at_level(session: Session, level: Level) -> list[str]:
    session.stepper.level = level
    return [f"the level is {level}"]


UP = TypedCommand("up", "", "Choose the next coarser level", lambda s, _: _at_level(s, coarser(s.stepper.level)))
DOWN = TypedCommand("down", "", "Choose the next finer level", lambda s, _: _at_level(s, finer(s.stepper.level)))


@typed_command("continue", "", "Continue to the next breakpoint or to the end", "c", "cont", "fg")
def _continue(session: Session, _: str) -> Move:
    return session.run_on()


@typed_command("reverse-continue", "", "Go back to the previous breakpoint or to the start", "rc", "reverse")
def _reverse_continue(session: Session, _: str) -> Move:
    return session.run_back()


@typed_command("restart", "", "Go back to the start of the run", "start")
def _restart(session: Session, _: str) -> Move:
    return session.go_to(0)


@typed_command("run", "", "Go back to the start and continue from there", "r")
def _run(session: Session, _: str) -> Move:
    session.debugger.restart()
    return session.run_on()


@typed_command(
    *(
        "goto",
        "POSITION",
        "Go to epoch.step.operation, a number of operations, a bookmark, start or end",
        "g",
        "jump",
        "j",
    )
)
def _goto(session: Session, text: str) -> Move:
    program = session.debugger.program
    named = {"start": 0, "end": program.last_position, **dict(session.bookmarks)}
    return session.go_to(named[text] if text in named else parse_position(text, program))


def _to_stop(session: Session, by: int, which: str) -> Move:
    position = session.stop_history.move(by)
    if position is None:
        raise CommandError(f"no {which} stop in the stop history")
    return session.go_to(position)


EARLIER = TypedCommand("earlier", "", "Go back in the stop history", lambda s, _: _to_stop(s, -1, "earlier"))
LATER = TypedCommand("later", "", "Go forward in the stop history", lambda s, _: _to_stop(s, 1, "later"))


@typed_command("bookmark", "[NAME] [at POSITION]", "Bookmark this position, or another one", "m")
def _bookmark(session: Session, text: str) -> list[str]:
    program, position = session.debugger.program, session.debugger.frame.position
    name, at, place = text.partition(" at ")
    if at:
        position = parse_position(place, program)
    name = session.bookmarks.set(name.strip(), position)
    return [f"bookmark {name} at {program.place(position)}"]


@typed_command("unmark", "[NAME]", "Delete a bookmark, or all bookmarks")
def _unmark(session: Session, text: str) -> list[str]:
    if not text:
        session.bookmarks.clear()
        return ["deleted all bookmarks"]
    session.bookmarks.remove(text)
    return [f"deleted bookmark {text}"]


@typed_command("bookmarks", "", "List the bookmarks")
def _bookmarks(session: Session, _: str) -> list[str]:
    program = session.debugger.program
    return [f"{name}: {program.place(position)}" for name, position in session.bookmarks] or ["no bookmarks"]
