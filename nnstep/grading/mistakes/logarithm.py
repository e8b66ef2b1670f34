"""Logarithms to another base."""

from __future__ import annotations

import math
from collections.abc import Iterator

from nnstep.expr.primitives import PRIMITIVES
from nnstep.expr.tree import Call, Expr, Name, call, transform
from nnstep.grading.mistakes.exercise import Exercise
from nnstep.grading.mistakes.kinds import COMMON, OperationMistake, Rewriting
from nnstep.grading.mistakes.rewriting import calls
from nnstep.program.program import Op

_LOGARITHMS = ("ln", *(name for name, row in PRIMITIVES.items() if row.paper == call("ln", Name("u"))))


def _to_base(expr: Expr, base: float) -> Expr:
    def change(node: Expr) -> Expr:
        return node / math.log(base) if isinstance(node, Call) and node.function in _LOGARITHMS else node

    return transform(expr, change)


def _other_base(op: Op, _exercise: Exercise) -> Iterator[Rewriting]:
    if calls(op.expression, *_LOGARITHMS):
        yield Rewriting(_to_base(op.expression, 10.0), "10")
        yield Rewriting(_to_base(op.expression, 2.0), "2")


OTHER_BASE = OperationMistake(
    id="logarithm-base",
    topic="error functions",
    diagnosis="a logarithm to another base is used instead of the natural one",
    question="Which key of the calculator is the natural logarithm: log or ln?",
    rewrite=_other_base,
    weight=COMMON,
)
