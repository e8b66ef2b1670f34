"""Breakpoints: where a run stops by itself, and whether it does. Their texts are read elsewhere. Knows no positions.

All of a breakpoint is compiled once, into one condition over the quantities, looked at only after the operations that
it names or that write what it reads.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import CodeType
from typing import Any

import numpy as np

from nnstep.errors import CommandError
from nnstep.expr.array import Array, Shape
from nnstep.expr.condition import PREVIOUS
from nnstep.expr.condition_functions import FUNCTIONS
from nnstep.expr.walks.numpy_line import namespace


@dataclass(frozen=True, slots=True)
class Breakpoint:
    """One reason to stop."""

    text: str
    """As it was typed."""
    ops: frozenset[int]
    """The operations of a training step, from 0, after which it is looked at."""
    source: str
    """The condition as Python over NumPy; ``True`` for one that always stops."""
    previous: frozenset[str] = frozenset()
    """The quantities whose values in the training step before it reads."""
    number: int = 0
    temporary: bool = False
    """Whether it is gone once it has stopped a run."""
    after: int = 1
    """It stops the first time that it has been met so often."""
    met: int = 0
    """How often its condition has held where the run came by."""
    enabled: bool = True

    @property
    def name(self) -> str:
        """What it is called where it has stopped a run."""
        return f"breakpoint {self.number}" if self.number else self.text


class Breakpoints:
    """The breakpoints of one session, by number."""

    def __init__(self, shapes: Mapping[str, Shape]) -> None:
        """Begin without any, for quantities of these shapes."""
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
        """Take a breakpoint up, with the next number; return it."""
        numbered = replace(point, number=self._next)
        self._all[self._next] = numbered
        self._next += 1
        return numbered

    def remove(self, number: int) -> None:
        """Take one away; raise CommandError where there is none of this number."""
        self._known(number)
        del self._all[number]

    def discard(self, number: int) -> None:
        """Take one away, if it is there still."""
        self._all.pop(number, None)

    def toggle(self, number: int) -> Breakpoint:
        """Enable or disable one, and return it; raise CommandError where there is none of this number."""
        self._all[number] = replace(self._known(number), enabled=not self._known(number).enabled)
        return self._all[number]

    def stops(self, op: int, step: int, values: Mapping[str, Array], before: Mapping[str, Array]) -> Breakpoint | None:
        """Return the breakpoint that stops a run after operation `op` of training step `step`, both from 0.

        Those that were met are counted. `before` are the values of the training step before.
        """
        stopping = None
        for point in self.holding(op, step, values, before):
            met = replace(point, met=point.met + 1)
            self._all[point.number] = met
            if met.met >= met.after and stopping is None:
                stopping = met
        if stopping is not None and stopping.temporary:
            del self._all[stopping.number]
        return stopping

    def holding(self, op: int, step: int, values: Mapping[str, Array], before: Mapping[str, Array]) -> list[Breakpoint]:
        """Return the breakpoints whose conditions hold after an operation, without counting that."""
        return [point for point in self.active if op in point.ops and self._holds(point, step, values, before)]

    def _holds(self, point: Breakpoint, step: int, values: Mapping[str, Array], before: Mapping[str, Array]) -> bool:
        """Return whether a breakpoint's condition holds; one that reads what is not there yet does not."""
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
        """Return a condition, compiled once however often it is looked at."""
        if source not in self._codes:
            self._codes[source] = compile(source, "<condition>", "eval")
        return self._codes[source]

    def _known(self, number: int) -> Breakpoint:
        if number not in self._all:
            known = ", ".join(map(str, self._all)) or "none"
            raise CommandError(f"there is no breakpoint {number}", f"there are {known}")
        return self._all[number]
