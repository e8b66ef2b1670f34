"""The commands for how the run is shown: digits, matrices, notation, the error curve's axis, numerical gradients."""

from __future__ import annotations

from typing import TypeVar

from nnstep.drawing.matrix.matrix_look import LOOK_TITLES, MATRIX_LOOKS, MatrixLook
from nnstep.errors import CommandError
from nnstep.expr.parsing.digit_settings import more_digits, parse_digits
from nnstep.session.commands.command import command, number
from nnstep.session.session import Session

Chosen = TypeVar("Chosen")
_AXES = {"linear": False, "log": True}
_SWITCH = {"on": True, "off": False}


@command(
    *(
        "digits",
        "[N, .N or fraction]",
        "Show N significant digits, N decimals or fractions; or what is set",
        "look",
    ),
    choices=lambda _: ["fraction"],
    panes=("matrices", "values"),
)
def _digits(session: Session, text: str) -> list[str]:
    if text:
        session.display.set_digits(parse_digits(text, session.digits))
    return [session.digits.text]


@command(
    *("more-digits", "[N]", "Show more digits", "look"),
    keys=("d",),
    obstacle=lambda session: (
        "no more digits: these are all that a number has" if more_digits(session.digits, 1) == session.digits else ""
    ),
    panes=("matrices", "values", "operation"),
)
def _more_digits(session: Session, text: str) -> list[str]:
    return _change_digits(session, number(text, default=1))


@command(
    *("fewer-digits", "[N]", "Show fewer digits", "look"),
    keys=("D",),
    obstacle=lambda session: (
        f"{session.digits.text} are the fewest" if more_digits(session.digits, -1) == session.digits else ""
    ),
    panes=("matrices", "values", "operation"),
)
def _fewer_digits(session: Session, text: str) -> list[str]:
    return _change_digits(session, -number(text, default=1))


def _change_digits(session: Session, by: int) -> list[str]:
    session.display.set_digits(more_digits(session.digits, by))
    return [session.digits.text]


@command(
    *("matrices", "[LOOK]", "Draw matrices as numbers, as heat maps or both, or as numbers where they fit", "look"),
    keys=("equals_sign",),
    choices=lambda _: MATRIX_LOOKS,
    panes=("matrices", "values"),
)
def _matrices(session: Session, text: str) -> list[str]:
    present = session.display.matrix_look
    following = MATRIX_LOOKS[(MATRIX_LOOKS.index(present) + 1) % len(MATRIX_LOOKS)]
    looks: dict[str, MatrixLook] = {look: look for look in MATRIX_LOOKS}
    session.display.matrix_look = _chosen(text, looks, following, what="way to draw matrices")
    return [f"matrices: {LOOK_TITLES[session.display.matrix_look]}"]


@command(
    *("notation", "[NAME]", "Write the formulas in another notation: the next one, or the one named", "look"),
    keys=("o",),
    choices=lambda session: [writing.notation for writing in session.debugger.program.writings],
    panes=("operation", "program"),
)
def _notation(session: Session, text: str) -> list[str]:
    display, writings = session.display, session.debugger.program.writings
    if not text:
        display.next_notation()
        return [display.writing.about]
    named = [writing for writing in writings if text.lower() in (writing.notation, writing.title.lower())]
    if not named:
        known = ", ".join(dict.fromkeys(writing.notation for writing in writings))
        raise CommandError(f"unknown notation {text!r}", f"the notations are {known}")
    display.writing = named[0]
    return [display.writing.about]


@command(
    *("axis", "[linear or log]", "Switch the error curve's axis: linear or logarithmic", "look"),
    keys=("y",),
    choices=lambda _: _AXES,
    panes=("error",),
)
def _axis(session: Session, text: str) -> list[str]:
    session.display.log_axis = _chosen(text, _AXES, not session.display.log_axis, what="axis")
    return [f"the error's axis is {'logarithmic' if session.display.log_axis else 'linear'}"]


@command(
    *("numerical", "[on or off]", "Show or hide the numerical gradient for comparison", "look"),
    keys=("m",),
    choices=lambda _: _SWITCH,
    panes=("operation",),
)
def _numerical(session: Session, text: str) -> list[str]:
    display = session.display
    display.shows_numerical = _chosen(text, _SWITCH, not display.shows_numerical, what="setting")
    if not display.shows_numerical:
        return ["numerical gradients off"]
    if session.debugger.program.scenario.given:
        return ["numerical gradients on; with given values there are none"]
    if session.gradients.numerical(session.element) is None:
        return ["numerical gradients on; this operation's result is not a gradient"]
    return ["numerical gradients on"]


def _chosen(text: str, known: dict[str, Chosen], otherwise: Chosen, *, what: str) -> Chosen:
    """Return what a word stands for, or `otherwise` for no word; raise CommandError for another word."""
    if not text:
        return otherwise
    if text not in known:
        raise CommandError(f"unknown {what} {text!r}", f"write {', '.join([*known][:-1])} or {[*known][-1]}")
    return known[text]
