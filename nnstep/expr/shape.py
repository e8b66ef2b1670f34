"""The shape of an expression, found without computing it, so that a wrong one is named before anything runs.

Knows shapes only: no values, no notation.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, assert_never

import numpy as np

from nnstep.errors import ProgramError
from nnstep.expr.primitives import PRIMITIVES
from nnstep.expr.tree import Binary, Call, Element, Expr, Name, Negative, Number, Pick, Slope, Total, Transpose

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nnstep.expr.array import Shape


_MORE = {"row-more": 1, "row-less": -1, "column-more": 1, "column-less": -1}


def shape_of(expr: Expr, shapes: Mapping[str, Shape]) -> Shape:
    """Return the shape of `expr`, given each quantity's; raise ProgramError where shapes do not fit."""
    match expr:
        case Number() | Element() | Total():
            return ()
        case Name(id):
            if id not in shapes:
                raise ProgramError(f"nothing is called {id} here", f"known are {', '.join(sorted(shapes))}")
            return shapes[id]
        case Negative(operand):
            return shape_of(operand, shapes)
        case Transpose(operand):
            return shape_of(operand, shapes)[::-1]
        case Pick(operand):
            return _picked(expr, shape_of(operand, shapes))
        case Slope(_, _, body):
            return shape_of(body, shapes)
        case Binary("@", left, right):
            return _product(shape_of(left, shapes), shape_of(right, shapes))
        case Binary(operator, left, right):
            return _broadcast(operator, shape_of(left, shapes), shape_of(right, shapes))
        case Call(function, arguments):
            return _call(function, [shape_of(argument, shapes) for argument in arguments])
        case _:
            assert_never(expr)


def shape_text(shape: Shape) -> str:
    """Return a shape as people write it: ``4×3``, or ``number``."""
    return "×".join(map(str, shape)) if shape else "number"


def _picked(pick: Pick, shape: Shape) -> Shape:
    try:
        # A view of one number, so that no memory is taken for the shape.
        return np.broadcast_to(np.float64(0), shape)[pick.subscript].shape
    except IndexError:
        raise ProgramError(
            f"there is no such element in what is {shape_text(shape)}", "indices count from 0, rows come first"
        ) from None


def _product(left: Shape, right: Shape) -> Shape:
    if len(left) != 2 or len(right) != 2 or left[1] != right[0]:
        raise ProgramError(
            f"the matrix product of {shape_text(left)} and {shape_text(right)} does not exist",
            "the left one needs as many columns as the right one has rows",
        )
    return (left[0], right[1])


def _broadcast(operator: str, left: Shape, right: Shape) -> Shape:
    if not left or not right:
        return left or right
    sizes = tuple(_one_size(a, b) for a, b in zip(left, right, strict=True))
    if 0 in sizes:
        raise ProgramError(f"{shape_text(left)} {operator} {shape_text(right)} does not fit element by element")
    return sizes


def _one_size(a: int, b: int) -> int:
    if a == b or b == 1:
        return a
    return b if a == 1 else 0


def _call(function: str, arguments: list[Shape]) -> Shape:
    primitive = PRIMITIVES[function]
    first = arguments[0]
    match primitive.shaping:
        case "number":
            return ()
        case "elementwise":
            return reduce(lambda shape, other: _broadcast(function, shape, other), arguments)
        case _ if len(first) != 2:
            raise ProgramError(f"{function} is for matrices, not for a number")
        case "columns":
            return (1, first[1])
        case "rows":
            return (first[0], 1)
        case "like-first":
            return first
        case "row-more" | "row-less":
            return (first[0] + _MORE[primitive.shaping], first[1])
        case "column-more" | "column-less":
            return (first[0], first[1] + _MORE[primitive.shaping])
        case _:
            assert_never(primitive.shaping)
