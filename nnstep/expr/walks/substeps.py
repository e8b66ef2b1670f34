"""The sub-steps of an expression: what is computed one after the other, each on the results of those before.

A function that has a definition that computes the very same bits is gone through by it. Knows shapes, no values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from nnstep.expr.array import Shape
from nnstep.expr.primitives import PRIMITIVES
from nnstep.expr.tree import (
    Call,
    Element,
    Expr,
    Name,
    Number,
    Pick,
    Slope,
    Total,
    Transpose,
    children,
    substitute,
    with_children,
)
from nnstep.expr.walks.expand import expand
from nnstep.expr.walks.shape import shape_of

STAND_IN = "_step{}"
"""What the result of a sub-step is called, by its number from 0."""
EXACT_DEFINITIONS = tuple(name for name, row in PRIMITIVES.items() if row.exact)
"""Functions that compute exactly what their definition in the language says, bit for bit."""


@dataclass(frozen=True, slots=True)
class SubStep:
    """One thing that is computed on the way to an operation's result."""

    number: int
    """From 0."""
    whole: Expr
    """What it is of the operation, over quantities alone: ``W1 @ x + b1``."""
    short: Expr
    """The same over the results of the sub-steps before: ``_step0 + b1``."""
    shape: Shape

    @property
    def name(self) -> str:
        """What its result is called in the sub-steps after it."""
        return STAND_IN.format(self.number)

    def terms(self, shapes: Mapping[str, Shape]) -> int:
        """Return how many products or terms each element is the sum of; 1 where it is no sum."""
        first = expand(self.short, (0,) * len(self.shape), shapes)
        return len(first.terms) if isinstance(first, Total) else 1

    def element(self, unit: int, terms: int) -> tuple[tuple[int, ...], int]:
        """Return the element, and its term from 0, that is computed as number `unit`, element by element."""
        place, term = divmod(unit, terms)
        return tuple(int(part) for part in np.unravel_index(place, self.shape)) if self.shape else (), term

    def expansion(self, index: tuple[int, ...], shapes: Mapping[str, Shape]) -> Expr:
        """Return one element over elements of quantities and of the sub-steps before."""
        return expand(self.short, index, shapes)


@dataclass(slots=True)
class _Steps:
    shapes: dict[str, Shape]
    found: list[SubStep] = field(default_factory=list)

    def of(self, expr: Expr) -> Expr:
        """Note the sub-steps of `expr`; return what stands for its result in those after it."""
        match expr:
            case Number() | Name() | Element():
                return expr
            case Slope(_, _, body):
                return self.of(body)
            case Transpose(operand):
                return Transpose(self.of(operand))
            case Pick(operand, index):
                return Pick(self.of(operand), index)
            case Call("linear", (argument,)):
                return self.of(argument)
            case Call(function, (argument,)) if function in EXACT_DEFINITIONS:
                definition = PRIMITIVES[function].definition
                return self.of(substitute(definition, {"u": argument})) if definition is not None else expr
            case _:
                return self._computed(expr)

    def _computed(self, expr: Expr) -> Name:
        short = with_children(expr, tuple(self.of(child) for child in children(expr)))
        shape = shape_of(short, self.shapes)
        step = SubStep(len(self.found), expr, short, shape)
        self.found.append(step)
        self.shapes[step.name] = shape
        return Name(step.name)


def substeps(expr: Expr, shapes: Mapping[str, Shape]) -> tuple[SubStep, ...]:
    """Return the sub-steps of `expr` in the order of evaluation; what is a name alone is one sub-step, itself."""
    steps = _Steps(dict(shapes))
    last = steps.of(expr)
    if not steps.found or not isinstance(last, Name):
        steps.found.append(SubStep(len(steps.found), expr, last, shape_of(last, steps.shapes)))
    return tuple(steps.found)


def shapes_with(steps: tuple[SubStep, ...], shapes: Mapping[str, Shape]) -> Mapping[str, Shape]:
    """Return the shapes of quantities with those of the sub-steps' results."""
    return {**shapes, **{step.name: step.shape for step in steps}}


def read_terms(expansion: Expr) -> Iterator[Expr]:
    """Yield what an element is the sum of, or itself."""
    yield from expansion.terms if isinstance(expansion, Total) else (expansion,)
