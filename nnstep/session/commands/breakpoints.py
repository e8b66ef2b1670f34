"""The commands for breakpoints."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from nnstep.debugger.breakpoint_text import EXAMPLES
from nnstep.debugger.breakpoints import Breakpoint
from nnstep.debugger.moves import Move
from nnstep.problems.message_text import counted
from nnstep.session.commands.command import Command, FooterPlace, KeyQuestion, command, number
from nnstep.session.commands.replies import Listing
from nnstep.session.commands.sheets import loaded_sheet
from nnstep.session.own_program.line_breakpoints import breakpoint_typed
from nnstep.session.session import Session


def _suggestion(session: Session) -> str:
    """Return the operation that comes next, or, at the end, the one done last."""
    frame = session.debugger.frame
    op = frame.next_op or frame.op
    return op.target if op is not None else ""


@command(
    *("break", "WHERE [if CONDITION] [after N]", f"Set a breakpoint: {EXAMPLES}", "break"),
    aliases=("b", "br"),
    keys=("b",),
    footer=FooterPlace("break", 5),
    question=KeyQuestion(
        "Break where? An operation, layer 2, phase update, epoch 3, if E < 0.01, W1[0,2] changes sign", _suggestion
    ),
    panes=("program", "code"),
)
def _break(session: Session, text: str) -> list[str]:
    of_sheet = text == "difference"
    points = list(loaded_sheet(session).breakpoints()) if of_sheet else [breakpoint_typed(session, text)]
    added = [session.debugger.breakpoints.add(point) for point in points]
    return [f"breakpoint {point.number}: {point.text}" for point in added] or ["no answer differs"]


@command(
    *("tbreak", "WHERE [if CONDITION]", "Set a temporary breakpoint: it is deleted once it stops a run", "break"),
    aliases=("tb",),
)
def _tbreak(session: Session, text: str) -> list[str]:
    point = replace(breakpoint_typed(session, text), temporary=True)
    return [f"temporary breakpoint {session.debugger.breakpoints.add(point).number}: {point.text}"]


@command(
    *("until", "CONDITION", "Run until CONDITION holds, for example until E < 0.01", "break"),
    aliases=("u", "advance"),
)
def _until(session: Session, text: str) -> Move:
    """Run until a condition holds; the breakpoint for it is deleted afterwards, however the move ends."""
    breakpoints = session.debugger.breakpoints
    point = breakpoints.add(breakpoint_typed(session, text))
    move = session.run_on()
    move.afterwards.append(lambda: breakpoints.discard(point.number))
    return move


@command("delete", "[N]", "Delete breakpoint N, or all breakpoints", "break", aliases=("d", "clear", "cl"))
def _delete(session: Session, text: str) -> list[str]:
    breakpoints = session.debugger.breakpoints
    if not text:
        breakpoints.clear()
        return ["deleted all breakpoints"]
    same = [point for point in breakpoints if text == point.text] or [breakpoints.numbered(number(text))]
    for point in same:
        breakpoints.discard(point.number)
    return [f"deleted breakpoint {text}"]


def _switched(session: Session, text: str, *, enabled: bool) -> list[str]:
    """Enable or disable the breakpoints whose numbers are typed, or all of them."""
    breakpoints = session.debugger.breakpoints
    points = [breakpoints.numbered(number(word)) for word in text.split()] if text else list(breakpoints)
    for point in points:
        breakpoints.put(replace(point, enabled=enabled))
    state = "enabled" if enabled else "disabled"
    return [f"{state} breakpoint {point.number}" for point in points] or ["no breakpoints"]


DISABLE = Command(
    *("disable", "[N]", "Disable breakpoint N, or all breakpoints"),
    *(partial(_switched, enabled=False), "break", ("dis",)),
)
ENABLE = Command(
    *("enable", "[N]", "Enable breakpoint N, or all breakpoints"),
    *(partial(_switched, enabled=True), "break", ("en",)),
)


@command("toggle", "N", "Disable breakpoint N, or enable it again", "break")
def _toggle(session: Session, text: str) -> list[str]:
    return _switched(session, text, enabled=not session.debugger.breakpoints.numbered(number(text)).enabled)


@command("ignore", "N COUNT", "Pass over the next COUNT hits of breakpoint N", "break")
def _ignore(session: Session, text: str) -> list[str]:
    which, _, count = text.partition(" ")
    breakpoints = session.debugger.breakpoints
    point, more = breakpoints.numbered(number(which)), max(0, number(count.strip()))
    breakpoints.put(replace(point, ignore_count=point.hits + more))
    return [f"breakpoint {which} ignores its next {counted(more, 'hit')}"]


@command(
    *("breakpoints", "", "List the breakpoints; disable or delete them", "break"),
    aliases=("info breakpoints",),
    keys=("B",),
    panes=("program", "code"),
)
def _breakpoints(_session: Session, _text: str) -> Listing:
    keys = {"d": ("delete", "delete"), "space": ("disable or enable", "toggle")}
    return Listing("Breakpoints", "no breakpoints; break sets one", _rows, keys)


def _rows(session: Session) -> list[tuple[str, str]]:
    return [(str(point.number), breakpoint_line(point)) for point in session.debugger.breakpoints]


def breakpoint_line(point: Breakpoint) -> str:
    """Return one breakpoint as a line of a list."""
    ignored = point.ignore_count - point.hits
    notes = (
        "temporary" if point.temporary else "",
        f"hit {counted(point.hits, 'time')}" if point.hits else "",
        f"ignores the next {counted(ignored, 'hit')}" if ignored > 0 else "",
        "" if point.enabled else "disabled",
    )
    return ", ".join([f"{point.number}: {point.text}", *filter(None, notes)])
