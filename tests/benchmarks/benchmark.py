"""What a benchmark is: the figures that it declares, and a function that measures each of them once."""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from time import process_time

ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Figure:
    """A number about nnstep: a ratio to what stands beside it, or a number of its own."""

    name: str
    beside: str = ""
    """What the ratio is to; empty for a number of nnstep's own."""
    most: float | None = None
    """What was asked for, if less is better."""
    least: float | None = None
    """What was asked for, if more is better."""
    unit: str = ""

    @property
    def label(self) -> str:
        """What the figure is called where it is measured, and in the history."""
        return f"{self.name} / {self.beside}" if self.beside else self.name

    @property
    def asked(self) -> float | None:
        """What was asked for, if anything."""
        return self.most if self.least is None else self.least

    def excess(self, value: float, other: float) -> float:
        """Return by how much `value` is worse than `other`; below 0 if it is better."""
        return value - other if self.least is None else other - value


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Figures that are measured together, by turns with what stands beside them."""

    figures: tuple[Figure, ...]
    measure: Callable[[bool], Iterator[tuple[str, float]]]
    """Yields label and value of each figure, from less work if told so; leaves out what can't be measured here."""
    rounds: int = ROUNDS
    """How often it is measured, each time in a fresh process: once is enough for what is the same each time."""


def least(ways: Mapping[str, Callable[[], float]], turns: int) -> dict[str, float]:
    """Take several ways by turns, each of which returns what it cost; return the least cost of each."""
    costs = [{name: way() for name, way in ways.items()} for _ in range(turns)]
    return {name: min(cost[name] for cost in costs) for name in ways}


def seconds(prepare: Callable[[], Callable[[], object]]) -> float:
    """Return the processor time of what a function prepares."""
    run = prepare()
    begun = process_time()
    run()
    return process_time() - begun


def seconds_of_children(run: Callable[[], object]) -> float:
    """Return the processor time of the processes that a function starts and waits for."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
