"""What is said of each value of a program that is a quantity of the run: `a1, transposed`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from nnstep.own_code.aligning.matches import Match
from nnstep.own_code.watched import Arrival, Assigned

_LEAST_BITS = 6.0
"""Values that say less, such as a lone 1, get a label only where a line's other values have one."""


@dataclass(frozen=True, slots=True, eq=False)
class Label:
    """Which quantity a value is, and in which form."""

    step: int
    """The training step, from 1."""
    number: int
    """The operation's number in the training step, from 0; -1 for what it starts from."""
    id: str
    part: str
    """Which part of it, in words; empty for the whole."""
    way: str
    """What on the way to the quantity it is: ``W2.T @ delta2``; empty for the quantity itself."""
    factor: float
    is_transposed: bool

    @property
    def is_whole(self) -> bool:
        """Whether it is the quantity itself, all of it."""
        return not (self.part or self.way)

    @property
    def text(self) -> str:
        """The quantity and its form, for people."""
        name = f"{self.way} (on the way to {self.id})" if self.way else self.id
        said = [self.part, "transposed" if self.is_transposed else "", _factor_text(self.factor)]
        return ", ".join(filter(None, (name, *said)))


def labels_of(matches: Mapping[int, Sequence[Match]], assignments: Sequence[Assigned]) -> dict[int, Label]:
    """Return by assignment which quantity its value is, where there is one; `matches` are by seen value.

    Where a value can be several quantities, the simplest form counts, and then the one that comes next in the run.
    """
    by_assignment: dict[int, Sequence[Match]] = {}
    for several in matches.values():
        for assignment in several[0].seen.assignments if several else ():
            if not several[0].seen.is_collected:
                by_assignment.setdefault(assignment.index, several)
    found: dict[int, Label] = {}
    at = (0, -1)
    for assignment in assignments:
        several = by_assignment.get(assignment.index, ())
        if not several or (several[0].bits < _LEAST_BITS and not _is_given(several[0])):
            continue
        match = min(several, key=lambda one: (one.oddity, _distance(at, one.face.order)))
        if assignment.kind not in (Arrival.BOUND, Arrival.RETURNED) and match.bits > 2 * _LEAST_BITS:
            at = max(at, match.face.order)
        found[assignment.index] = _label(match, assignment)
    return found


def _is_given(match: Match) -> bool:
    """Return whether a value is all of an input, target or parameter: it may be of few digits."""
    return match.face.number < 0 and not match.face.part and match.seen.ordered.size > 1


def _distance(at: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    """Return how far a place of the run lies ahead; what lies behind is farther than anything ahead."""
    behind = other < at
    return (1 if behind else 0, abs(other[0] - at[0]) * 10_000 + abs(other[1] - at[1]))


def _label(match: Match, assignment: Assigned) -> Label:
    face = match.face
    value, whole = assignment.value, face.value
    turned = False
    if value.ndim == 2 and whole.ndim == 2 and value.size == whole.size:
        turned = value.shape != whole.shape or not np.allclose(value, whole * match.factor, rtol=1e-5, atol=0)
        turned = turned and whole.size > 1
    return Label(face.step, face.number, face.id, face.part, face.way, match.factor, turned)


def _factor_text(factor: float) -> str:
    if factor == 1.0:
        return ""
    if factor == -1.0:
        return "with the sign reversed"
    amount = f"{abs(factor):.6g}"
    return f"times {'−' if factor < 0 else ''}{amount}"
