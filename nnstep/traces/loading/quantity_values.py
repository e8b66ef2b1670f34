"""The values of quantities in a trace as arrays, a value a row along the first axis."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnstep.errors import DataError
from nnstep.expr.array import NUMBER_TYPES, Array, RunPrecision, Shape
from nnstep.harmless_text import visible
from nnstep.problems.did_you_mean import meant
from nnstep.traces.loading.growing import Growing
from nnstep.traces.loading.line_facts import FlatNumbers, take_lines
from nnstep.traces.loading.line_filter import TARGET, body_lines, lines_that_may_state
from nnstep.traces.reading.trace_file import TraceFile
from nnstep.traces.record import RecordKind

_KINDS: tuple[RecordKind, ...] = ("op", "batch")
"""The kinds of records that state a value which a run has; those of ``start`` state what it begins with."""


def values_of(trace: TraceFile, ids: Collection[str] = ()) -> dict[str, Array]:
    """Return the values of quantities by id, of all that are recorded if none is named: shape (values, rows, columns).

    A value that is smaller than others, as in a smaller last batch, is filled up with NaN. Raise DataError where the
    trace can't be read, or has no value of one of `ids`.
    """
    found: dict[str, _Values] = defaultdict(_Values)

    def take(facts: Mapping[str, Any], shape: Sequence[int], numbers: FlatNumbers) -> None:
        if facts["kind"] in _KINDS:
            found[facts["target"]].add(shape, numbers)

    take_lines(trace, lines_that_may_state(trace, TARGET, ids) if ids else body_lines(trace), take)
    _check_recorded(trace, ids, found)
    precision = trace.header.precision
    return {id: found[id].whole(precision) for id in ids or found}


def positions_of(trace: TraceFile, id: str) -> NDArray[np.int64]:
    """Return the position of each value that `values_of` returns for a quantity; raise DataError as it does."""
    heads = (trace.line(offset, data).head for offset, data in lines_that_may_state(trace, TARGET, (id,)))
    found = [head.position for head in heads if head.kind in _KINDS and head.target == id]
    _check_recorded(trace, (id,), (id,) if found else ())
    return np.array(found, np.int64)


def _check_recorded(trace: TraceFile, ids: Collection[str], found: Collection[str]) -> None:
    """Raise DataError for the first of `ids` that has no value."""
    for id in ids:
        if id not in found:
            message = visible(f"{trace.path}: no value of {id!r} is recorded")
            targets = [op.target for op in trace.header.ops]
            if id in trace.start and id not in targets:
                raise DataError(message, f"it stays as it is at the beginning: start[{id!r}]")
            raise DataError(message, "" if id in targets else meant(id, targets) or "`start` and `header` say what is")


@dataclass(slots=True)
class _Stretch:
    """Values of the same shape, one after another."""

    shape: Shape
    count: int = 0


@dataclass(slots=True)
class _Values:
    """The values of one quantity."""

    numbers: Growing = field(default_factory=Growing)
    stretches: list[_Stretch] = field(default_factory=list)
    shape: Sequence[int] | None = None
    """That of the last value, as its line states it."""
    size: int = 0

    def add(self, shape: Sequence[int], numbers: FlatNumbers) -> None:
        """Add a value; raise ValueError or TypeError where it is none."""
        if shape != self.shape:
            self._begin(shape, numbers)
        elif len(numbers) != self.size:
            raise ValueError(f"{len(numbers)} numbers do not fit the shape {shape}")
        self.numbers.add(numbers)
        self.stretches[-1].count += 1

    def _begin(self, shape: Sequence[int], numbers: FlatNumbers) -> None:
        """Begin with values of another shape; raise ValueError where it is none."""
        if len(numbers) != prod(shape) or min(shape, default=0) < 0:
            raise ValueError(f"{len(numbers)} numbers do not fit the shape {shape}")
        if self.shape is not None and len(shape) != len(self.shape):
            raise ValueError(f"the shape is {shape}, and was {self.shape} before")
        self.shape, self.size = shape, len(numbers)
        self.stretches.append(_Stretch(tuple(shape)))

    def whole(self, precision: RunPrecision) -> Array:
        """Return all of them as one array."""
        kind = NUMBER_TYPES[precision]
        with np.errstate(over="ignore"):
            numbers = self.numbers.numbers.astype(kind, copy=False)
        count = sum(stretch.count for stretch in self.stretches)
        if len(self.stretches) == 1:
            return numbers.reshape(count, *self.stretches[0].shape)
        largest = tuple(map(max, zip(*(stretch.shape for stretch in self.stretches), strict=True)))
        padded = np.full((count, *largest), np.nan, kind)
        row = at = 0
        for stretch in self.stretches:
            end = at + stretch.count * prod(stretch.shape)
            place = (slice(row, row + stretch.count), *map(slice, stretch.shape))
            padded[place] = numbers[at:end].reshape(stretch.count, *stretch.shape)
            row, at = row + stretch.count, end
        return padded
