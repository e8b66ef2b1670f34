"""The places where one stopped, to go back and forward through, as through the pages of a browser. Knows positions."""

from __future__ import annotations

_MOST = 1000
"""So many places are kept."""


class Visits:
    """Positions in the order one came to them, and where among them one is."""

    def __init__(self) -> None:
        self._places: list[int] = []
        self._at = -1

    def note(self, position: int) -> None:
        """Take note of a stop; what was ahead is forgotten, unless one went there by `earlier` or `later`."""
        if self._places and self._places[self._at] == position:
            return
        self._places = [*self._places[: self._at + 1], position][-_MOST:]
        self._at = len(self._places) - 1

    def earlier(self) -> int | None:
        """Return the place before, and be there; None where there is none."""
        return self._move(-1)

    def later(self) -> int | None:
        """Return the place after, and be there; None where there is none."""
        return self._move(1)

    def _move(self, by: int) -> int | None:
        if not 0 <= self._at + by < len(self._places):
            return None
        self._at += by
        return self._places[self._at]
