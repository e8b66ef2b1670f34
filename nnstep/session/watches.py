"""Watches: expressions over quantities that are looked at wherever one stops. Knows no commands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from nnstep.errors import CommandError, ProgramError
from nnstep.expr.condition import PREVIOUS
from nnstep.expr.condition_parse import parse_view
from nnstep.expr.evaluate import evaluate
from nnstep.expr.shape import shape_of
from nnstep.expr.tree import names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nnstep.expr.array import Array, Shape
    from nnstep.expr.tree import Expr
    from nnstep.machine.frame import Frame
    from nnstep.program.types import Program


@dataclass(frozen=True, slots=True, eq=False)
class Watch:
    """One expression, with what it was at the last stop. Not compared by value, since arrays are not."""

    text: str
    """As it was typed."""
    expression: Expr
    value: Array | None = None
    """Its value at the last stop; None while something that it reads is not worked out yet."""
    last: Array | None = None
    """The same, or the value it had when it last had one."""
    before: Array | None = None
    """The other value that it had before, where it has ever changed from one stop to another."""
    changed_at: str = ""
    """Where that was seen: epoch.step.operation."""
    just_changed: bool = False
    """Whether it has another value than at the stop before."""

    @property
    def was(self) -> Array | None:
        """What it was before it became what it is; while it has no value, the last one it had."""
        return self.before if self.value is not None else self.last

    @property
    def was_until(self) -> str:
        """Where it was seen to have become what it is; empty while it has no value."""
        return self.changed_at if self.value is not None else ""

    def looked_at(self, frame: Frame) -> Watch:
        """Return the watch with its value at a frame."""
        value = value_at(self.expression, frame)
        if value is None:
            return replace(self, value=None, just_changed=False)
        if self.last is None or _same(value, self.last):
            return replace(self, value=value, last=value, just_changed=False)
        return replace(self, value=value, last=value, before=self.last, changed_at=str(frame.place), just_changed=True)


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
