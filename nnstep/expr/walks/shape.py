"""The shape of an expression, found without computing it, so that a wrong one is named before anything runs.

Element by element, shapes fit as NumPy's do: compared from the right, where 1 or nothing serves every size. So a row of
3 numbers beside a 2×3 matrix is beside each of its rows. Knows shapes only: no values, no notation.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never, get_args

import numpy as np

from nnstep.errors import ProgramError
from nnstep.expr import tree
from nnstep.expr.array import Shape
from nnstep.expr.primitives import PRIMITIVES

_SIGNS = get_args(tree.Operator)


def shape_of(expr: tree.Expr, shapes: Mapping[str, Shape]) -> Shape:
    """Return the shape of `expr`, given each quantity's; raise ProgramError where shapes do not fit."""
    match expr:
        case tree.Number() | tree.Element() | tree.Total():
            return ()
        case tree.Name(id):
            if id not in shapes:
                raise ProgramError(f"nothing is called {id} here", f"known are {', '.join(sorted(shapes))}")
            return shapes[id]
        case tree.Negative(operand):
            return shape_of(operand, shapes)
        case tree.Transpose(operand):
            return shape_of(operand, shapes)[::-1]
        case tree.Pick(operand):
            return _picked(expr, shape_of(operand, shapes))
        case tree.Shorthand(_, _, body):
            return shape_of(body, shapes)
        case tree.Binary("@", left, right):
            return _product(shape_of(left, shapes), shape_of(right, shapes))
        case tree.Binary(operator, left, right):
            return _broadcast(operator, shape_of(left, shapes), shape_of(right, shapes))
        case tree.Call(function, arguments):
            return _call(function, [shape_of(argument, shapes) for argument in arguments])
        case _:
            assert_never(expr)


def shape_text(shape: Shape) -> str:
    """Return a shape as people write it: ``4×3``, ``3 numbers`` where there are no rows, or ``number``."""
    if len(shape) == 1:
        return f"{shape[0]} {'number' if shape[0] == 1 else 'numbers'}"
    return "×".join(map(str, shape)) if shape else "number"


def _picked(pick: tree.Pick, shape: Shape) -> Shape:
    try:
        # A view of one number, so that no memory is taken for the shape.
        found = np.broadcast_to(np.float64(0), shape)[pick.subscript].shape
    except IndexError:
        found = (0,)
    if 0 in found:  # an empty range
        raise ProgramError(
            f"there is no such element in what is {shape_text(shape)}", "indices count from 0, rows come first"
        )
    return found


def _product(left: Shape, right: Shape) -> Shape:
    if len(left) == len(right) == 2 and left[1] == right[0]:
        return (left[0], right[1])
    picked = 1 in (len(left), len(right))
    raise ProgramError(
        f"the matrix product of {shape_text(left)} and {shape_text(right)} does not exist",
        "a range keeps a row or column a matrix: W1[0:1,:] is one row of it, W1[:,0:1] one column"
        if picked
        else "the left one needs as many columns as the right one has rows",
    )


def _broadcast(operation: str, *shapes: Shape) -> Shape:
    if len(set(shapes)) == 1:
        return shapes[0]
    try:
        return np.broadcast_shapes(*shapes)
    except ValueError:
        texts = [shape_text(shape) for shape in shapes]
        what = f" {operation} ".join(texts) if operation in _SIGNS else f"{operation}({', '.join(texts)})"
        raise ProgramError(
            f"{what} does not fit element by element",
            "as in NumPy, shapes are compared from the right; W1[:,0:1] stays a column, W1[:,0] does not"
            if any(len(shape) == 1 for shape in shapes)
            else "",
        ) from None


def _call(function: str, arguments: list[Shape]) -> Shape:
    primitive = PRIMITIVES[function]
    first = arguments[0]
    match primitive.shaping:
        case "number":
            return ()
        case "elementwise":
            return _broadcast(function, *arguments)
        case _ if len(first) != 2:
            raise ProgramError(f"{function} is for matrices, not for {'numbers' if first else 'a number'}")
        case "like-first":
            return first
        case "reduced" | "chosen" | "extended" | "shortened":
            size = {
                "reduced": 1,
                "chosen": 1,
                "extended": first[primitive.axis] + 1,
                "shortened": first[primitive.axis] - 1,
            }
            return tuple(size[primitive.shaping] if axis == primitive.axis else n for axis, n in enumerate(first))
        case _:
            assert_never(primitive.shaping)
