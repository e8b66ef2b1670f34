"""Counts the records of a trace: where nnstep wrote it, without reading any number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter

from nnstep.expr.array import Shape
from nnstep.traces.reading.trace_file import TraceFile
from nnstep.traces.record import LINE_HEAD, TraceRecord

_COUNTED = itemgetter(1, 2, 3, 6, 7)
"""Of a line's head: kind, epoch, step, target and shape."""


@dataclass(slots=True)
class RecordCounts:
    """How many records there are of each kind and of each quantity, and of how many training steps."""

    kinds: Counter[str] = field(default_factory=Counter)
    values: Counter[tuple[str, Shape]] = field(default_factory=Counter)
    """By quantity and shape."""
    steps: int = 0
    """Training steps with operations."""
    _step: tuple[object, object] | None = None
    """Epoch and step of the last operation."""

    def add(self, record: TraceRecord) -> None:
        """Count one record."""
        self.kinds[record.kind] += 1
        if record.target:
            self.values[record.target, record.value.shape] += 1
        if record.kind == "op":
            self.add_ops([(record.place.epoch, record.place.step)])

    def add_ops(self, steps: Iterable[tuple[object, object]]) -> None:
        """Count the training steps of operations that come one after another."""
        for step, _ in groupby(steps):
            self.steps += step != self._step
            self._step = step


def counts_of_lines(trace: TraceFile) -> RecordCounts:
    """Return the counts of an open trace; raise DataError at a line that is no record."""
    counts = RecordCounts()
    heads: Counter[tuple[bytes, ...]] = Counter()
    for offset, block in trace.blocks(0):
        lines = block[:-1].split(b"\n")
        found: list[tuple[bytes, ...]] = [
            _COUNTED(match.groups()) for match in map(LINE_HEAD.match, lines) if match is not None
        ]
        if len(found) < len(lines):
            found = _read(trace, offset, lines)
        heads.update([(kind, target, shape) for kind, _, _, target, shape in found])
        counts.add_ops([(epoch, step) for kind, epoch, step, _, _ in found if kind == b"op"])
    for (kind, target, shape), count in heads.items():
        counts.kinds[kind.decode()] += count
        if target:
            counts.values[target.decode(), tuple(map(int, shape.split(b",") if shape else ()))] += count
    return counts


def _read(trace: TraceFile, offset: int, lines: Sequence[bytes]) -> list[tuple[bytes, ...]]:
    """Return the same of lines that another program wrote in its own way, or of format 1."""
    found: list[tuple[bytes, ...]] = []
    for line in lines:
        record = trace.record_at(offset, line)
        numbers = (record.place.epoch, record.place.step, ",".join(map(str, record.value.shape)))
        epoch, step, shape = (str(number).encode() for number in numbers)
        found.append((record.kind.encode(), epoch, step, record.target.encode(), shape))
        offset += len(line) + 1
    return found
