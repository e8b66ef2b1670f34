"""An expression as it is run in another precision than float64: every NumPy call keeps the type."""

from __future__ import annotations

from nnstep.expr.array import NUMBER_TYPES, RunPrecision
from nnstep.expr.primitives import PRIMITIVES
from nnstep.expr.tree import Call, Expr, call, names, transform


def typed(expr: Expr, precision: RunPrecision) -> Expr:
    """Return `expr` with each call rounded that gives float64 whatever its arguments are.

    A call of written numbers alone, such as ``np.sqrt(2)``, is one of them. Written numbers themselves need nothing:
    in NumPy they take on the type of the array that they meet.
    """
    return expr if precision == "float64" else transform(expr, lambda node: _rounded(node, precision))


def _rounded(node: Expr, precision: RunPrecision) -> Expr:
    match node:
        case Call(function) if PRIMITIVES[function].widens or not names(node):
            return call(precision, node)
        case _:
            return node


def untyped(expr: Expr) -> Expr:
    """Return `expr` as `typed` got it."""
    return transform(expr, _bare)


def _bare(node: Expr) -> Expr:
    match node:
        case Call(function, (operand,)) if function in NUMBER_TYPES:
            return operand
        case _:
            return node
