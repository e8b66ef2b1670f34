"""Watches: expressions whose values are shown at every stop; and the value of any expression, as lines of text too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from operator import is_

import numpy as np

from nnstep.drawing.value_signs import MISSING
from nnstep.engine.frame import Frame
from nnstep.errors import CommandError, ProgramError
from nnstep.expr.array import Array, Shape
from nnstep.expr.condition import PREVIOUS
from nnstep.expr.digits import Digits, column_texts
from nnstep.expr.parsing.conditions import parse_view
from nnstep.expr.tree import Expr, names
from nnstep.expr.walks.evaluate import evaluate
from nnstep.expr.walks.shape import shape_of
from nnstep.program.program import Program
from nnstep.program.spellings import Spellings

_MOST_LOOKS = 20
"""Number of earlier values kept of each watch."""


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """A value that a watch took at one stop. Not compared by value."""

    position: int
    place: str
    """The position as people read it: epoch.step.operation."""
    value: Array


@dataclass(frozen=True, slots=True, eq=False)
class Watch:
    """One expression, with its values at the stops that lie before the present one in the run.

    Going back forgets the values further on in the run: they are not earlier values.
    """

    text: str
    """As it was typed."""
    expression: Expr
    value: Array | None = None
    """Its value at the last stop; None while something it reads is not computed yet."""
    looks: tuple[Look, ...] = ()
    """Its changes, in the order of the run."""
    just_changed: bool = False
    """Whether the value differs from that of the last stop, earlier or later in the run."""
    shown: Array | None = None
    """The value at the last stop where it had one."""
    reads: tuple[str, ...] = ()
    """The ids of what the expression reads."""
    read: tuple[Array | None, ...] = ()
    """The values of these at the last stop: as long as they are the same arrays, so is the value."""
    was_stale: bool = True
    """Whether any of them was stale at the last stop, or there was none."""

    @classmethod
    def of(cls, text: str, expression: Expr) -> Watch:
        """Return a watch that has not looked at anything yet."""
        return cls(text, expression, reads=names(expression))

    @property
    def was(self) -> Array | None:
        """The value before the present one; while it has none, the last one it had."""
        before = self.looks[:-1] if self.value is not None else self.looks
        return before[-1].value if before else None

    @property
    def was_until(self) -> str:
        """Where the present value was first seen; empty while there is none, or no earlier one."""
        return self.looks[-1].place if self.value is not None and len(self.looks) > 1 else ""

    def before(self, position: int) -> Watch:
        """Return the watch without the values that it took from a position on."""
        looks = tuple(look for look in self.looks if look.position < position)
        return self if len(looks) == len(self.looks) else replace(self, looks=looks, was_stale=True)

    def looked_at(self, frame: Frame) -> Watch:
        """Return the watch with its value at a frame; the same one where nothing of it has changed."""
        read = tuple(map(frame.values.get, self.reads))
        is_stale = not frame.stale.isdisjoint(self.reads)
        went_back = bool(self.looks) and self.looks[-1].position > frame.position
        if not (is_stale or self.was_stale or went_back) and all(map(is_, read, self.read)):
            return replace(self, just_changed=False) if self.just_changed else self
        looks = tuple(look for look in self.looks if look.position <= frame.position)
        value = None if is_stale else value_at(self.expression, frame)
        seen = replace(self, value=value, looks=looks, just_changed=False, read=read, was_stale=is_stale)
        if value is None:
            return seen
        if not looks or not _same(value, looks[-1].value):
            looks = (*looks, Look(frame.position, str(frame.place), value))[-_MOST_LOOKS:]
        changed = self.shown is not None and not _same(value, self.shown)
        return replace(seen, looks=looks, just_changed=changed, shown=value)


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
        """Watch an expression from here on, and return the watch; raise ExpressionError where it is not one."""
        watch = Watch.of(text.strip(), view_of(text, self._program)).looked_at(frame)
        self._all.append(watch)
        return watch

    def remove(self, number: int) -> Watch:
        """Delete one, counted from 1, and return it; raise CommandError where there is none of this number."""
        if not 1 <= number <= len(self._all):
            raise CommandError(f"no watch {number}", f"the number of watches is {len(self._all)}")
        return self._all.pop(number - 1)

    def clear(self) -> None:
        """Delete all of them."""
        self._all.clear()

    def forget(self, position: int) -> None:
        """Forget the values from a position on: the run has others there now."""
        self._all = [watch.before(position) for watch in self._all]

    def look(self, frame: Frame) -> None:
        """Evaluate all of them at a stop."""
        self._all = [watch.looked_at(frame) for watch in self._all]


def _same(value: Array, other: Array) -> bool:
    """Return whether two values are equal; NaN is equal to NaN."""
    if value.ndim == 0 == other.ndim:
        one, two = value.item(), other.item()
        return bool(one == two or (one != one and two != two))
    return np.array_equal(value, other, equal_nan=True)


def view_of(text: str, program: Program, shapes: Mapping[str, Shape] | None = None) -> Expr:
    """Parse an expression over quantities, of these shapes or the program's; raise CommandError or ExpressionError."""
    expression = parse_view(Spellings(program).with_ids(text), shapes or program.shapes)
    if any(id.startswith(PREVIOUS) for id in names(expression)):
        raise CommandError("previous(...) works only in conditions", "name the quantity itself")
    return expression


def value_at(expression: Expr, frame: Frame) -> Array | None:
    """Return an expression's value at a frame; None where something it reads has no value, or a stale one.

    None also where it asks for samples that a smaller batch does not have.
    """
    read = names(expression)
    if any(id not in frame.values or id in frame.stale for id in read):
        return None
    try:
        shape_of(expression, frame.shapes)
    except ProgramError:
        return None
    return evaluate(expression, frame.values)


def evaluated(expression: Expr, frame: Frame) -> Array:
    """Return an expression's value at a frame; raise CommandError where something it reads has none yet."""
    missing = [id for id in names(expression) if id not in frame.values]
    if missing:
        raise CommandError(f"{missing[0]} has no value yet", "step on until it is computed")
    return evaluate(expression, frame.values)


def value_lines(value: Array, digits: Digits) -> list[str]:
    """Return a value as lines of text: one for a number, one a row for a matrix."""
    if value.ndim == 0:
        return [digits.number(float(value))]
    rows = value if value.ndim == 2 else value[None, :]
    return ["  ".join(cells) for cells in column_texts(rows, digits)]


def named_lines(name: str, value: Array | None, digits: Digits) -> list[str]:
    """Return ``name = value``, a matrix in a block beside its name; a dot where there is no value."""
    lines = [MISSING] if value is None else value_lines(value, digits)
    head = f"{name} = "
    return [f"{head}{lines[0]}", *(" " * len(head) + line for line in lines[1:])]
