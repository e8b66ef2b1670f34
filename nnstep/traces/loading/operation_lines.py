"""The lines of the operations in a trace, by their number, from 0: found by bisection where none is left out."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from functools import cached_property

from nnstep.errors import DataError
from nnstep.traces.reading.trace_file import Line, TraceFile


class OperationLines:
    """The operations that a trace holds, in order."""

    def __init__(self, trace: TraceFile) -> None:
        self._trace = trace
        self._is_whole = trace.header.selection.is_whole
        self._step = -1
        self._of_step: dict[int, Line] = {}
        """The operations of that training step by number, from 1."""
        self._after = 0
        """Where the lines after that training step begin."""

    def __len__(self) -> int:
        if self._is_whole:
            return self._trace.last_position - self._trace.header.first_position
        return len(self._offsets)

    def __iter__(self) -> Iterator[Line]:
        return (line for line in self._trace.lines() if line.head.kind == "op")

    def line(self, number: int) -> Line:
        """Return the line of one operation; raise DataError where the trace lacks it."""
        if not self._is_whole:
            return next(self._trace.lines(self._offsets[number]))
        step, op = divmod(self._trace.header.first_position + number, self._trace.header.length)
        if step != self._step:
            self._read(step)
        if op + 1 not in self._of_step:
            raise DataError(f"{self._trace.path}: operation {number + 1} is missing", "the trace was changed")
        return self._of_step[op + 1]

    @cached_property
    def _offsets(self) -> array[int]:
        """Where each line begins; looked for once, where the numbers can't be computed."""
        return array("q", (line.offset for line in self))

    def _read(self, step: int) -> None:
        offset = self._after if step == self._step + 1 and self._after else self._trace.find_step(step)
        found: dict[int, Line] = {}
        after = self._trace.end
        for line in self._trace.lines(offset):
            if line.head.kind in ("op", "batch", "epoch") and line.head.step > step:
                after = line.offset
                break
            if line.head.kind == "op":
                found[line.head.op] = line
        self._step, self._of_step, self._after = step, found, after
