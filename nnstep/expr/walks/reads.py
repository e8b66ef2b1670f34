"""Which elements one element of an expression is computed from: what `expand` says, without writing out the terms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import TypeAlias, assert_never

from nnstep.expr import tree
from nnstep.expr.array import Shape
from nnstep.expr.primitives import PRIMITIVES
from nnstep.expr.walks.expand import expand
from nnstep.expr.walks.shape import shape_of

Region: TypeAlias = tuple[range, ...]
"""The indices along each axis of a rectangle of elements."""


def elements_read(expr: tree.Expr, index: tuple[int, ...], shapes: Mapping[str, Shape]) -> dict[str, frozenset[Shape]]:
    """Return, by quantity, the indices of the elements that the element of `expr` at `index` is computed from.

    What goes as a whole into a function without a definition is left out, as it is by `expand`.
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
            yield id, _fitted(region, shapes[id])
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
                yield from _regions(side, _fitted(region, shape_of(side, shapes)), shapes)
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
                yield from _regions(argument, _fitted(region, shape_of(argument, shapes)), shapes)
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


def _fitted(region: Region, shape: Shape) -> Region:
    """Return the part of something of this shape that is broadcast to `region`."""
    last = region[len(region) - len(shape) :]
    return tuple(range(1) if size == 1 else part for part, size in zip(last, shape, strict=True))
