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
from nnstep.expr.array import NUMBER_TYPES, Array, RunPrecision
from nnstep.problems.did_you_mean import meant
from nnstep.traces.loading.growing import Growing
from nnstep.traces.loading.line_facts import FlatNumbers, take_lines
from nnstep.traces.loading.line_filter import TARGET, body_lines, lines_that_may_state
from nnstep.traces.loading.value_shapes import ValueShapes
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
            message = f"{trace.path}: no value of {id!r} is recorded"
            targets = [op.target for op in trace.header.ops]
            if id in trace.start and id not in targets:
                raise DataError(message, f"it stays as it is at the beginning: start[{id!r}]")
            raise DataError(message, "" if id in targets else meant(id, targets) or "`start` and `header` say what is")


@dataclass(slots=True)
class _Values:
    """The values of one quantity."""

    numbers: Growing = field(default_factory=Growing)
    shapes: ValueShapes = field(default_factory=ValueShapes)
    shape: Sequence[int] | None = None
    """That of the last value, as its line states it."""
    size: int = 0

    def add(self, shape: Sequence[int], numbers: FlatNumbers) -> None:
        """Add a value; raise ValueError or TypeError where it is none."""
        if shape != self.shape:
            self._begin(shape, numbers)
        elif len(numbers) != self.size:
            raise ValueError(f"{len(numbers)} numbers do not fit the shape {shape}")
        else:
            self.shapes.count += 1
        self.numbers.add(numbers)

    def _begin(self, shape: Sequence[int], numbers: FlatNumbers) -> None:
        """Begin with values of another shape; raise ValueError where it is none."""
        if len(numbers) != prod(shape) or min(shape, default=0) < 0:
            raise ValueError(f"{len(numbers)} numbers do not fit the shape {shape}")
        if self.shape is not None and len(shape) != len(self.shape):
            raise ValueError(f"the shape is {shape}, and was {self.shape} before")
        self.shape, self.size = shape, len(numbers)
        self.shapes.note(tuple(shape))

    def whole(self, precision: RunPrecision) -> Array:
        """Return all of them as one array."""
        with np.errstate(over="ignore"):
            numbers = self.numbers.numbers.astype(NUMBER_TYPES[precision], copy=False)
        return self.shapes.whole(numbers)
