"""The distinct values that a program assigned, found again by what they hold: in any shape, order, sign or factor."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from nnstep.expr.array import Array
from nnstep.own_code.watched import Arrival, Assigned

DOUBLE, SINGLE = 1e-9, 2e-5
"""How near two values must be, as parts of the largest element: of programs in double and in single precision."""


def in_order(value: Array) -> Array:
    """Return the numbers of a value, the least first; -0.0 counts as 0.0."""
    return np.asarray(np.sort(np.ravel(value)) + 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class SeenValue:
    """Numbers that a program had at one or more places, in whatever shape."""

    number: int
    assignments: tuple[Assigned, ...]
    """Where they stood, in the order of time; those of a collected value gave one element each."""
    value: Array
    """As they stood first."""
    ordered: Array
    """All of them, the least first."""
    is_collected: bool = False
    """Whether they were numbers of their own, assigned by one line one after the other."""

    @property
    def first(self) -> Assigned:
        """Where they stood first: of a collected value where its first element was assigned."""
        return self.assignments[0]


class SeenValues:
    """All of a program's values, ready to be looked up."""

    def __init__(self, assignments: Sequence[Assigned], left_out: Collection[int] = ()) -> None:
        """Group the assignments by what they hold; those with the numbers `left_out` do not count."""
        single = any(a.dtype == "float32" for a in assignments)
        self.closeness = SINGLE if single else DOUBLE
        self.values: tuple[SeenValue, ...] = tuple(_distinct(assignments, left_out))
        by_size: dict[int, list[SeenValue]] = {}
        for seen in self.values:
            by_size.setdefault(seen.ordered.size, []).append(seen)
        self._by_size = {size: _Sized(values) for size, values in by_size.items()}
        self._pool = np.sort(np.concatenate([np.zeros(0), *(seen.ordered for seen in self.values)]))

    def of_size(self, size: int) -> tuple[SeenValue, ...]:
        """Return the values that are `size` numbers, in the order of time."""
        sized = self._by_size.get(size)
        return () if sized is None else tuple(sorted(sized.values, key=lambda seen: seen.number))

    def may_hold(self, size: int, total: float) -> bool:
        """Return whether there is a value of this size whose amounts have just this sum."""
        sized = self._by_size.get(size)
        return sized is not None and len(sized.within(total, self.closeness * total)) > 0

    def equal_to(self, ordered: Array) -> Iterator[SeenValue]:
        """Yield the values that hold just these numbers; `ordered` has the least first."""
        sized = self._by_size.get(ordered.size)
        if sized is None:
            return
        near = self.closeness * float(np.abs(ordered).max(initial=0.0))
        total = float(np.abs(ordered).sum())
        for at in sized.within(total, near * ordered.size):
            if np.abs(sized.values[at].ordered - ordered).max() <= near:
                yield sized.values[at]

    def holds(self, numbers: Array) -> np.ndarray:
        """Return which numbers occur anywhere in what the program had."""
        flat = np.ravel(numbers)
        near = self.closeness * np.maximum(np.abs(flat), 1e-300)
        low = np.searchsorted(self._pool, flat - near, side="left")
        high = np.searchsorted(self._pool, flat + near, side="right")
        return (high > low).reshape(np.shape(numbers))


class _Sized:
    """Values of one size, by the sum of their amounts."""

    def __init__(self, values: Iterable[SeenValue]) -> None:
        self.values = sorted(values, key=lambda seen: float(np.abs(seen.ordered).sum()))
        self._totals = [float(np.abs(seen.ordered).sum()) for seen in self.values]

    def within(self, total: float, near: float) -> range:
        return range(bisect_left(self._totals, total - near), bisect_right(self._totals, total + near))


def _distinct(assignments: Sequence[Assigned], left_out: Collection[int]) -> Iterator[SeenValue]:
    groups: dict[bytes, list[tuple[Assigned, Array, bool]]] = {}
    for assignment, value, collected in sorted(_all_values(assignments, left_out), key=lambda one: one[0].index):
        if value.size and np.isfinite(value).all():
            groups.setdefault(_arrangement(value + 0.0), []).append((assignment, value, collected))
    for number, group in enumerate(groups.values()):
        first = next((entry for entry in group if not entry[2]), group[0])
        yield SeenValue(number, tuple(one[0] for one in group), first[1], in_order(first[1]), first[2])


def _arrangement(value: Array) -> bytes:
    """Return the same for a value and its transpose, and for a vector in any shape; -0.0 counts as 0.0."""
    if value.ndim != 2 or min(value.shape) == 1:
        return np.ravel(value).tobytes()
    sides = f"{min(value.shape)}x{max(value.shape)}".encode()
    return min(value.tobytes(), value.T.tobytes()) + sides


def _all_values(assignments: Sequence[Assigned], left_out: Collection[int]) -> Iterator[tuple[Assigned, Array, bool]]:
    counted = [one for one in assignments if one.index not in left_out]
    for assignment in counted:
        yield assignment, assignment.value, False
    used = _used_elsewhere(assignments)
    yield from ((first, value, True) for first, value in _collected(counted, used))


def _collected(assignments: Iterable[Assigned], used: Collection[int]) -> Iterator[tuple[Assigned, Array]]:
    """Yield the numbers that one line assigned one after the other, as one value: `z` of one neuron after the other.

    Of a sum that grows, only what another line goes on with, one of `used`, counts.
    """
    by_line: dict[tuple[object, int, str, int], list[Assigned]] = {}
    for assignment in assignments:
        if assignment.value.size == 1 and assignment.kind is not Arrival.BOUND:
            call = 0 if assignment.kind is Arrival.RETURNED else assignment.call
            by_line.setdefault((assignment.file, assignment.line, assignment.place, call), []).append(assignment)
    for group in by_line.values():
        final = [assignment for assignment in group if assignment.index in used]
        for chosen in (final, group) if len(final) < len(group) else (group,):
            yield from _runs(chosen)


_LONGEST = 64
"""More numbers of one line are not taken together."""


def _runs(group: Sequence[Assigned]) -> Iterator[tuple[Assigned, Array]]:
    """Yield every stretch of a line's numbers that is as long as the line's place was assigned in one go."""
    lengths = {len(group)} if len(group) <= _LONGEST else set()
    lengths |= {length for length in range(2, min(len(group), _LONGEST) + 1) if len(group) % length == 0}
    for length in sorted(lengths - {0, 1}):
        for begin in range(0, len(group) - length + 1, length):
            part = group[begin : begin + length]
            yield part[0], np.array([float(one.value.ravel()[0]) for one in part])


def _used_elsewhere(assignments: Sequence[Assigned]) -> frozenset[int]:
    """Return the assignments whose values another line read."""
    return frozenset(
        read
        for assignment in assignments
        for read in assignment.reads
        if read < len(assignments) and assignments[read].line != assignment.line
    )
