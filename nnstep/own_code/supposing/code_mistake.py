"""What a mistake is that only programs have, not work on paper: an id, a question, and the runs that it would make."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from nnstep.expr.array import Array
from nnstep.expr.tree import Expr
from nnstep.grading.context import GradingContext
from nnstep.own_code.aligning.supposed_run import Supposition
from nnstep.program.program import Program


@dataclass(frozen=True, slots=True, eq=False)
class CodeSetting:
    """What a mistake can see: the exercise, and how many of its training steps are looked at."""

    context: GradingContext
    steps: int
    results: Mapping[tuple[int, str], Array]
    """What the operations give in the true run, by training step, from 1, and quantity."""

    @property
    def program(self) -> Program:
        """The exercise's program."""
        return self.context.program

    @property
    def trained(self) -> tuple[str, ...]:
        """The parameters that training changes."""
        return tuple(id for id in self.program.trained if id in self.program.parameters)

    def layers_of(self, parameters: Iterable[str]) -> list[list[str]]:
        """Return parameters, those of a layer together."""
        layer_of = {op.target: op.layer for op in self.program.ops}
        found: dict[int, list[str]] = {}
        for id in parameters:
            found.setdefault(layer_of.get(id, 0), []).append(id)
        return list(found.values())

    @property
    def each_step(self) -> range:
        """The training steps, from 1."""
        return range(1, self.steps + 1)

    def feeds(self) -> list[dict[str, Any]]:
        """Return what each training step is given."""
        return [dict(self.program.schedule.feeds(step - 1)) for step in self.each_step]


@dataclass(frozen=True, slots=True)
class Supposed:
    """One way of making a mistake."""

    diagnosis: str
    """A clause, without a full stop."""
    supposition: Supposition


@dataclass(frozen=True, slots=True)
class Rewritten:
    """One way of making a mistake in some operations."""

    diagnosis: str
    expressions: Mapping[str, Expr]
    """By target: what stands in place of the operation's expression, stated for columns."""
    reads: tuple[str, ...] = ()
    """What it reads that it should not."""


MistakeWay: TypeAlias = Supposed | Rewritten


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class CodeMistake:
    """A mistake that programs have."""

    id: str
    question: str
    """What to ask oneself."""
    suppose: Callable[[CodeSetting, Supposition], Iterable[MistakeWay]]
    """Yields the ways of making it, on top of what is already supposed."""
    bits: float = 12.0
    """What it takes to say it, of all that can be wrong."""


def alternated(groups: Iterable[Iterable[str]]) -> Iterator[tuple[str, ...]]:
    """Yield groups of ids, each once, the empty ones left out."""
    yield from dict.fromkeys(ids for group in groups if (ids := tuple(group)))
