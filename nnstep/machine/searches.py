"""Breakpoints compiled into whole training steps: for running to the next one, and for looking back for the last one.

What is compiled is kept for as long as the breakpoints are the same ones. Knows no way of stepping.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from nnstep.machine.fastpath import FastPath

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nnstep.machine.breakpoints import Breakpoint, Breakpoints
    from nnstep.machine.timeline import Timeline
    from nnstep.program.types import Program

_CHUNK = 256
"""So many training steps are looked through at a time, going back."""


class Searches:
    """The compiled breakpoints of one session."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._key: tuple[object, ...] = ()
        self._compiled: dict[bool, FastPath] = {}

    def stopping(self, breakpoints: Breakpoints) -> FastPath:
        """Return what runs until a breakpoint's condition holds."""
        return self._path(breakpoints, collecting=False)

    def last_before(
        self, position: int, breakpoints: Breakpoints, timeline: Timeline
    ) -> tuple[int, Breakpoint | None] | None:
        """Return the last position before this one where a breakpoint's condition held, and the breakpoint."""
        length = len(self._program.ops)
        end = -(-position // length)
        while end > 0 and breakpoints.active:
            start = max(0, end - _CHUNK)
            hits = self._hits(start, end, breakpoints, timeline)
            before = [hit for step, op in hits if (hit := step * length + op + 1) < position]
            if before:
                return before[-1], self._at(before[-1], breakpoints)
            end = start
        return None

    def _hits(self, start: int, end: int, breakpoints: Breakpoints, timeline: Timeline) -> list[tuple[int, int]]:
        values = timeline.seek(start * len(self._program.ops)).values
        parameters = {id: values[id] for id in self._program.parameters}
        path = self._path(breakpoints, collecting=True)
        path.start(parameters, values if start else parameters)
        path.run(start, end, [])
        return list(path.hits)

    def _at(self, position: int, breakpoints: Breakpoints) -> Breakpoint | None:
        """Return a breakpoint that is looked at after the operation done last at a position."""
        op = (position - 1) % len(self._program.ops)
        return next((point for point in breakpoints.active if op in point.ops), None)

    def _path(self, breakpoints: Breakpoints, *, collecting: bool) -> FastPath:
        key = tuple((point.number, point.source, point.ops) for point in breakpoints.active)
        if key != self._key:
            self._key, self._compiled = key, {}
        if collecting not in self._compiled:
            previous = {id for point in breakpoints.active for id in point.previous}
            conditions = _by_operation(breakpoints)
            self._compiled[collecting] = FastPath(self._program, conditions, sorted(previous), collecting=collecting)
        return self._compiled[collecting]


def _by_operation(breakpoints: Breakpoints) -> Mapping[int, str]:
    """Return, by operation, one condition that holds where any of the breakpoints' does."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for point in breakpoints.active:
        for op in point.ops:
            found[op].append(f"({point.source})")
    return {op: " or ".join(sources) for op, sources in found.items()}
