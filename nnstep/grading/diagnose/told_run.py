"""A run as a story tells it, held against the sheet: how many bits it takes to write the sheet down, given the story.

Each quantity is predicted twice: from the person's own written numbers, and from what the story's slips alone give,
since a calculator keeps more digits than are written down.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np

from nnstep.expr.array import Array, Mask
from nnstep.grading.diagnose.plan import Plan
from nnstep.grading.diagnose.slip import Slip

Place: TypeAlias = tuple[int, str]
"""A training step, from 1, and a quantity."""
Bounds: TypeAlias = tuple[Array, Array]
"""The least and the greatest value that each number can have."""


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """One quantity of the sheet under a story."""

    own: Array
    """What follows from the person's own numbers."""
    alone: Array
    """What the story's slips alone give."""
    open: Mask
    """Which numbers the story does not explain."""
    against: Mask
    """Which are right although the story says otherwise."""
    bits: float
    allowed: Mask | None = None
    """Which of the open ones rounding allows all the same, though it allows about any number."""
    interval: Bounds | None = None
    """Between which values each can lie, given how the earlier ones are rounded; where that was looked into."""

    @property
    def is_allowed(self) -> bool:
        """Whether rounding allows all that the story does not explain."""
        return self.allowed is not None and not (self.open & ~self.allowed).any()

    @property
    def is_open(self) -> bool:
        """Whether there is a number that the story does not explain."""
        return bool(self.open.any())


@dataclass(slots=True, eq=False)
class StepState:
    """Where a training step began, and what its operations gave, so that another story can begin in the middle."""

    alone: dict[str, Any]
    own: dict[str, Any]
    plan: Plan
    results: list[tuple[str, Array, Array]] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class ToldRun:
    """All of a sheet under one story."""

    slips: tuple[Slip, ...]
    judged: dict[Place, Judged] = field(default_factory=dict)
    steps: dict[int, StepState] = field(default_factory=dict)
    is_whole: bool = True
    """Whether all of the sheet was looked at; else it was seen before that nothing would come of it."""

    @property
    def slip_bits(self) -> float:
        """What naming the slips takes."""
        return sum(slip.bits for slip in self.slips)

    @property
    def bits(self) -> float:
        """What the whole takes."""
        return self.slip_bits + sum(judged.bits for judged in self.judged.values())

    def is_the_same_as(self, other: ToldRun) -> bool:
        """Return whether another story gives the same values throughout, on the sheet and off it."""
        pairs = [(self.judged[place].alone, judged.alone) for place, judged in other.judged.items()]
        for step, state in self.steps.items():
            theirs = {target: value for target, value, _ in other.steps[step].results} if step in other.steps else {}
            pairs += [(value, theirs[target]) for target, value, _ in state.results if target in theirs]
        return all(np.shape(one) == np.shape(two) and agrees(one, two).all() for one, two in pairs)

    def open_bits_without(self, passed: Collection[Place]) -> float:
        """Return what the quantities take in which something is not explained, but for those passed over."""
        return sum(judged.bits for place, judged in self.judged.items() if judged.is_open and place not in passed)

    def before(self, place: Place, *, own: bool) -> dict[str, Any]:
        """Return all values as the operation of a place finds them: from the person's numbers, or by slips alone."""
        state = self.steps[place[0]]
        values = dict(state.own if own else state.alone)
        for target, alone, mine in state.results:
            if target == place[1]:
                break
            values[target] = mine if own else alone
        return values

    @property
    def is_explained(self) -> bool:
        """Whether each number is explained, or may at least come of rounding."""
        return all(judged.is_allowed or not judged.is_open for judged in self.judged.values())

    def open_places(self) -> list[Place]:
        """Return the places of the numbers that are not explained, in the order in which they are worked out."""
        return [place for place, judged in self.judged.items() if judged.is_open]


def agrees(one: Array, other: Array) -> Mask:
    """Return where two values are the same but for the rounding of their calculation; NaN is the same as nothing."""
    with np.errstate(all="ignore"):
        # Less, and not at most: what is infinite is within an infinite bound of everything.
        near = np.abs(one - other) < 1e-11 * np.maximum(np.abs(one), np.abs(other))
        return np.asarray(near | (one == other))
