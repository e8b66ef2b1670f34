"""Values of a gradient check inside the program: a number is moved a little, the error computed, and put back."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence

import numpy as np

from nnstep.own_code.watched import Arrival, Assigned

_MOST_MOVED = 0.01
"""A gradient check moves a number by no more."""
_ROUND = 1e-4
"""So near, relatively, is what it moves by to a number of one digit; an update is not."""
_MOVES = 3
"""So many values, the last ones of a place, may be trials when the number is put back: up, down, and one between."""


def trial_values(assignments: Sequence[Assigned]) -> frozenset[int]:
    """Return the numbers of the assignments that only try what a slightly other parameter gives, and put it back."""
    moved = set(_moved(assignments))
    if not moved:
        return frozenset()
    put_back: set[int] = set()
    tried = set(moved)
    known: set[bytes] = set()
    for one in assignments:
        if one.index not in tried:
            held = one.value.tobytes()
            if one.kind is Arrival.CHANGED and held in known:
                put_back.add(one.index)
            elif any(read in tried for read in one.reads):
                tried.add(one.index)
                continue
            known.add(held)
    return frozenset(tried - put_back)


def _moved(assignments: Sequence[Assigned]) -> Iterator[int]:
    """Yield the assignments that move one number of a place which soon holds again just what it held before."""
    first: dict[bytes, int] = {}
    last: dict[tuple[str, int], deque[Assigned]] = {}
    for one in assignments:
        held = one.value.tobytes()
        before = last.setdefault((one.place, one.call), deque(maxlen=_MOVES))
        if held in first and _may_be_put_back(one):
            yield from (
                trial.index
                for trial in before
                if first[held] < trial.index and trial.line != one.line and _is_near(trial, one)
            )
        first.setdefault(held, one.index)
        before.append(one)


def _may_be_put_back(one: Assigned) -> bool:
    """Return whether it is no sum that is set to 0 again."""
    return bool(one.value.any()) or (one.kind is Arrival.CHANGED and len(one.changed_elements) == 1 < one.value.size)


def _is_near(trial: Assigned, own: Assigned) -> bool:
    """Return whether one number of a value differs, by a little that people write, such as 1e-5."""
    if trial.value.shape != own.value.shape:
        return False
    difference = np.abs(trial.value - own.value)
    moved = float(difference.max(initial=0.0))
    is_one = np.count_nonzero(difference) == 1 and moved <= _MOST_MOVED
    return is_one and abs(float(f"{moved:.0e}") - moved) < _ROUND * moved
