"""An observer of a run: it is handed every operation once, in order, also those that a longer move passes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

from nnstep.engine.edits import Edit
from nnstep.engine.frame import Frame
from nnstep.engine.run import Run

Observing: TypeAlias = "tuple[Callable[[Frame], None] | None, int]"
"""The observer, and the position up to which it was handed operations."""


class Observation:
    """The observer of one run, if there is one."""

    def __init__(self) -> None:
        self._observer: Callable[[Frame], None] | None = None
        self._at_change: Callable[[], None] = lambda: None
        self._position = 0

    @property
    def active(self) -> bool:
        """Whether there is an observer."""
        return self._observer is not None

    @property
    def state(self) -> Observing:
        """The observer and its position."""
        return self._observer, self._position

    def start(self, observer: Callable[[Frame], None] | None, position: int, at_change: Callable[[], None]) -> None:
        """Hand operations after `position` to `observer`; `at_change` is called where the run changes."""
        self._observer, self._at_change, self._position = observer, at_change, position

    def resume(self, state: Observing) -> None:
        """Go on after a fault, without handing anything over twice."""
        self._observer = state[0]
        self._position = max(self._position, state[1])

    def follow(self, run: Run, edits: Iterable[Edit], position: int) -> None:
        """Hand over each operation up to `position`, or up to the first edit."""
        if self._observer is None:
            return
        change = min((edit.position for edit in edits if edit.position > self._position), default=None)
        goal = position if change is None else min(position, change)
        while self._position < goal:
            frame = run.seek(self._position + 1)
            if frame.position == self._position:
                return
            self._observer(frame)
            self._position += 1
        if self._position == change:
            self.end()

    def end(self) -> None:
        """Take leave of the observer, if any: what comes does not follow from what it has seen."""
        if self._observer is not None:
            self._observer = None
            self._at_change()
