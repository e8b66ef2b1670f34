"""The lists that keys act on: breakpoints, watches and bookmarks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from nnstep.session.commands.breakpoints import breakpoint_line
from nnstep.session.commands.command import named_lines
from nnstep.session.session import Session


@dataclass(frozen=True, slots=True)
class Listing:
    """Rows of a session, and what each key does to the selected one."""

    title: str
    empty: str
    """What is shown when there are no rows."""
    rows: Callable[[Session], list[tuple[str, str]]]
    """Returns the rows as they are now: a name and a text each."""
    keys: Mapping[str, tuple[str, str]]
    """By key: its label, and the typed command that is given the row's name."""


def _breakpoint_rows(session: Session) -> list[tuple[str, str]]:
    return [(str(point.number), breakpoint_line(point)) for point in session.debugger.breakpoints]


def _watch_rows(session: Session) -> list[tuple[str, str]]:
    return [
        (str(number), "\n   ".join(named_lines(f"{number}: {watch.text}", watch.value, session.digits)))
        for number, watch in enumerate(session.watches, start=1)
    ]


def _bookmark_rows(session: Session) -> list[tuple[str, str]]:
    place = session.debugger.program.place
    return [(name, f"{name}: {place(position)}") for name, position in session.bookmarks]


BREAKPOINTS = Listing(
    "Breakpoints",
    "No breakpoints; b sets one",
    _breakpoint_rows,
    {"d": ("delete", "delete"), "space": ("disable or enable", "toggle")},
)
WATCHES = Listing("Watches", "No watches; w adds one", _watch_rows, {"p": ("plot", "plot"), "d": ("delete", "unwatch")})
BOOKMARKS = Listing(
    "Bookmarks", "No bookmarks; M sets one", _bookmark_rows, {"enter": ("go there", "goto"), "d": ("delete", "unmark")}
)
