"""One element of an expression as a scalar expression of the same language: the sum of products behind a matrix.

A function that has a definition is replaced by it, so the expansion shows what is really worked out; softmax, whose
elements depend on one another, comes out right by the same rule. Knows shapes, no values. Which elements it reads is
also told without writing out the terms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import TypeAlias, assert_never

import numpy as np

from nnstep.expr import tree
from nnstep.expr.array import Shape
from nnstep.expr.primitives import PRIMITIVES
from nnstep.expr.walks.shape import shape_of

Region: TypeAlias = tuple[range, ...]
"""The indices along each axis of a rectangle of elements."""


def expand(expr: tree.Expr, index: tuple[int, ...], shapes: Mapping[str, Shape]) -> tree.Expr:
    """Return the element of `expr` at `index` (counted from 0) over `Element` nodes; `()` is a number's index."""
    match expr:
        case tree.Number() | tree.Element():
            return expr
        case tree.Name(id):
            return tree.Element(id, _place(index, shapes[id]))
        case tree.Negative(operand):
            return tree.Negative(expand(operand, index, shapes))
        case tree.Transpose(operand):
            return expand(operand, index[::-1], shapes)
        case tree.Pick(operand):
            return expand(operand, _picked(expr, index, shape_of(operand, shapes)), shapes)
        case tree.Shorthand(_, _, body):
            return expand(body, index, shapes)
        case tree.Binary("@", left, right):
            return _dot(left, right, index, shapes)
        case tree.Binary(operator, left, right):
            return tree.Binary(
                operator,
                expand(left, _fit(left, index, shapes), shapes),
                expand(right, _fit(right, index, shapes), shapes),
            )
        case tree.Total(terms):
            return tree.Total(tuple(expand(term, index, shapes) for term in terms))
        case tree.Call(function, arguments):
            return _call(function, arguments, index, shapes)
        case _:
            assert_never(expr)


def _place(index: tuple[int, ...], shape: Shape) -> tuple[int, ...]:
    """Return where the element at `index` of a broadcast result comes from: a size of 1 serves every index.

    What has fewer axes than the result has the last ones.
    """
    last = index[len(index) - len(shape) :]
    return tuple(0 if size == 1 else i for i, size in zip(last, shape, strict=True))


def _picked(pick: tree.Pick, index: tuple[int, ...], shape: Shape) -> tuple[int, ...]:
    """Return which element of what is picked from the one at `index` is."""
    places = np.arange(int(np.prod(shape))).reshape(shape)
    return tuple(int(part) for part in np.unravel_index(int(places[pick.subscript][index]), shape))


def _dot(left: tree.Expr, right: tree.Expr, index: tuple[int, ...], shapes: Mapping[str, Shape]) -> tree.Expr:
    row, column = index
    inner = shape_of(left, shapes)[1]
    terms = tuple(expand(left, (row, k), shapes) * expand(right, (k, column), shapes) for k in range(inner))
    return terms[0] if inner == 1 else tree.Total(terms)


def _call(
    function: str, arguments: Sequence[tree.Expr], index: tuple[int, ...], shapes: Mapping[str, Shape]
) -> tree.Expr:
    primitive = PRIMITIVES[function]
    if (body := primitive.defined(arguments)) is not None:
        return expand(body, index, shapes)
    match primitive.shaping:
        case "elementwise":
            fitted = (expand(argument, _fit(argument, index, shapes), shapes) for argument in arguments)
            return tree.Call(function, tuple(fitted))
        case "shortened" | "extended":
            moved = 0 if primitive.at_end else 1 if primitive.shaping == "shortened" else -1
            place = tuple(i + moved if axis == primitive.axis else i for axis, i in enumerate(index))
            inside = all(0 <= i < size for i, size in zip(place, shape_of(arguments[0], shapes), strict=True))
            return expand(arguments[0], place, shapes) if inside else tree.Number(1.0)
        case "like-first" | "chosen":
            return tree.Pick(tree.Call(function, tuple(arguments)), index)
        case "reduced" | "number":
            kept = {} if primitive.shaping == "number" else {1 - primitive.axis: [index[1 - primitive.axis]]}
            sizes = enumerate(shape_of(arguments[0], shapes))
            places = product(*(kept.get(axis, range(size)) for axis, size in sizes))
            terms = tuple(expand(arguments[0], place, shapes) for place in places)
            return terms[0] if len(terms) == 1 else tree.Total(terms)
        case _:
            assert_never(primitive.shaping)


