"""The stop history: the positions where the run stopped, to go back and forward through as in a browser."""

from __future__ import annotations

_MOST = 1000
"""Number of stops kept."""


class StopHistory:
    """Positions in the order of the stops, and the present one among them."""

    def __init__(self) -> None:
        self._stops: list[int] = []
        self._at = -1

    def note(self, position: int) -> None:
        """Record a stop; later stops are forgotten, unless `earlier` or `later` led here."""
        if self._stops and self._stops[self._at] == position:
            return
        self._stops = [*self._stops[: self._at + 1], position][-_MOST:]
        self._at = len(self._stops) - 1

    def earlier(self) -> int | None:
        """Move to the stop before and return it; None where there is none."""
        return self._move(-1)

    def later(self) -> int | None:
        """Move to the stop after and return it; None where there is none."""
        return self._move(1)

    def _move(self, by: int) -> int | None:
        if not 0 <= self._at + by < len(self._stops):
            return None
        self._at += by
        return self._stops[self._at]
