"""The commands that go to another position."""

from __future__ import annotations

from nnstep.debugger.levels import USUAL_LEVEL
from nnstep.debugger.moves import Move
from nnstep.debugger.stepper import Stepper
from nnstep.errors import CommandError
from nnstep.program.positions import parse_position
from nnstep.session.commands.command import Command, FooterPlace, KeyQuestion, command, number
from nnstep.session.commands.replies import Listing
from nnstep.session.session import Session, Step
from nnstep.session.stops import ENDS

_OVER, _INTO = (Stepper.next, Stepper.previous), (Stepper.into, Stepper.back_into)
_OUT = (Stepper.finish, Stepper.back_to_start)


def _at_end(session: Session) -> str:
    """Say so at the end of the run, where no step leads on."""
    frame = session.debugger.frame
    return "" if not frame.at_end else f"the run ends here{f': {frame.ended}' if frame.ended else ''}"


def _at_start(session: Session) -> str:
    """Say so at the start of the run, where no step leads back."""
    frame = session.debugger.frame
    return "this is the start of the run" if frame.at_start and frame.inside is None else ""


def _obstacle(session: Session, *, back: bool) -> list[str]:
    """Say so where no step leads on, or `back`; a typed count, unlike a key, can lead either way."""
    obstacle = _at_start(session) if back else _at_end(session)
    return [obstacle] if obstacle else []


def _steps(
    ways: tuple[Step, Step],
    name: str,
    says: str,
    footer: FooterPlace,
    keys: str,
    aliases: str = "",
    *,
    back: bool = False,
) -> Command:
    """Return the command that steps in the first of two ways by the number of units typed; in the other if negative.

    Keys and aliases stand in one text, separated by spaces.
    """

    @command(
        *(name, "[N]", says, "move"),
        aliases=aliases.split(),
        keys=keys.split(),
        footer=footer,
        obstacle=_at_start if back else _at_end,
        repeatable=True,
    )
    def act(session: Session, text: str) -> Move | list[str] | None:
        count = number(text, default=1)
        if not count:
            raise CommandError("0 steps lead nowhere", "write a number such as 3; -3 steps the other way")
        return _obstacle(session, back=(count < 0) != back) or session.step(ways[count < 0], abs(count))

    return act


_STEP, _INSIDE, _FINISH = FooterPlace("step", 1), FooterPlace("into", 2), FooterPlace("out", 3)
_TRAIN, _RUN = FooterPlace("train", 8), FooterPlace("run", 4)

NEXT = _steps(
    *(_OVER, "next", "Step over: run the next N operations (or layers, phases, ... at the current level)", _STEP),
    *("n right space", "n ni nexti"),
)
REVERSE_NEXT = _steps(
    *(_OVER[::-1], "reverse-next", "Step back over N operations (or layers, ...)", _STEP),
    *("N left backspace", "rn previous"),
    back=True,
)
INTO = _steps(
    *(_INTO, "into", "Step into: run the next N single products, inside the operation that comes next", _INSIDE),
    *("s", "step s si stepi"),
)
REVERSE_STEP = _steps(
    *(
        _INTO[::-1],
        "reverse-step",
        "Step back into: go back over N single products, inside the operation",
        _INSIDE,
    ),
    *("S", "rs rsi"),
    back=True,
)
FINISH = _steps(
    *(_OUT, "finish", "Step out: run to the end of the current operation, layer or phase, one level up", _FINISH),
    *("f", "fin return"),
)
REVERSE_FINISH = _steps(
    *(_OUT[::-1], "reverse-finish", "Go back to the start of the current operation, layer or phase", _FINISH),
    "F",
    back=True,
)


@command(
    *("training-step", "[N]", "Run to the end of the training step", "move"),
    keys=("t",),
    footer=_TRAIN,
    obstacle=_at_end,
    repeatable=True,
)
def _training_step(session: Session, text: str) -> Move | list[str]:
    count = number(text, default=1)
    return _obstacle(session, back=count < 0) or session.training_step(count)


