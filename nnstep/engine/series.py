"""Growing lists of numbers, and those that a run notes of its training steps and epochs.

Read-only views are handed out; what is appended later changes none of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from nnstep.expr.array import Array

_LONG = 2**10
"""From so many numbers on less is set aside for more of them."""
_MOST_WHOLE = 2
"""Series of one family that hold the numbers before their own as well: the edited run, and the one looked at in it."""


class Series:
    """Numbers in the order they were appended, 8 bytes each.

    A series can go on from the first numbers of another one. Then it keeps its own numbers only, unless it is one of
    the last that were asked for all of them: an edited run has the errors before the edit in common with others.
    """

    def __init__(self, numbers: Sequence[float] | Array = ()) -> None:
        """Begin with these numbers."""
        self._numbers = np.empty(1)
        self._count = 0
        self.held_from = 0
        """Which number is the first of those held."""
        self.before: Series | None = None
        """The series that this one goes on from."""
        self.begin = 0
        """How many numbers it has in common with that one."""
        self._whole: list[Series] = []
        """Of all that go on from one series, those that hold all numbers; the one asked last is the last one."""
        self.extend(numbers)

    def __len__(self) -> int:
        """How many numbers there are."""
        return self._count

    @property
    def nbytes(self) -> int:
        """How many bytes are set aside."""
        return self._numbers.nbytes

    def extend(self, numbers: Sequence[float] | Array) -> None:
        """Put numbers at the end."""
        held = self._count - self.held_from
        end = held + len(numbers)
        if end > self._numbers.size:
            more = self._numbers.size if self._numbers.size < _LONG else self._numbers.size // 8
            self._numbers = np.concatenate([self._numbers, np.empty(max(more, len(numbers)))])
        self._numbers[held:end] = numbers
        self._count += len(numbers)

    def first(self, count: int) -> Array:
        """Return the first `count` numbers, fewer where there are not so many."""
        if self.before is not None:
            self._hold_all()
        view = self._numbers[: min(count, self._count)]
        view.setflags(write=False)
        return view

    def going_on(self, count: int) -> Series:
        """Return another series, which begins with the first `count` numbers of this one."""
        before = self
        while before.before is not None and count <= before.begin:
            before = before.before
        return _GoingOn(before, min(count, len(before)), self._whole)

    def held(self, end: int) -> Array:
        """Return the numbers that are held, up to before number `end`."""
        return self._numbers[: end - self.held_from]

    def hold_own(self) -> None:
        """Give up the numbers that it has in common with the series before."""
        self._numbers, self.held_from = self.held(self._count)[self.begin - self.held_from :].copy(), self.begin

    def _hold_all(self) -> None:
        """Hold the numbers before its own, too; another series that did gives them up."""
        whole = self._whole
        if whole and whole[-1] is self:
            return
        if self in whole:
            whole.remove(self)
        else:
            self._numbers, self.held_from = self._joined(), 0
        whole.append(self)
        if len(whole) > _MOST_WHOLE:
            whole.pop(0).hold_own()

    def _joined(self) -> Array:
        numbers, end = np.empty(max(1, self._count)), self._count
        series: Series | None = self
        while series is not None:
            numbers[series.held_from : end] = series.held(end)
            end, series = series.held_from, series.before if series.held_from else None
        return numbers


class _GoingOn(Series):
    """A series that begins with the first numbers of another one."""

    def __init__(self, before: Series, begin: int, whole: list[Series]) -> None:
        super().__init__()
        self.before, self._whole = before, whole
        self.begin = self.held_from = self._count = begin


@dataclass(frozen=True, slots=True, eq=False)
class RunFigures:
    """What a run notes, as far as it has ever been computed."""

    errors: Series = field(default_factory=Series)
    """The error of each training step."""
    accuracies: Series = field(default_factory=Series)
    """Which part of the evaluated samples was put into the right class after each epoch."""
    test_errors: Series = field(default_factory=Series)
    """The mean error of the samples kept for testing after each epoch."""

    @property
    def nbytes(self) -> int:
        """How many bytes are set aside."""
        return self.errors.nbytes + self.accuracies.nbytes + self.test_errors.nbytes

    def going_on(self, steps: int, epochs: int) -> RunFigures:
        """Return the figures of a run that shares its first `steps` and `epochs` with this one."""
        return RunFigures(
            self.errors.going_on(steps), self.accuracies.going_on(epochs), self.test_errors.going_on(epochs)
        )
