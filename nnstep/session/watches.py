"""Watches: expressions over quantities that are looked at wherever one stops. Knows no commands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from nnstep.engine.frame import Frame
from nnstep.errors import CommandError, ProgramError
from nnstep.expr.array import Array, Shape
from nnstep.expr.condition import PREVIOUS
from nnstep.expr.parsing.conditions import parse_view
from nnstep.expr.tree import Expr, names
from nnstep.expr.walks.evaluate import evaluate
from nnstep.expr.walks.shape import shape_of
from nnstep.program.program import Program

_MOST_LOOKS = 20
"""So many values are kept of each watch, to be there again where one goes back."""


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What a watch was seen to be at one stop, where that was not what it had been before. Not compared by value."""

    position: int
    place: str
    """The position as people read it: epoch.step.operation."""
    value: Array


@dataclass(frozen=True, slots=True, eq=False)
class Watch:
    """One expression, with what it was at the stops so far that lie before the present one in the run.

    Where one goes back, what was seen further on in the run is forgotten: it is not what the value was before.
    """

    text: str
    """As it was typed."""
    expression: Expr
    value: Array | None = None
    """Its value at the last stop; None while something that it reads is not worked out yet."""
    looks: tuple[Look, ...] = ()
    """Where it was seen to become another one, in the order of the run."""
    just_changed: bool = False
    """Whether it has another value than it last had at a stop, before or further on in the run."""
    shown: Array | None = None
    """The value that it last had at a stop."""

    @property
    def was(self) -> Array | None:
        """What it was before it became what it is; while it has no value, the last one it had."""
        before = self.looks[:-1] if self.value is not None else self.looks
        return before[-1].value if before else None

    @property
    def was_until(self) -> str:
        """Where it was seen to have become what it is; empty while it has no value, or had no other before."""
        return self.looks[-1].place if self.value is not None and len(self.looks) > 1 else ""

    def looked_at(self, frame: Frame) -> Watch:
        """Return the watch with its value at a frame."""
        looks = tuple(look for look in self.looks if look.position <= frame.position)
        value = value_at(self.expression, frame)
        if value is None:
            return replace(self, value=None, looks=looks, just_changed=False)
        if not looks or not _same(value, looks[-1].value):
            looks = (*looks, Look(frame.position, str(frame.place), value))[-_MOST_LOOKS:]
        changed = self.shown is not None and not _same(value, self.shown)
        return replace(self, value=value, looks=looks, just_changed=changed, shown=value)


class Watches:
    """The watches of one session, in the order they were made."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._all: list[Watch] = []

    def __iter__(self) -> Iterator[Watch]:
        return iter(self._all)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._all)

    def add(self, text: str, frame: Frame) -> Watch:
        """Watch an expression from here on, and return it; raise ExpressionError where it can't be read."""
        watch = Watch(text.strip(), view_of(text, self._program.shapes)).looked_at(frame)
        self._all.append(watch)
        return watch

    def remove(self, number: int) -> Watch:
        """Take one away, counted from 1, and return it; raise CommandError where there is none of this number."""
        if not 1 <= number <= len(self._all):
            raise CommandError(f"there is no watch {number}", f"there are {len(self._all)}")
        return self._all.pop(number - 1)

    def look(self, frame: Frame) -> None:
        """Look at all of them where one has stopped."""
        self._all = [watch.looked_at(frame) for watch in self._all]


def view_of(text: str, shapes: Mapping[str, Shape]) -> Expr:
    """Return an expression over quantities of these shapes; raise CommandError or ExpressionError where it is none."""
    expression = parse_view(text, shapes)
    if any(id.startswith(PREVIOUS) for id in names(expression)):
        raise CommandError("previous(...) is for conditions", "name the quantity itself")
    return expression


def value_at(expression: Expr, frame: Frame) -> Array | None:
    """Return an expression's value at a frame; None where something that it reads has none, or a stale one.

    Nor has an expression a value in a smaller batch, where it asks for samples that are not in it.
    """
    read = names(expression)
    if any(id not in frame.values or id in frame.stale for id in read):
        return None
    try:
        shape_of(expression, frame.shapes)
    except ProgramError:
        return None
    return evaluate(expression, frame.values)


def _same(value: Array, other: Array) -> bool:
    return value.shape == other.shape and bool(np.array_equal(value, other, equal_nan=True))
