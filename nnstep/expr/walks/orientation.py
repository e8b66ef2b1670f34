"""The same computation on the transposes: from ``z = W x + b`` with columns to ``z = x W + b`` with rows.

One rule for each node, so that no formula is stated twice. Knows no values, no notation and no network.
"""

from __future__ import annotations

from typing import assert_never

from nnstep.expr import tree
from nnstep.expr.primitives import PRIMITIVES


def transposed(expr: tree.Expr) -> tree.Expr:
    """Return what gives the transpose of `expr`'s value when each quantity in it holds its transpose.

    Raise ValueError for nodes that only scalar expansions have.
    """
    match expr:
        case tree.Binary("@", left, right):
            return tree.Binary("@", transposed(right), transposed(left))
        case tree.Call(function, arguments):
            other = PRIMITIVES[function].transposed or function
            return tree.Call(other, tuple(map(transposed, arguments)))
        case tree.Pick(operand, (rows, columns)):
            return tree.Pick(transposed(operand), (columns, rows))
        case tree.Number() | tree.Name() | tree.Negative() | tree.Transpose() | tree.Binary() | tree.Shorthand():
            return tree.transform_children(expr, transposed)
        case tree.Element() | tree.Total() | tree.Pick():
            raise ValueError("a scalar expansion, or a part with one index, has no orientation")
        case _:
            assert_never(expr)
