"""One element worked out from what was given: its expression with all that was not given put in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

import numpy as np

from nnstep.expr.array import Shape
from nnstep.expr.tree import Expr, names, substitute, walk
from nnstep.expr.walks.expand import expand
from nnstep.expr.walks.paper import on_paper
from nnstep.grading.sheet.answer_sheet import Index, Sheet
from nnstep.program.program import Program

_MOST_READ = 400
"""Beyond so many elements in what it reads, an operation is not written out."""
_MOST_NODES = 250
"""Longer expressions are cut back to the operation itself."""

ElementKey: TypeAlias = "tuple[str, Index, frozenset[str], bool]"
"""An element, what was given in its training step, and whether that is the last of an epoch, with a smaller batch."""


class ElementExpressions:
    """The expressions of single elements, each made once."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._positions = {op.target: number for number, op in enumerate(program.ops)}
        self._found: dict[ElementKey, Expr | None] = {}

    def key(self, sheet: Sheet, step: int, id: str, index: Index) -> ElementKey:
        """Return what an element's expression depends on."""
        whole = frozenset(name for (number, name), given in sheet.answers.items() if number == step)
        return id, index, whole, self._program.shapes_in(step - 1) is self._program.last_shapes

    def of(self, sheet: Sheet, step: int, id: str, index: Index) -> Expr | None:
        """Return the expression of an element over what was given; None where there is none, or it is too large."""
        key = self.key(sheet, step, id, index)
        if key not in self._found:
            self._found[key] = self._written_out(id, index, key[2], self._program.shapes_in(step - 1))
        return self._found[key]

    def alone(self, step: int, expr: Expr, index: Index) -> Expr | None:
        """Return the expression of an element of what `expr` gives in a training step.

        None where it is too large, or reads what the training step before left behind.
        """
        shapes = self._program.shapes_in(step - 1)
        if not all(name in shapes for name in names(expr)) or not self._is_small(expr):
            return None
        return self._scalar(on_paper(expr), index, shapes)

    def _written_out(self, id: str, index: Index, given: frozenset[str], shapes: Mapping[str, Shape]) -> Expr | None:
        if id not in self._positions or not self._is_small(self._program.ops[self._positions[id]].expression):
            return None
        number = self._positions[id]
        own = on_paper(self._program.ops[number].expression)
        for expr in (self._with_what_is_behind(own, number, given), own):
            scalar = self._scalar(expr, index, shapes) if self._is_small(expr) else None
            if scalar is not None:
                return scalar
        return None

    def _scalar(self, expr: Expr, index: Index, shapes: Mapping[str, Shape]) -> Expr | None:
        scalar = expand(expr, index, shapes)
        return scalar if sum(1 for _ in walk(scalar)) <= _MOST_NODES else None

    def _is_small(self, expr: Expr) -> bool:
        return sum(int(np.prod(self._program.shapes[name])) for name in names(expr)) <= _MOST_READ

    def _with_what_is_behind(self, expr: Expr, number: int, given: frozenset[str]) -> Expr:
        """Put in the operations of what was not given; what is overwritten in the training step stays as it is."""
        found: dict[str, Expr] = {}
        for id in names(expr):
            at = self._positions.get(id, number)
            if at < number and id not in given and not self._is_stale(at, number):
                found[id] = self._with_what_is_behind(self._program.ops[at].expression, at, given)
        return substitute(expr, found)

    def _is_stale(self, at: int, number: int) -> bool:
        """Return whether something that operation `at` read is overwritten before operation `number`."""
        overwritten = {op.target for op in self._program.ops[at:number] if op.overwrites}
        return bool(overwritten & set(self._program.ops[at].reads))
