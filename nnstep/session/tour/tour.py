"""A tour that is on: it goes on when a person has done what its step speaks of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from nnstep.session.session import Session
from nnstep.session.tour.tour_steps import TOUR, TourStep

_Stand: TypeAlias = "tuple[object, ...]"


class Tour:
    """The steps of a tour over one session."""

    def __init__(self, session: Session, steps: Sequence[TourStep] = TOUR) -> None:
        self._session = session
        self._steps = steps
        self._at: int | None = None
        self._done = False
        """Whether the awaited command was performed."""
        self._before: _Stand = ()

    @property
    def step(self) -> TourStep | None:
        """The present step; None while no tour is on."""
        return None if self._at is None else self._steps[self._at]

    @property
    def place(self) -> str:
        """Which step it is, as in ``2/8``."""
        return "" if self._at is None else f"{self._at + 1}/{len(self._steps)}"

    def begin(self) -> None:
        """Begin with the first step."""
        self._enter(0)

    def leave(self) -> None:
        """End the tour."""
        self._at = None

    def go_on(self) -> None:
        """Go on to the next step; after the last one the tour is over."""
        if self._at is not None:
            self._enter(self._at + 1)

    def take(self, command: str) -> None:
        """Take note that a command was performed."""
        if self.step is not None and self.step.awaited == command:
            self._done = True

    def look(self) -> bool:
        """Go on where the awaited command has changed something; return whether it did."""
        if not self._done or self._stand() == self._before:
            return False
        self.go_on()
        return True

    def _enter(self, at: int) -> None:
        self._at = at if at < len(self._steps) else None
        self._done = False
        self._before = self._stand()

    def _stand(self) -> _Stand:
        """Return what the awaited commands change."""
        session, frame = self._session, self._session.debugger.frame
        inside = None if frame.inside is None else (frame.inside.done, frame.inside.units)
        return frame.position, inside, session.element, tuple(session.debugger.breakpoints)
