"""One element of an expression as a scalar expression of the same language: the sum of products behind a matrix.

A function that has a definition is replaced by it, so the expansion shows what is really worked out; softmax, whose
elements depend on one another, comes out right by the same rule. Knows shapes, no values. Which elements it reads is
also told without writing out the terms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
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
        case tree.Binary("@"):
            return element_terms(expr, index, shapes).total
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
    along = iter(index)
    parts = (*pick.subscript, *[slice(None)] * (len(shape) - len(pick.subscript)))
    places = (range(size)[part] for size, part in zip(shape, parts, strict=True))
    return tuple(place if isinstance(place, int) else place[next(along)] for place in places)


@dataclass(frozen=True, slots=True)
class ElementTerms:
    """What an element is the sum of. A term is written out only when it is asked for: there may be thousands."""

    count: int
    term: Callable[[int], tree.Expr]
    """Writes out a term, counted from 0."""
    together: tree.Expr | None = None
    """An expression whose value has the terms as its elements, in order; None where they are asked for one by one."""

    @property
    def total(self) -> tree.Expr:
        """Their sum, all of them written out."""
        terms = tuple(map(self.term, range(self.count)))
        return terms[0] if self.count == 1 else tree.Total(terms)


def element_terms(expr: tree.Expr, index: tuple[int, ...], shapes: Mapping[str, Shape]) -> ElementTerms:
    """Return what the element of `expr` at `index` is the sum of; itself where it is no sum."""
    match expr:
        case tree.Transpose(operand):
            return element_terms(operand, index[::-1], shapes)
        case tree.Pick(operand):
            return element_terms(operand, _picked(expr, index, shape_of(operand, shapes)), shapes)
        case tree.Shorthand(_, _, body):
            return element_terms(body, index, shapes)
        case tree.Binary("@", left, right):
            row, column = index
            return ElementTerms(
                shape_of(left, shapes)[1],
                lambda k: expand(left, (row, k), shapes) * expand(right, (k, column), shapes),
                tree.Pick(left, (row, tree.Range())) * tree.Pick(right, (tree.Range(), column)),
            )
        case tree.Total(terms):
            return ElementTerms(len(terms), lambda k: expand(terms[k], index, shapes))
        case tree.Call(function, arguments):
            primitive = PRIMITIVES[function]
            if (meaning := primitive.defined(arguments)) is not None:
                return element_terms(meaning, index, shapes)
            if primitive.shaping in ("reduced", "number"):
                kept = None if primitive.shaping == "number" else 1 - primitive.axis
                return _summed(arguments[0], index, kept, shapes)
    return ElementTerms(1, lambda _: expand(expr, index, shapes))


def _summed(operand: tree.Expr, index: tuple[int, ...], kept: int | None, shapes: Mapping[str, Shape]) -> ElementTerms:
    """Return the elements of `operand`: all, or those whose index along the axis `kept` is that of `index`."""
    sizes = tuple(1 if axis == kept else size for axis, size in enumerate(shape_of(operand, shapes)))

    def place(k: int) -> tuple[int, ...]:
        return tuple(index[a] if a == kept else int(part) for a, part in enumerate(np.unravel_index(k, sizes)))

    chosen = tuple(index[axis] if axis == kept else tree.Range() for axis in range(len(sizes)))
    together = operand if kept is None else tree.Pick(operand, chosen)
    return ElementTerms(prod(sizes), lambda k: expand(operand, place(k), shapes), together)


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
            return element_terms(tree.Call(function, tuple(arguments)), index, shapes).total
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


def elements_in(scalar: tree.Expr) -> dict[str, frozenset[tuple[int, ...]]]:
    """Return, by quantity, the indices of the elements that stand in an expression of one element."""
    found: dict[str, set[tuple[int, ...]]] = {}
    for node in tree.walk(scalar):
        if isinstance(node, tree.Element):
            found.setdefault(node.id, set()).add(node.index)
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
