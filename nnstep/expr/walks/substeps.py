"""The sub-steps of an expression: what is computed one after the other, each on the results of those before.

A function that has a definition that computes the very same bits is gone through by it. Knows shapes, no values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from nnstep.expr import tree
from nnstep.expr.array import Shape
from nnstep.expr.primitives import PRIMITIVES
from nnstep.expr.walks.shape import shape_of


def exact_definition(call: tree.Call) -> tree.Expr | None:
    """Return what computes the very same bits as a call by its function's definition; None where nothing does."""
    row = PRIMITIVES[call.function]
    return row.defined(call.arguments) if row.exact else None


@dataclass(frozen=True, slots=True)
class SubStep:
    """One thing that is computed on the way to an operation's result."""

    number: int
    """From 0."""
    whole: tree.Expr
    """What it is of the operation, over quantities alone: ``W1 @ x + b1``."""
    short: tree.Expr
    """The same over the results of the sub-steps before: ``_step0 + b1``."""
    shape: Shape

    @property
    def name(self) -> str:
        """What its result is called in the sub-steps after it."""
        return f"_step{self.number}"


@dataclass(slots=True)
class _Steps:
    shapes: dict[str, Shape]
    found: list[SubStep] = field(default_factory=list)

    def of(self, expr: tree.Expr) -> tree.Expr:
        """Note the sub-steps of `expr`; return what stands for its result in those after it."""
        match expr:
            case tree.Number() | tree.Name() | tree.Element():
                return expr
            case tree.Shorthand(_, _, body):
                return self.of(body)
            case tree.Transpose(operand):
                return tree.Transpose(self.of(operand))
            case tree.Pick(operand, index):
                return tree.Pick(self.of(operand), index)
            case tree.Call() if (definition := exact_definition(expr)) is not None:
                return self.of(definition)
            case _:
                return self._computed(expr)

    def _computed(self, expr: tree.Expr) -> tree.Name:
        short = tree.transform_children(expr, self.of)
        shape = shape_of(short, self.shapes)
        step = SubStep(len(self.found), expr, short, shape)
        self.found.append(step)
        self.shapes[step.name] = shape
        return tree.Name(step.name)


def substeps(expr: tree.Expr, shapes: Mapping[str, Shape]) -> tuple[SubStep, ...]:
    """Return the sub-steps of `expr` in the order of evaluation; what is a name alone is one sub-step, itself."""
    steps = _Steps(dict(shapes))
    last = steps.of(expr)
    if not steps.found or not isinstance(last, tree.Name):
        steps.found.append(SubStep(len(steps.found), expr, last, shape_of(last, steps.shapes)))
    return tuple(steps.found)
