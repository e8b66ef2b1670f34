"""An expression as a text writes it, without what only keeps digits. Knows no values, no notation and no network."""

from __future__ import annotations

from nnstep.expr.primitives import PRIMITIVES
from nnstep.expr.tree import Call, Expr, substitute, transform


def on_paper(expr: Expr) -> Expr:
    """Return `expr` over what decides its value: ln a in the place of what computes ln a from z where it can."""
    return transform(expr, _written)


def _written(expr: Expr) -> Expr:
    if isinstance(expr, Call) and (paper := PRIMITIVES[expr.function].paper) is not None:
        return substitute(paper, {"u": expr.arguments[0]})
    return expr
