"""Watches: expressions over quantities that are looked at wherever one stops. Knows no commands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nnstep.errors import CommandError
from nnstep.expr.condition import PREVIOUS
from nnstep.expr.condition_parse import parse_view
from nnstep.expr.evaluate import evaluate
from nnstep.expr.tree import names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nnstep.expr.array import Array
    from nnstep.expr.tree import Expr
    from nnstep.machine.frame import Frame
    from nnstep.program.types import Program


@dataclass(frozen=True, slots=True)
class Watch:
    """One expression."""

    text: str
    """As it was typed."""
    expression: Expr

    def value(self, frame: Frame) -> Array | None:
        """Return its value at a frame; None while something that it reads is not worked out yet."""
        if any(id not in frame.values for id in names(self.expression)):
            return None
        return evaluate(self.expression, frame.values)


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

    def add(self, text: str) -> Watch:
        """Watch an expression, and return it; raise ExpressionError where it can't be read."""
        watch = Watch(text.strip(), view_of(text, self._program))
        self._all.append(watch)
        return watch

    def remove(self, number: int) -> None:
        """Take one away, counted from 1; raise CommandError where there is none of this number."""
        if not 1 <= number <= len(self._all):
            raise CommandError(f"there is no watch {number}", f"there are {len(self._all)}")
        del self._all[number - 1]


def view_of(text: str, program: Program) -> Expr:
    """Return an expression of a program's quantities; raise CommandError or ExpressionError where it is none."""
    expression = parse_view(text, program.shapes)
    if any(id.startswith(PREVIOUS) for id in names(expression)):
        raise CommandError("previous(...) is for conditions", "watch the quantity itself")
    return expression
