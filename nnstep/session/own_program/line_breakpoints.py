"""Breakpoints as they are typed in a session, at lines of the person's own program too: ``my_net.py:27``."""

from __future__ import annotations

import re

from nnstep.debugger.breakpoint_text import parse_breakpoint
from nnstep.debugger.breakpoints import Breakpoint
from nnstep.errors import CommandError
from nnstep.session.session import Session

_LINE = re.compile(r"[^\[\]]+?:\d+(?!\S)")
"""A line of a program; what may follow is a condition, ``once`` or ``after 3``."""


def breakpoint_typed(session: Session, text: str) -> Breakpoint:
    """Return the breakpoint that `text` states; raise CommandError or ExpressionError where it states none.

    A line of the program stands for the operations that it computes.
    """
    if session.own_program is None and (line := _LINE.match(text)):
        raise CommandError(f"{line[0]} is no line of a program here", "run the program first, as in code my_net.py")

    def operations(place: str) -> frozenset[int] | None:
        own = session.own_program
        line = None if own is None else own.place_named(place)
        return None if own is None or line is None else own.operations_of(line)

    return parse_breakpoint(text, session.debugger.program, operations)


def is_at_line(session: Session, point: Breakpoint) -> bool:
    """Return whether a breakpoint was set at a line of the program, which may have fewer lines by now."""
    own, line = session.own_program, _LINE.match(point.text)
    try:
        return own is not None and line is not None and own.place_named(line[0]) is not None
    except CommandError:
        return True
