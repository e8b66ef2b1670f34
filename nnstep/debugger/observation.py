"""An observer of a run: it is handed every operation once, in order, also those that a longer move passes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal, Protocol, TypeAlias

from nnstep.engine.edited_run import before_edits
from nnstep.engine.edits import Edit
from nnstep.engine.frame import Frame
from nnstep.engine.run import Run

RemarkKind: TypeAlias = Literal["move", "answer", "note"]


class Observer(Protocol):
    """Takes what happens in a run; each method may raise NNStepError where it can't."""

    def next_after(self, position: int) -> int:
        """Return the next position after `position` whose frame is wanted."""
        ...

    def write(self, frame: Frame) -> None:
        """Take the last operation of a frame."""
        ...

    def edit(self, edit: Edit, frame: Frame) -> None:
        """Take a change made at a frame."""
        ...

    def remark(self, kind: RemarkKind, frame: Frame, text: str, target: str = "") -> None:
        """Take what the person did at a frame: a move elsewhere, an answer, a note."""
        ...


Observing: TypeAlias = "tuple[Observer | None, int]"
"""The observer, and the position up to which it was handed operations."""


class Observation:
    """The observer of one run, if there is one."""

    def __init__(self) -> None:
        self._observer: Observer | None = None
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

    def start(self, observer: Observer | None, position: int, at_change: Callable[[], None]) -> None:
        """Hand operations after `position` to `observer`; `at_change` is called where the run changes before that."""
        self._observer, self._at_change, self._position = observer, at_change, position

    @property
    def position(self) -> int:
        """Up to where the run was handed over."""
        return self._position

    def resume(self, state: Observing) -> None:
        """Go on after a fault, without handing anything over twice."""
        self._observer = state[0]
        self._position = max(self._position, state[1])

    def follow(self, run: Run, edits: Iterable[Edit], position: int) -> None:
        """Hand over each operation up to `position`, and each edit that was made there before."""
        observer = self._observer
        if observer is None:
            return
        coming = sorted({edit.position for edit in edits if self._position < edit.position <= position})
        while self._position < position and self._observer is observer:
            wanted = observer.next_after(self._position)
            goal = min(wanted, coming[0]) if coming else wanted
            if goal > position:
                return
            frame = run.seek(goal)
            if frame.position <= self._position:
                return
            if frame.position == wanted:
                is_edited = bool(coming) and coming[0] == wanted
                observer.write(before_edits(run, wanted).seek(wanted) if is_edited else frame)
            self._position = frame.position
            if coming and coming[0] <= self._position:
                del coming[0]
                for edit in edits:
                    if edit.position == self._position:
                        observer.edit(edit, frame)

    def take_edit(self, edit: Edit, frame: Frame) -> None:
        """Hand over an edit made just now, at the end of what was seen; `frame` is that after the edit."""
        if self._observer is not None:
            self._position = frame.position
            self._observer.edit(edit, frame)

    def remark(self, kind: RemarkKind, frame: Frame, text: str, target: str = "") -> None:
        """Hand over what the person did, where there is an observer."""
        if self._observer is not None:
            self._observer.remark(kind, frame, text, target)

    def end(self) -> None:
        """Take leave of the observer, if any: what comes does not follow from what it has seen."""
        if self._observer is not None:
            self._observer = None
            self._at_change()