@command(
    *("reverse-training-step", "[N]", "Go back to the start of the training step", "move"),
    keys=("T",),
    footer=_TRAIN,
    obstacle=_at_start,
    repeatable=True,
)
def _reverse_training_step(session: Session, text: str) -> Move | list[str]:
    count = -number(text, default=1)
    return _obstacle(session, back=count < 0) or session.training_step(count)


@command(
    *("continue", "", "Continue to the next breakpoint or to the end", "move"),
    aliases=("c", "cont", "fg"),
    keys=("c", "end"),
    footer=_RUN,
    obstacle=_at_end,
    repeats=True,
    repeatable=True,
)
def _continue(session: Session, _: str) -> Move:
    return session.run_on()


@command(
    *("reverse-continue", "", "Reverse-continue: go back to the previous breakpoint or to the start", "move"),
    aliases=("rc", "reverse"),
    keys=("C",),
    footer=_RUN,
    obstacle=_at_start,
    repeats=True,
    repeatable=True,
)
def _reverse_continue(session: Session, _: str) -> Move:
    return session.run_back()


@command(
    *("restart", "", "Go back to the start of the run, and to steps by operation", "move"),
    aliases=("start",),
    keys=("home",),
    obstacle=lambda session: _at_start(session) if session.stepper.level == USUAL_LEVEL else "",
)
def _restart(session: Session, _: str) -> Move:
    session.stepper.level = USUAL_LEVEL
    return session.go_to(0)


@command("run", "", "Go back to the start and continue from there", "move", aliases=("r",))
def _run(session: Session, _: str) -> Move:
    session.debugger.restart()
    return session.run_on()


@command(
    *("goto", "POSITION", "Go to epoch.step.operation, a number of operations, a bookmark, start or end", "move"),
    aliases=("g", "jump", "j"),
    keys=("g",),
    question=KeyQuestion(
        "Go to which position? epoch.step.operation, a number of operations, a bookmark, start or end",
        lambda session: str(session.debugger.frame.place),
        suggests_current=True,
    ),
    choices=lambda session: (*ENDS, *(name for name, _ in session.bookmarks)),
    panes=("program", "error"),
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


@command("earlier", "", "Go back in the stop history", "move", keys=("left_square_bracket",))
def _earlier(session: Session, _: str) -> Move:
    return _to_stop(session, -1, "earlier")


@command("later", "", "Go forward in the stop history", "move", keys=("right_square_bracket",))
def _later(session: Session, _: str) -> Move:
    return _to_stop(session, 1, "later")


@command(
    *("bookmark", "[NAME] [at POSITION]", "Bookmark this position, or another one", "move"),
    aliases=("m",),
    keys=("M",),
    question=KeyQuestion("Name of the bookmark? Leave it empty to get one"),
)
def _bookmark(session: Session, text: str) -> list[str]:
    program, position = session.debugger.program, session.debugger.frame.position
    name, at, place = text.partition(" at ")
    if at:
        position = parse_position(place, program)
    name = session.bookmarks.set(name.strip(), position)
    return [f"bookmark {name} at {program.place(position)}"]


@command("unmark", "[NAME]", "Delete a bookmark, or all bookmarks", "move")
def _unmark(session: Session, text: str) -> list[str]:
    if not text:
        session.bookmarks.clear()
        return ["deleted all bookmarks"]
    session.bookmarks.remove(text)
    return [f"deleted bookmark {text}"]


@command("bookmarks", "", "List the bookmarks; go to one or delete it", "move", keys=("apostrophe",))
def _bookmarks(_session: Session, _text: str) -> Listing:
    keys = {"enter": ("go there", "goto"), "d": ("delete", "unmark")}
    return Listing("Bookmarks", "no bookmarks; bookmark sets one", _bookmark_rows, keys)


def _bookmark_rows(session: Session) -> list[tuple[str, str]]:
    place = session.debugger.program.place
    return [(name, f"{name}: {place(position)}") for name, position in session.bookmarks]
