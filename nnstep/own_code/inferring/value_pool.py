"""The different values that a program had, to be looked up by their numbers."""

from __future__ import annotations

import ast
from collections.abc import Container, Iterator
from dataclasses import dataclass, field

import numpy as np

from nnstep.expr.array import Array
from nnstep.own_code.source_tree import source_tree
from nnstep.own_code.watched import Arrival, Assigned, WatchedProgram

_MOST_VALUES = 600
"""So many different values, from the first, are looked at: the first training steps."""
_MOST_ELEMENTS = 100_000
_MOST_CHANGES = 12
"""So many values that follow one at its place are looked at."""
_CLOSE, _CLOSE_SINGLE = 1e-9, 2e-5


@dataclass(slots=True, eq=False)
class PooledValue:
    """A value, and where it stood."""

    number: int
    """Its place among the different values, in the order of time."""
    value: Array
    """With at most two axes."""
    assignments: list[Assigned] = field(default_factory=list)

    @property
    def index(self) -> int:
        """The assignment in which it came first."""
        return self.assignments[0].index

    @property
    def places(self) -> dict[str, None]:
        """The names under which it stood, in the order of time."""
        return dict.fromkeys(one.place for one in self.assignments if one.kind is not Arrival.RETURNED)

    def matrices(self) -> Iterator[Array]:
        """Yield it as a matrix in each orientation; a list of numbers is a row, or a column."""
        whole = self.value if self.value.ndim == 2 else self.value.reshape(1, -1)
        yield whole
        if whole.size > 1:
            yield whole.T


