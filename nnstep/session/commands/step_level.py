"""The commands that choose the level at which steps are made."""

from __future__ import annotations

from nnstep.debugger.levels import LEVELS, Level, coarser, finer
from nnstep.errors import CommandError
from nnstep.session.commands.command import FooterPlace, KeyQuestion, command
from nnstep.session.session import Session

_LEVEL = FooterPlace("level", 0, lambda session: session.stepper.level)


@command(
    *("level", "[NAME]", f"Show or choose the level of steps: {', '.join(LEVELS)}", "move"),
    keys=("L",),
    question=KeyQuestion(
        f"Step by what? {', '.join(LEVELS)}", lambda session: session.stepper.level, suggests_current=True
    ),
    choices=lambda _: LEVELS,
)
def _level(session: Session, text: str) -> list[str]:
    if text and text not in LEVELS:
        raise CommandError(f"unknown level {text!r}", f"the levels are {', '.join(LEVELS)}")
    return _at_level(session, text or session.stepper.level)


def _at_level(session: Session, level: Level) -> list[str]:
    session.stepper.level = level
    return [f"the level is {level}"]


@command(
    *("up", "", "Choose the next coarser level", "move"),
    keys=("less_than_sign",),
    footer=_LEVEL,
    obstacle=lambda session: f"{LEVELS[-1]} is the coarsest level" if session.stepper.level == LEVELS[-1] else "",
)
def _up(session: Session, _: str) -> list[str]:
    return _at_level(session, coarser(session.stepper.level))


@command(
    *("down", "", "Choose the next finer level", "move"),
    keys=("greater_than_sign",),
    footer=_LEVEL,
    obstacle=lambda session: f"{LEVELS[0]} is the finest level" if session.stepper.level == LEVELS[0] else "",
)
def _down(session: Session, _: str) -> list[str]:
    return _at_level(session, finer(session.stepper.level))
