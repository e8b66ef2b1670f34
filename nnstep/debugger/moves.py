"""A move that may take long, made in slices: forward or backward, to a position or to the next stop."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from time import perf_counter

from nnstep.debugger.breakpoint_search import BackwardSearch
from nnstep.debugger.debugger import Debugger


class Move:
    """From the current position to `target`, or to a stop before it. It may be left after any slice."""

    def __init__(
        self, debugger: Debugger, target: int, *, stop_at_breakpoints: bool, stop_on_nonfinite: bool = False
    ) -> None:
        """Prepare it; `stop_on_nonfinite` says whether the first NaN or infinity stops it."""
        self.debugger = debugger
        self.begun_at = debugger.frame.position
        self.target = max(0, min(target, debugger.program.last_position))
        self._stop_at_breakpoints = stop_at_breakpoints
        self._stop_on_nonfinite = stop_on_nonfinite
        self.afterwards: list[Callable[[], None]] = []
        """Functions called by `finish`, whether the move arrived or not."""
        self._search: BackwardSearch | None = None
        if stop_at_breakpoints and self.is_back and debugger.breakpoints.active:
            self._search = debugger.search_back(self.target)

    @property
    def is_back(self) -> bool:
        """Whether it goes backward."""
        return self.target < self.begun_at

    @property
    def is_far(self) -> bool:
        """Whether it is better made in slices."""
        if self._search is not None:
            return True
        return not self.is_back and self.debugger.is_far(self.target)

    @property
    def fraction(self) -> float:
        """How much of the way is done, from 0 to 1."""
        way = abs(self.target - self.begun_at)
        at = self.debugger.frame.position if self._search is None else self._search.looked_back_to
        return min(1.0, abs(at - self.begun_at) / way) if way else 1.0

    def advance(self, seconds: float = inf) -> bool:
        """Go on for about `seconds`; return whether the move has arrived."""
        if self._search is not None:
            return self._look_back(self._search, seconds)
        if self.is_back or not self.is_far:
            self.debugger.stopped_by = None
            stoppable = self._stop_on_nonfinite or (self._stop_at_breakpoints and self.debugger.breakpoints.active)
            # A target that is where it begins is the start of a half-done operation.
            if not stoppable or self.target <= self.begun_at:
                self.debugger.go_to(self.target)
                return True
        self.debugger.run_for(
            seconds,
            self.target,
            stop_at_breakpoints=self._stop_at_breakpoints,
            stop_on_nonfinite=self._stop_on_nonfinite,
        )
        debugger = self.debugger
        return debugger.stopped_by is not None or debugger.frame.at_end or debugger.frame.position >= self.target

    def finish(self) -> None:
        """Call the functions in `afterwards`, once."""
        for act in self.afterwards:
            act()
        self.afterwards.clear()

    def _look_back(self, search: BackwardSearch, seconds: float) -> bool:
        begun = perf_counter()
        while not search.finished:
            search.advance()
            if perf_counter() - begun >= seconds:
                break
        if search.finished:
            self.debugger.arrive(search, self.target)
        return search.finished
