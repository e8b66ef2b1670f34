"""A move that may take long, made a slice at a time: on or back, to a position or to where a breakpoint stops it.

Knows no widget; who makes it decides how long a slice is, and may leave it where it stands after any.
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from time import perf_counter

from nnstep.debugger.breakpoint_search import BackwardSearch
from nnstep.debugger.debugger import Debugger


class Journey:
    """From where one stands to `target`, unless a breakpoint stops it before."""

    def __init__(self, debugger: Debugger, target: int, *, heeding: bool, noticing: bool = False) -> None:
        """Prepare it; `heeding` says whether breakpoints stop it, `noticing` whether the first NaN or infinity does."""
        self.debugger = debugger
        self.begun_at = debugger.frame.position
        self.target = max(0, min(target, debugger.program.last_position))
        self._heeding = heeding
        self._noticing = noticing
        self.afterwards: list[Callable[[], None]] = []
        """What is to be done when it is over, arrived or not."""
        self._search: BackwardSearch | None = None
        if heeding and self.is_back and debugger.breakpoints.active:
            self._search = debugger.search_back(self.target)

    @property
    def is_back(self) -> bool:
        """Whether it leads back."""
        return self.target < self.begun_at

    @property
    def is_far(self) -> bool:
        """Whether it may take so long that it is better made in slices."""
        if self._search is not None:
            return True
        return not self.is_back and self.debugger.is_far(self.target)

    @property
    def fraction(self) -> float:
        """How much of the way has been looked through or run."""
        way = abs(self.target - self.begun_at)
        at = self.debugger.frame.position if self._search is None else self._search.looked_back_to
        return min(1.0, abs(at - self.begun_at) / way) if way else 1.0

    def advance(self, seconds: float = inf) -> bool:
        """Go on for about so long; return whether one has arrived."""
        if self._search is not None:
            return self._look_back(self._search, seconds)
        if self.target == self.begun_at:
            # Out of an operation that is half done, back to before it.
            self.debugger.stopped_by = None
            self.debugger.go_to(self.target)
            return True
        if self.is_back or not self.is_far:
            self.debugger.stopped_by = None
            stoppable = self._noticing or (self._heeding and self.debugger.breakpoints.active)
            if not stoppable or self.is_back:
                self.debugger.go_to(self.target)
                return True
        self.debugger.run_for(seconds, self.target, heeding=self._heeding, noticing=self._noticing)
        debugger = self.debugger
        return debugger.stopped_by is not None or debugger.frame.at_end or debugger.frame.position >= self.target

    def finish(self) -> None:
        """Do what is to be done when it is over."""
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