class ValuePool:
    """All values of the first training steps of one program."""

    def __init__(self, watched: WatchedProgram) -> None:
        """Collect them."""
        found: dict[tuple[tuple[int, ...], bytes], PooledValue] = {}
        for one in watched.assignments:
            value = _plain(one.value)
            if not value.size or value.size > _MOST_ELEMENTS or value.ndim > 2 or not np.isfinite(value).all():
                continue
            key = value.shape, value.tobytes()
            if key not in found:
                if len(found) == _MOST_VALUES:
                    break
                found[key] = PooledValue(len(found), value)
            found[key].assignments.append(one)
        self.script = watched.script
        self.values = tuple(found.values())
        self.is_single = any("float32" in one.dtype for one in watched.assignments)
        self.close = _CLOSE_SINGLE if self.is_single else _CLOSE
        self._by_size: dict[int, tuple[list[PooledValue], Array]] = {}
        sizes: dict[int, list[PooledValue]] = {}
        for pooled in self.values:
            sizes.setdefault(pooled.value.size, []).append(pooled)
        for size, several in sizes.items():
            self._by_size[size] = several, np.array([float(one.value.sum()) for one in several])
        self._series: dict[str, list[PooledValue]] = {}
        self._assignments = watched.assignments
        by_index = self._by_index = {one.index: pooled for pooled in self.values for one in pooled.assignments}
        for one in watched.assignments:
            if one.index in by_index and one.kind is not Arrival.RETURNED:
                series = self._series.setdefault(one.place, [])
                if not series or series[-1] is not by_index[one.index]:
                    series.append(by_index[one.index])
        self.numbers = frozenset(_literals(watched)) | {float(one.value.ravel()[0]) for one in self.of_size(1)}

    def of_size(self, size: int) -> list[PooledValue]:
        """Return all values with so many numbers."""
        return self._by_size.get(size, ([], np.zeros(0)))[0]

    def at(self, place: str) -> list[PooledValue]:
        """Return the values that stood at a place, one after the other."""
        return self._series.get(place, [])

    def look_up(self, value: Array, possible: Container[int] | None = None) -> PooledValue | None:
        """Return the first value with these numbers, as they are or transposed; `possible` has the numbers of some."""
        several, sums = self._by_size.get(value.size, ([], np.zeros(0)))
        room = self.close * (float(np.abs(value).sum()) + 1e-300)
        for at in np.flatnonzero(np.abs(sums - value.sum()) <= room):
            if possible is not None and several[at].number not in possible:
                continue
            own = several[at].value.ravel()
            if any(self.is_same(own, form.ravel()) for form in ((value, value.T) if value.ndim == 2 else (value,))):
                return several[at]
        return None

    def may_be(self, sums: Array, sizes: Array, size: int, possible: Container[int]) -> np.ndarray:
        """Return which of several arrays can be one of these values, by their sums and those of their magnitudes."""
        several, own = self._by_size.get(size, ([], np.zeros(0)))
        chosen = own[[one.number in possible for one in several]]
        near = np.abs(sums[:, np.newaxis] - chosen) <= self.close * (sizes[:, np.newaxis] + 1e-300)
        return np.asarray(near.any(axis=1) & np.isfinite(sizes))

    def is_same(self, own: Array, right: Array) -> bool:
        """Return whether numbers agree in the precision of the program."""
        return bool(np.abs(own - right).max(initial=0.0) <= self.close * max(np.abs(right).max(initial=0.0), 1e-300))

    def number_near(self, value: float) -> float | None:
        """Return the number that stands in the program, as a value or as it is written, and is this one."""
        near = [number for number in self.numbers if abs(value - number) <= 100 * self.close * abs(value)]
        return min(near, key=lambda number: abs(value - number), default=None)

    def has_number(self, value: float) -> bool:
        """Return whether a number of its own was seen; whole ones say nothing."""
        return value != round(value) and self.look_up(np.full(1, value)) is not None

    def later(self, pooled: PooledValue) -> list[PooledValue]:
        """Return what stood at the places of a value after it, for a few changes."""
        found: dict[int, PooledValue] = {}
        for place in pooled.places:
            series = self.at(place)
            for one in series[series.index(pooled) + 1 :][:_MOST_CHANGES]:
                if one.value.shape == pooled.value.shape:
                    found[one.number] = one
        return list(found.values())

    def replaced_index(self, pooled: PooledValue) -> int:
        """Return when a value was replaced, -1 where it never was."""
        return max((after.index for after in self.replaced_by(pooled)), default=-1)

    def is_updated(self, pooled: PooledValue) -> bool:
        """Return whether a value is replaced by one that is made of it, and is not made so itself."""
        own = {one.index for one in pooled.assignments}
        is_made = any(_is_made(after, pooled, own) for after in self.replaced_by(pooled))
        before = {
            one.index
            for place in pooled.places
            for other in self.at(place)
            if other.index < pooled.index and other.value.shape == pooled.value.shape
            for one in other.assignments
        }
        return is_made and not before & set(pooled.assignments[0].reads)

    def comes_from(self, pooled: PooledValue, numbers: Container[int]) -> bool:
        """Return whether a value was computed from one of those with these numbers."""
        waiting, seen = list(pooled.assignments[0].reads), set[int]()
        while waiting:
            index = waiting.pop()
            if index in seen:
                continue
            seen.add(index)
            if index in self._by_index and self._by_index[index].number in numbers:
                return True
            waiting += self._assignments[index].reads
        return False

    def replaced_by(self, pooled: PooledValue) -> Iterator[PooledValue]:
        """Yield what next took the place of a value, for each of its names.

        Objects of one class have the same names: what is made of the value counts, before what only comes next.
        """
        own = {one.index for one in pooled.assignments}
        for place in pooled.places:
            series = self.at(place)
            later = [one for one in series[series.index(pooled) + 1 :] if one.value.shape == pooled.value.shape]
            made = [one for one in later[:_MOST_CHANGES] if _is_made(one, pooled, own)]
            yield from (made or later)[:1]


def _is_made(after: PooledValue, pooled: PooledValue, own: set[int]) -> bool:
    """Return whether a value came about at a place of another one, from that one's assignments `own`."""
    first = after.assignments[0]
    return first.place in pooled.places and bool(own & set(first.reads))


def says_much(numbers: Array) -> bool:
    """Return whether numbers are not such as occur everywhere: 0, 1, and other whole ones."""
    if not np.isfinite(numbers).all():
        return False
    return bool((numbers != np.rint(numbers)).any() or (np.unique(numbers).size > 1 and np.abs(numbers).max() > 1))


def _plain(value: Array) -> Array:
    return np.squeeze(value, tuple(at for at in range(value.ndim) if value.shape[at] == 1)) if value.ndim > 2 else value


def _literals(watched: WatchedProgram) -> Iterator[float]:
    """Yield the numbers that are written in the person's files."""
    for text in watched.sources.values():
        for node in ast.walk(source_tree(text)):
            if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
                yield float(node.value)
