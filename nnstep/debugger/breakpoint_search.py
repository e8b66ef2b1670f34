"""Breakpoints compiled into whole training steps: to run to the next stop, and to search backwards for the last one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from time import perf_counter
from typing import TYPE_CHECKING

from nnstep.debugger.breakpoints import Breakpoints
from nnstep.engine.run import Run
from nnstep.expr.array import Array
from nnstep.program.program import Program

if TYPE_CHECKING:
    from nnstep.engine.fastpath.build import FastPath

_FIRST_CHUNK, _LARGEST_CHUNK = 16, 4096
"""Training steps searched at a time, going back."""
_QUICK = 0.005
"""Seconds: after a chunk that took less, the next one has twice as many training steps."""


class CompiledBreakpoints:
    """The breakpoints of one session, compiled; kept while the breakpoints stay the same."""

    def __init__(self, breakpoints: Breakpoints) -> None:
        self.breakpoints = breakpoints
        self._key: tuple[object, ...] = ()
        self._compiled: dict[tuple[bool, Program], FastPath] = {}

    def path(self, program: Program, *, collecting: bool) -> FastPath:
        """Return what runs `program` until a breakpoint's condition holds, or collects where one does."""
        active = self.breakpoints.active
        key = tuple((point.number, point.source, point.ops) for point in active)
        if key != self._key:
            self._key, self._compiled = key, {}
        which = collecting, program
        if which not in self._compiled:
            from nnstep.engine.fastpath.build import FastPath  # what steps on needs none

            previous = {id for point in active for id in point.previous}
            conditions = _by_operation(self.breakpoints)
            self._compiled[which] = FastPath(program, conditions, sorted(previous), collecting=collecting)
        return self._compiled[which]


class BackwardSearch:
    """The search for the last position where a breakpoint's condition held, chunk by chunk."""

    def __init__(self, searches: CompiledBreakpoints, run: Run, position: int, limit: int) -> None:
        """Search before `position`, down to `limit`."""
        self._searches = searches
        self._run = run
        self._length = len(run.program.ops)
        self._position = position
        self._limit = limit
        self._end = -(-min(position, run.last_position) // self._length)
        self._chunk = _FIRST_CHUNK
        self.found: int | None = None
        """The position found; None while nothing was."""

    @property
    def finished(self) -> bool:
        """Whether there is nothing more to search."""
        return self.found is not None or self._end * self._length <= self._limit

    @property
    def looked_back_to(self) -> int:
        """The position down to which it has searched."""
        return self._end * self._length

    def advance(self) -> None:
        """Search one more chunk."""
        begun = perf_counter()
        whole = self._run.stretch_before(self._end)
        start = self._end - 1 if whole == self._end else max(whole, self._end - self._chunk)
        hits = self._stepped(start) if whole == self._end else self._hits(start, self._end)
        before = [hit for hit in hits if self._limit < hit < self._position]
        self.found = before[-1] if before else None
        self._end = start
        if perf_counter() - begun < _QUICK:
            self._chunk = min(2 * self._chunk, _LARGEST_CHUNK)

    def _hits(self, start: int, end: int) -> list[int]:
        """Return the positions in training steps `start` to before `end` at which a condition held."""
        values = self._run.seek(start * self._length).values
        program = self._run.program_at(start)
        parameters = {id: values[id] for id in program.parameters}
        path = self._searches.path(program, collecting=True)
        path.start(parameters, values if start else parameters)
        path.run(start, end, [])
        return [step * self._length + op + 1 for step, op in path.hits]

    def _stepped(self, step: int) -> list[int]:
        """Return the same for one training step in the middle of which there is an edit."""
        before = values_before(self._run, step)
        found = []
        for op in range(self._length):
            values = self._run.seek(step * self._length + op + 1).values
            if self._searches.breakpoints.holding(op, step, values, before):
                found.append(step * self._length + op + 1)
        return found


def values_before(run: Run, step: int) -> Mapping[str, Array]:
    """Return the values at the end of the training step before `step`, from 0; before the first one, its parameters.

    None is known of a training step in the middle of which a recording begins.
    """
    position = step * len(run.program.ops)
    if position < run.first_position:
        return {}
    values = run.seek(position).values
    return values if step else {id: values[id] for id in run.program_at(0).parameters}


def _by_operation(breakpoints: Breakpoints) -> Mapping[int, str]:
    """Return, by operation, one condition that holds where any of the breakpoints' does."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for point in breakpoints.active:
        for op in point.ops:
            found[op].append(f"({point.source})")
    return {op: " or ".join(sources) for op, sources in found.items()}
