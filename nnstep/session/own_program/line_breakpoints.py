"""Breakpoints as they are typed in a session, at lines of the person's own program too: ``my_net.py:27``."""

from __future__ import annotations

from nnstep.debugger.breakpoint_text import parse_breakpoint
from nnstep.debugger.breakpoints import Breakpoint
from nnstep.session.session import Session


def breakpoint_typed(session: Session, text: str) -> Breakpoint:
    """Return the breakpoint that `text` states; raise CommandError or ExpressionError where it states none.

    A line of the program stands for the operations that it computes.
    """

    def operations(place: str) -> frozenset[int] | None:
        own = session.own_program
        line = None if own is None else own.place_named(place)
        return None if own is None or line is None else own.operations_of(line)

    return parse_breakpoint(text, session.debugger.program, operations)


def is_at_line(session: Session, point: Breakpoint) -> bool:
    """Return whether a breakpoint was set at a line of the program."""
    own = session.own_program
    return own is not None and own.place_named(point.text.split(" if ")[0]) is not None
