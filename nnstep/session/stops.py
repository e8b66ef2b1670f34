"""Positions to go back to: bookmarks with names, and the stop history."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nnstep.errors import CommandError
from nnstep.harmless_text import cut_text

ENDS = ("start", "end")
"""Names of positions that every run has."""
_MOST_STOPS = 1000
_NAME = re.compile(r"[^\W\d_][\w-]{0,30}")
_LONGEST_QUOTED = 40
"""Characters of a name that can't be one."""


def check_given_name(name: str, kind: str) -> None:
    """Raise CommandError where `name` is none that a person can give to something of this `kind`, as *bookmark*."""
    if not _NAME.fullmatch(name):
        hint = "use at most 31 letters, digits and -, with a letter first"
        raise CommandError(f"{cut_text(repr(name), _LONGEST_QUOTED)} cannot name a {kind}", hint)


class Bookmarks:
    """Positions by name, in the order of the run."""

    def __init__(self) -> None:
        self._all: dict[str, int] = {}

    def __iter__(self) -> Iterator[tuple[str, int]]:
        return iter(sorted(self._all.items(), key=lambda item: item[1]))

    def set(self, name: str, position: int) -> str:
        """Bookmark a position, under the next free name where none is given; return the name."""
        name = name or next(f"m{n}" for n in range(1, len(self._all) + 2) if f"m{n}" not in self._all)
        check_given_name(name, "bookmark")
        if name in ENDS:
            raise CommandError(f"{name} already names a position of every run", "choose another name")
        self._all[name] = position
        return name

    def remove(self, name: str) -> None:
        """Delete one; raise CommandError where there is none of this name."""
        if name not in self._all:
            known = ", ".join(self._all) or "none"
            raise CommandError(f"no bookmark {name!r}", f"bookmarks: {known}")
        del self._all[name]

    def clear(self) -> None:
        """Delete all of them."""
        self._all.clear()


class StopHistory:
    """Where the run stopped, in order, and the present stop: to go back and forward through as in a browser."""

    def __init__(self) -> None:
        self._stops: list[int] = []
        self._at = -1
        self._is_led = False
        """Whether `move` leads to the next stop."""

    def note(self, position: int, *, at_end: bool = False) -> None:
        """Record a stop; later stops are forgotten, unless `move` led here, or to the end of a run that ends before."""
        is_led, self._is_led = self._is_led, False
        if is_led and at_end:
            self._stops[self._at] = position
            return
        if self._stops and self._stops[self._at] == position:
            return
        self._stops = [*self._stops[: self._at + 1], position][-_MOST_STOPS:]
        self._at = len(self._stops) - 1

    def move(self, by: int) -> int | None:
        """Move so many stops on, or back, and return the position; None where there is none."""
        if not 0 <= self._at + by < len(self._stops):
            return None
        self._at += by
        self._is_led = True
        return self._stops[self._at]
