"""The value of an expression, worked out node by node: a second way to the numbers, beside the compiled line.

It serves sub-steps and single elements, which have no line of their own. Knows no notation.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any, assert_never

import numpy as np

from nnstep.expr import tree
from nnstep.expr.array import Array
from nnstep.expr.primitives import PRIMITIVES

_APPLIED: dict[tree.Operator, Callable[[Array, Array], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "@": operator.matmul,
    "**": operator.pow,
}


def evaluate(expr: tree.Expr, values: Mapping[str, Array]) -> Array:
    """Return the value of `expr`: an array, of rank 0 where it is a number. Floating-point warnings are silent."""
    with np.errstate(all="ignore"):
        return np.asarray(_value(expr, values))


def _value(expr: tree.Expr, values: Mapping[str, Array]) -> Any:
    """Return an array, or a number of Python for what is worked out from written numbers alone.

    Such a number takes on the precision of what it meets, as it does in a NumPy line.
    """
    match expr:
        case tree.Number(value):
            return value
        case tree.Name(id):
            return values[id]
        case tree.Element(id, index):
            return np.asarray(values[id][index])
        case tree.Negative(operand):
            return _joined(operator.neg, _value(operand, values))
        case tree.Transpose(operand):
            return np.asarray(_value(operand, values)).T
        case tree.Pick(operand):
            return np.asarray(_value(operand, values)[expr.subscript])
        case tree.Shorthand(_, _, body):
            return _value(body, values)
        case tree.Binary(sign, left, right):
            return _joined(_APPLIED[sign], _value(left, values), _value(right, values))
        case tree.Total(terms):
            return np.asarray(reduce(operator.add, [_value(term, values) for term in terms]))
        case tree.Call(function, arguments):
            return np.asarray(PRIMITIVES[function].function(*(_value(arg, values) for arg in arguments)))
        case _:
            assert_never(expr)


def _joined(apply: Callable[..., Any], *parts: Any) -> Any:
    if not any(isinstance(part, np.ndarray) for part in parts):
        return float(apply(*map(np.asarray, parts)))
    return np.asarray(apply(*parts))
