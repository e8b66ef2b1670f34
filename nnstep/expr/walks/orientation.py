"""The same computation on the transposes: from ``z = W x + b`` with columns to ``z = x W + b`` with rows.

One rule for each node, so that no formula is stated twice. Knows no values, no notation and no network.
"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from nnstep.expr.primitives import PRIMITIVES
from nnstep.expr.tree import Binary, Call, Element, Expr, Name, Negative, Number, Pick, Shorthand, Total, Transpose


def transposed(expr: Expr) -> Expr:
    """Return what gives the transpose of `expr`'s value when each quantity in it holds its transpose.

    Raise ValueError for nodes that only scalar expansions have.
    """
    match expr:
        case Number() | Name():
            return expr
        case Negative(operand):
            return Negative(transposed(operand))
        case Transpose(operand):
            return Transpose(transposed(operand))
        case Binary("@", left, right):
            return Binary("@", transposed(right), transposed(left))
        case Binary(operator, left, right):
            return Binary(operator, transposed(left), transposed(right))
        case Call(function, arguments):
            other = PRIMITIVES[function].transposed or function
            return Call(other, tuple(map(transposed, arguments)))
        case Shorthand(_, argument, body):
            return replace(expr, argument=transposed(argument), body=transposed(body))
        case Pick(operand, (rows, columns)):
            return Pick(transposed(operand), (columns, rows))
        case Element() | Total() | Pick():
            raise ValueError("a scalar expansion, or a part with one index, has no orientation")
        case _:
            assert_never(expr)
