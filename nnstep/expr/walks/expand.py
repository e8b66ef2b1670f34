"""One element of an expression as a scalar expression of the same language: the sum of products behind a matrix.

A function that has a definition is replaced by it, so the expansion shows what is really worked out; softmax, whose
elements depend on one another, comes out right by the same rule. Knows shapes, no values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import assert_never

import numpy as np

from nnstep.expr.array import Shape
from nnstep.expr.primitives import PRIMITIVES, Shaping
from nnstep.expr.tree import (
    Binary,
    Call,
    Element,
    Expr,
    Name,
    Negative,
    Number,
    Pick,
    Slope,
    Total,
    Transpose,
    substitute,
)
from nnstep.expr.walks.shape import shape_of


def expand(expr: Expr, index: tuple[int, ...], shapes: Mapping[str, Shape]) -> Expr:
    """Return the element of `expr` at `index` (counted from 0) over `Element` nodes; `()` is a number's index."""
    match expr:
        case Number():
            return expr
        case Element():
            return expr
        case Name(id):
            return Element(id, _place(index, shapes[id]))
        case Negative(operand):
            return Negative(expand(operand, index, shapes))
        case Transpose(operand):
            return expand(operand, index[::-1], shapes)
        case Pick(operand):
            return expand(operand, _picked(expr, index, shape_of(operand, shapes)), shapes)
        case Slope(_, _, body):
            return expand(body, index, shapes)
        case Binary("@", left, right):
            return _dot(left, right, index, shapes)
        case Binary(operator, left, right):
            return Binary(
                operator,
                expand(left, _fit(left, index, shapes), shapes),
                expand(right, _fit(right, index, shapes), shapes),
            )
        case Total(terms):
            return Total(tuple(expand(term, index, shapes) for term in terms))
        case Call(function, arguments):
            return _call(function, arguments, index, shapes)
        case _:
            assert_never(expr)


def _place(index: tuple[int, ...], shape: Shape) -> tuple[int, ...]:
    """Return where the element at `index` of a broadcast result comes from: a size of 1 serves every index.

    What has fewer axes than the result has the last ones.
    """
    last = index[len(index) - len(shape) :]
    return tuple(0 if size == 1 else i for i, size in zip(last, shape, strict=True))


def _picked(pick: Pick, index: tuple[int, ...], shape: Shape) -> tuple[int, ...]:
    """Return which element of what is picked from the one at `index` is."""
    places = np.arange(int(np.prod(shape))).reshape(shape)
    return tuple(int(part) for part in np.unravel_index(int(places[pick.subscript][index]), shape))


def _dot(left: Expr, right: Expr, index: tuple[int, ...], shapes: Mapping[str, Shape]) -> Expr:
    row, column = index
    inner = shape_of(left, shapes)[1]
    terms = tuple(expand(left, (row, k), shapes) * expand(right, (k, column), shapes) for k in range(inner))
    return terms[0] if inner == 1 else Total(terms)


def _call(function: str, arguments: Sequence[Expr], index: tuple[int, ...], shapes: Mapping[str, Shape]) -> Expr:
    primitive = PRIMITIVES[function]
    if primitive.definition is not None:
        body = substitute(primitive.definition, dict(zip("uv", arguments, strict=False)))
        return expand(body, index, shapes)
    match primitive.shaping:
        case "elementwise":
            fitted = (expand(argument, _fit(argument, index, shapes), shapes) for argument in arguments)
            return Call(function, tuple(fitted))
        case "row-less" | "row-more":
            row = index[0] + (1 if primitive.shaping == "row-less" else -1)
            return expand(arguments[0], (row, index[1]), shapes) if row >= 0 else Number(1.0)
        case "column-less" | "column-more":
            column = index[1] + (1 if primitive.shaping == "column-less" else -1)
            return expand(arguments[0], (index[0], column), shapes) if column >= 0 else Number(1.0)
        case "like-first":
            return Pick(Call(function, tuple(arguments)), index)
        case "columns" | "rows" | "number":
            places = product(*_summed(primitive.shaping, index, shape_of(arguments[0], shapes)))
            terms = tuple(expand(arguments[0], place, shapes) for place in places)
            return terms[0] if len(terms) == 1 else Total(terms)
        case _:
            assert_never(primitive.shaping)


def _summed(shaping: Shaping, index: tuple[int, ...], shape: Shape) -> list[Sequence[int]]:
    """Return, for each axis, the indices over which a sum goes."""
    match shaping:
        case "columns":
            return [range(shape[0]), [index[1]]]
        case "rows":
            return [[index[0]], range(shape[1])]
        case _:
            return [range(size) for size in shape]


def _fit(argument: Expr, index: tuple[int, ...], shapes: Mapping[str, Shape]) -> tuple[int, ...]:
    return _place(index, shape_of(argument, shapes))
