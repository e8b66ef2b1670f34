"""Expressions as one writes them on paper: minus signs moved, and nothing in them that only keeps digits."""

from __future__ import annotations

from nnstep.expr.primitives import PRIMITIVES
from nnstep.expr.tree import Binary, Call, Expr, Negative, Number, Total, transform


def negated(expr: Expr) -> Expr:
    """Return the negative of `expr`: of a - y it is y - a, of a product that with one factor negated."""
    return _absorbed(expr) or Negative(expr)


def tidied(expr: Expr) -> Expr:
    """Return `expr` with minus signs before names taken into sums, products and even powers: w - r (-g) is w + r g."""
    return transform(expr, _without_double_sign)


def _absorbed(expr: Expr) -> Expr | None:
    """Return the negative of `expr` where no minus in front is needed, else None."""
    match expr:
        case Number(value):
            return Number(-value)
        case Negative(operand):
            return operand
        case Binary("-", left, right):
            return right - left
        case Binary("*" | "/" | "@" as operator, left, right):
            if (other := _absorbed(left)) is not None and not isinstance(left, Number):
                return Binary(operator, other, right)
            other = _absorbed(right)
            return None if other is None or isinstance(right, Number) else Binary(operator, left, other)
        case _:
            return None


def _without_double_sign(expr: Expr) -> Expr:
    match expr:
        case Binary("+", left, right) if (minus := _after_minus(right)) is not None:
            return left - minus
        case Binary("-", left, right) if (minus := _after_minus(right)) is not None:
            return left + minus
        case Binary("**", Negative(base), Number(exponent)) if exponent % 2 == 0:
            return base**exponent
        case Binary("*" | "/" as operator, Negative(left), right) | Binary(
            "*" | "/" as operator, left, Negative(right)
        ):
            return Negative(Binary(operator, left, right))
        case _:
            return expr


def _after_minus(expr: Expr) -> Expr | None:
    return expr.operand if isinstance(expr, Negative) and not isinstance(expr.operand, Total) else None


def on_paper(expr: Expr) -> Expr:
    """Return `expr` over what decides its value: ln a in the place of what computes ln a from z where it can."""
    return transform(expr, _written)


def _written(expr: Expr) -> Expr:
    paper = PRIMITIVES[expr.function].on_paper(expr.arguments) if isinstance(expr, Call) else None
    return expr if paper is None else paper
