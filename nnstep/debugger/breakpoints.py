"""Breakpoints: evaluates their conditions and counts their hits.

A breakpoint is compiled once, into one condition over the quantities. It is evaluated only after the operations that
the breakpoint names, or that write what it reads.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import CodeType
from typing import Any

import numpy as np

from nnstep.errors import CommandError
from nnstep.expr.array import Array, Shape
from nnstep.expr.condition import FUNCTIONS, PREVIOUS
from nnstep.expr.walks.numpy_line import namespace


@dataclass(frozen=True, slots=True)
class Breakpoint:
    """One reason to stop."""

    text: str
    """As it was typed."""
    ops: frozenset[int]
    """The operations of a training step, from 0, after which the condition is evaluated."""
    source: str
    """The condition as Python over NumPy; ``True`` for one that always stops."""
    previous: frozenset[str] = frozenset()
    """The quantities it reads as they were in the previous training step."""
    number: int = 0
    temporary: bool = False
    """Whether it is deleted once it has stopped a run."""
    ignore_count: int = 0
    """The number of hits that do not stop a run."""
    hits: int = 0
    """How often its condition held while the run went forward."""
    enabled: bool = True

    @property
    def name(self) -> str:
        """Its name where it has stopped a run."""
        return f"breakpoint {self.number}" if self.number else self.text


class Breakpoints:
    """The breakpoints of one session, by number."""

    def __init__(self, shapes: Mapping[str, Shape]) -> None:
        """Begin without breakpoints, for quantities of these shapes."""
        self._shapes = shapes
        self._all: dict[int, Breakpoint] = {}
        self._next = 1
        self._codes: dict[str, CodeType] = {}
        self._namespace = {**namespace(), **FUNCTIONS}

    def __iter__(self) -> Iterator[Breakpoint]:
        return iter(self._all.values())

    def __len__(self) -> int:
        """How many there are."""
        return len(self._all)

    @property
    def active(self) -> tuple[Breakpoint, ...]:
        """Those that are enabled."""
        return tuple(point for point in self if point.enabled)

    def add(self, point: Breakpoint) -> Breakpoint:
        """Add a breakpoint under the next number, and return it."""
        numbered = replace(point, number=self._next)
        self._all[self._next] = numbered
        self._next += 1
        return numbered

    def numbered(self, number: int) -> Breakpoint:
        """Return the breakpoint of this number; raise CommandError where there is none."""
        if number not in self._all:
            known = ", ".join(map(str, self._all)) or "none"
            raise CommandError(f"no breakpoint {number}", f"breakpoints: {known}")
        return self._all[number]

    def put(self, point: Breakpoint) -> None:
        """Replace the breakpoint of the same number."""
        self._all[point.number] = point

    def discard(self, number: int) -> None:
        """Delete a breakpoint, if it still exists."""
        self._all.pop(number, None)

    def clear(self) -> None:
        """Delete all of them; the next one is number 1 again."""
        self._all.clear()
        self._next = 1

    def stops(self, op: int, step: int, values: Mapping[str, Array], before: Mapping[str, Array]) -> Breakpoint | None:
        """Return the breakpoint that stops a run after operation `op` of training step `step`, both from 0.

        Hits are counted. `before` are the values of the previous training step.
        """
        stopping = None
        for point in self.holding(op, step, values, before):
            hit = replace(point, hits=point.hits + 1)
            self.put(hit)
            if hit.hits > hit.ignore_count and stopping is None:
                stopping = hit
        if stopping is not None and stopping.temporary:
            del self._all[stopping.number]
        return stopping

    def holding(self, op: int, step: int, values: Mapping[str, Array], before: Mapping[str, Array]) -> list[Breakpoint]:
        """Return the breakpoints whose conditions hold after an operation, without counting hits."""
        return [point for point in self.active if op in point.ops and self._holds(point, step, values, before)]

    def _holds(self, point: Breakpoint, step: int, values: Mapping[str, Array], before: Mapping[str, Array]) -> bool:
        """Return whether a breakpoint's condition holds; it does not where a quantity has no value yet."""
        known: dict[str, Any] = {"_step": step} | {
            f"{PREVIOUS}{id}": before[id] if id in before else np.full(self._shapes[id], np.nan)
            for id in point.previous
        }
        try:
            with np.errstate(all="ignore"):
                # Generated from a tree that a whitelist has made; it sees NumPy, a few functions and no built-ins.
                return bool(eval(self._code(point.source), self._namespace, {**values, **known}))  # noqa: S307
        except NameError:
            return False

    def _code(self, source: str) -> CodeType:
        """Return a condition's code, compiled once."""
        if source not in self._codes:
            self._codes[source] = compile(source, "<condition>", "eval")
        return self._codes[source]