def _fit(argument: tree.Expr, index: tuple[int, ...], shapes: Mapping[str, Shape]) -> tuple[int, ...]:
    return _place(index, shape_of(argument, shapes))


def elements_read(expr: tree.Expr, index: tuple[int, ...], shapes: Mapping[str, Shape]) -> dict[str, frozenset[Shape]]:
    """Return, by quantity, the indices of the elements that the element of `expr` at `index` is computed from.

    What goes as a whole into a function without a definition is left out, as `expand` leaves it.
    """
    found: dict[str, set[tuple[int, ...]]] = {}
    for id, region in set(_regions(expr, tuple(range(i, i + 1) for i in index), shapes)):
        found.setdefault(id, set()).update(product(*region))
    return {id: frozenset(indices) for id, indices in found.items()}


def _regions(expr: tree.Expr, region: Region, shapes: Mapping[str, Shape]) -> Iterator[tuple[str, Region]]:
    """Yield each quantity that is read, with the part of it, for a part of an expression."""
    match expr:
        case tree.Number():
            pass
        case tree.Element(id, index):
            yield id, tuple(range(i, i + 1) for i in index)
        case tree.Name(id):
            yield id, _broadcast_part(region, shapes[id])
        case tree.Negative(operand) | tree.Shorthand(body=operand):
            yield from _regions(operand, region, shapes)
        case tree.Transpose(operand):
            yield from _regions(operand, region[::-1], shapes)
        case tree.Binary("@", left, right):
            inner = range(shape_of(left, shapes)[1])
            yield from _regions(left, (region[0], inner), shapes)
            yield from _regions(right, (inner, region[1]), shapes)
        case tree.Binary(_, left, right):
            for side in (left, right):
                yield from _regions(side, _broadcast_part(region, shape_of(side, shapes)), shapes)
        case tree.Total(terms):
            for term in terms:
                yield from _regions(term, region, shapes)
        case tree.Pick():
            yield from _written_out(expr, region, shapes)
        case tree.Call():
            yield from _of_call(expr, region, shapes)
        case _:
            assert_never(expr)


def _of_call(expr: tree.Call, region: Region, shapes: Mapping[str, Shape]) -> Iterator[tuple[str, Region]]:
    primitive = PRIMITIVES[expr.function]
    if (body := primitive.defined(expr.arguments)) is not None:
        yield from _regions(body, region, shapes)
        return
    match primitive.shaping:
        case "elementwise":
            for argument in expr.arguments:
                yield from _regions(argument, _broadcast_part(region, shape_of(argument, shapes)), shapes)
        case "shortened" | "extended" | "like-first" | "chosen":
            yield from _written_out(expr, region, shapes)
        case "reduced" | "number":
            whole = tuple(range(size) for size in shape_of(expr.arguments[0], shapes))
            kept = None if primitive.shaping == "number" else 1 - primitive.axis
            part = tuple(region[axis] if axis == kept else every for axis, every in enumerate(whole))
            yield from _regions(expr.arguments[0], part, shapes)
        case _:
            assert_never(primitive.shaping)


def _written_out(expr: tree.Expr, region: Region, shapes: Mapping[str, Shape]) -> Iterator[tuple[str, Region]]:
    """Yield what is read by elements that `expand` tells one by one."""
    for index in product(*region):
        for node in tree.walk(expand(expr, index, shapes)):
            if isinstance(node, tree.Element):
                yield node.id, tuple(range(i, i + 1) for i in node.index)


def _broadcast_part(region: Region, shape: Shape) -> Region:
    """Return the part of something of this shape that is broadcast to `region`."""
    last = region[len(region) - len(shape) :]
    return tuple(range(1) if size == 1 else part for part, size in zip(last, shape, strict=True))
