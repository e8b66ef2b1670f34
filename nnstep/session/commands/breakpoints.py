"""The commands that say where runs stop."""

from __future__ import annotations

from nnstep.debugger.breakpoint_text import EXAMPLES, parse_breakpoint
from nnstep.debugger.breakpoints import Breakpoint
from nnstep.debugger.moves import Journey
from nnstep.session.commands.command import WordCommand, check_nothing, number
from nnstep.session.commands.sheets import laid_over
from nnstep.session.session import Session


def _break(session: Session, text: str) -> list[str]:
    if text == "difference":
        points = [session.debugger.breakpoints.add(point) for point in laid_over(session).breakpoints()]
        return [f"breakpoint {point.number}: {point.text}" for point in points] or ["no answer differs"]
    point = session.debugger.breakpoints.add(parse_breakpoint(text, session.debugger.program))
    return [f"breakpoint {point.number}: {point.text}"]


def _until(session: Session, text: str) -> Journey:
    """Run on until a condition holds, without leaving a breakpoint behind."""
    breakpoints = session.debugger.breakpoints
    point = breakpoints.add(parse_breakpoint(text, session.debugger.program))
    journey = session.run_on()
    journey.afterwards.append(lambda: breakpoints.discard(point.number))
    return journey


def _delete(session: Session, text: str) -> list[str]:
    breakpoints = session.debugger.breakpoints
    if text:
        breakpoints.remove(number(text))
        return [f"breakpoint {text} is gone"]
    for point in list(breakpoints):
        breakpoints.remove(point.number)
    return ["no breakpoints are left"]


def _toggle(session: Session, text: str) -> list[str]:
    point = session.debugger.breakpoints.toggle(number(text))
    return [f"breakpoint {point.number} is {'enabled' if point.enabled else 'disabled'}"]


def _breakpoints(session: Session, text: str) -> list[str]:
    check_nothing(text, "breakpoints")
    return [breakpoint_line(point) for point in session.debugger.breakpoints] or ["there are no breakpoints"]


def breakpoint_line(point: Breakpoint) -> str:
    """Return one breakpoint as a line of a list."""
    times = "once" if point.met == 1 else f"{point.met} times"
    state = "" if point.enabled else ", disabled"
    return f"{point.number}: {point.text}{f', met {times}' if point.met else ''}{state}"


BREAK = WordCommand("break", "WHERE [if CONDITION] [once] [after N]", f"Stop runs: {EXAMPLES}", _break, "b")
UNTIL = WordCommand("until", "CONDITION", "Run on until a condition holds, as in until E < 0.01", _until, "u")
DELETE = WordCommand("delete", "[N]", "Take breakpoint N away, or all of them", _delete)
TOGGLE = WordCommand("toggle", "N", "Disable breakpoint N, or enable it again", _toggle)
BREAKPOINTS = WordCommand("breakpoints", "", "List the breakpoints", _breakpoints)
