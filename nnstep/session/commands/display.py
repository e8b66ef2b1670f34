"""The commands for how the run is shown: digits, notation, the error curve's axis, numerical gradients."""

from __future__ import annotations

from nnstep.errors import CommandError
from nnstep.problems.message_text import counted
from nnstep.session.commands.command import command, number
from nnstep.session.display import LEAST_DIGITS, MOST_DIGITS
from nnstep.session.session import Session

_AXES = {"linear": False, "log": True}
_SWITCH = {"on": True, "off": False}


@command("digits", "[N]", "Show N significant digits, or how many there are", "look", panes=("matrices", "values"))
def _digits(session: Session, text: str) -> list[str]:
    if text:
        session.display.set_digits(number(text))
    return [counted(session.digits.significant, "significant digit")]


@command(
    *("more-digits", "[N]", "Show more digits", "look"),
    keys=("d",),
    obstacle=lambda session: (
        "no more digits: these are all that a number has" if session.digits.significant >= MOST_DIGITS else ""
    ),
    panes=("matrices", "values", "operation"),
)
def _more_digits(session: Session, text: str) -> list[str]:
    return _change_digits(session, number(text, default=1))


@command(
    *("fewer-digits", "[N]", "Show fewer digits", "look"),
    keys=("D",),
    obstacle=lambda session: (
        f"{LEAST_DIGITS} digits are the fewest" if session.digits.significant <= LEAST_DIGITS else ""
    ),
    panes=("matrices", "values", "operation"),
)
def _fewer_digits(session: Session, text: str) -> list[str]:
    return _change_digits(session, -number(text, default=1))


def _change_digits(session: Session, by: int) -> list[str]:
    session.display.set_digits(max(LEAST_DIGITS, min(MOST_DIGITS, session.digits.significant + by)))
    return [counted(session.digits.significant, "significant digit")]


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
    session.display.log_axis = _chosen(text, _AXES, now=session.display.log_axis, what="axis")
    return [f"the error's axis is {'logarithmic' if session.display.log_axis else 'linear'}"]


@command(
    *("numerical", "[on or off]", "Show or hide the numerical gradient for comparison", "look"),
    keys=("m",),
    choices=lambda _: _SWITCH,
    panes=("operation",),
)
def _numerical(session: Session, text: str) -> list[str]:
    display = session.display
    display.shows_numerical = _chosen(text, _SWITCH, now=display.shows_numerical, what="setting")
    if not display.shows_numerical:
        return ["numerical gradients off"]
    if session.debugger.program.scenario.given:
        return ["numerical gradients on; with given values there are none"]
    if session.gradients.numerical(session.element) is None:
        return ["numerical gradients on; this operation's result is not a gradient"]
    return ["numerical gradients on"]


def _chosen(text: str, known: dict[str, bool], *, now: bool, what: str) -> bool:
    """Return what a word stands for, or the other value for no word; raise CommandError for another word."""
    if not text:
        return not now
    if text not in known:
        raise CommandError(f"unknown {what} {text!r}", f"write {' or '.join(known)}")
    return known[text]
