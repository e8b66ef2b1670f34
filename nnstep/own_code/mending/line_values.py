"""What the names of one line of a person's source held when it assigned a value."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, product
from typing import Any

import numpy as np

from nnstep.expr.array import Array
from nnstep.own_code.mending.line_evaluation import STORED, Lookup, Unknown, evaluate
from nnstep.own_code.watched import Arrival, Assigned

_MOST_WAYS = 300
"""So many ways of settling the names that were not recorded are tried."""
_MOST_COUNTED = 8
"""A loop's counter, which is not recorded, is taken to be less."""
_NOT_PLACES = frozenset(("T", "shape", "size", "ndim", "dtype"))
_MODULES = frozenset(("np", "numpy", "math", "torch"))
_KNOWN = frozenset((STORED, "int", "float", "bool", "None"))


class EarlierValues:
    """All of a program's assignments, to be looked up by place."""

    def __init__(self, assignments: Sequence[Assigned]) -> None:
        """Group them by place."""
        self._assignments = assignments
        self._by_place: dict[str, list[Assigned]] = {}
        for one in assignments:
            self._by_place.setdefault(one.place, []).append(one)

    def read_by(self, assigned: Assigned) -> list[Assigned]:
        """Return what an assignment read."""
        return [self._assignments[index] for index in assigned.reads if index < assigned.index]

    def latest(self, place: str, before: Assigned) -> Assigned | None:
        """Return the last assignment of a place before another, in the same call or at the top level."""
        for one in reversed(self._by_place.get(place, ())):
            if one.index < before.index and one.call in (before.call, 0) and one.kind is not Arrival.RETURNED:
                return one
        return None

    def scopes_of(self, assigned: Assigned) -> Iterator[Assigned]:
        """Yield the latest assignment of every place that an assignment's line could have read by name."""
        for place in self._by_place:
            if (one := self.latest(place, assigned)) is not None and one.place != assigned.place:
                yield one


class LineValues:
    """The names of one line, as they stood when it made one assignment."""

    def __init__(self, earlier: EarlierValues, assigned: Assigned) -> None:
        """Take what the line read."""
        self._earlier = earlier
        self._assigned = assigned
        self._reads = earlier.read_by(assigned)
        self._places: dict[str, list[Assigned]] = {}
        for one in self._reads:
            self._places.setdefault(one.place, []).append(one)

    def settled(self, node: ast.expr, own: Array, near: float) -> Lookup | None:
        """Return what the names of an expression held, if it then gives the value `own`; None where it does not."""
        holes = _distinct(self._holes(node))
        wanted = [list(self._candidates(hole)) for hole in holes]
        texts = [ast.unparse(hole) for hole in holes]
        for values in islice(product(*wanted), _MOST_WAYS):
            lookup = self._lookup(dict(zip(texts, values, strict=True)))
            try:
                if agrees(evaluate(node, lookup), own, near):
                    return lookup
            except Unknown:
                continue
        return None

    def _lookup(self, filled: Mapping[str, Any]) -> Lookup:
        cache: dict[str, Any] = dict(filled)

        def known(node: ast.expr) -> Any:
            text = ast.unparse(node)
            if text not in cache:
                one = None if isinstance(node, ast.Call) else self._standing(text)
                if one is None:
                    raise Unknown
                cache[text] = as_python(one)
            return cache[text]

        return known

    def _standing(self, text: str) -> Assigned | None:
        several = [one for one in self._places.get(text, ()) if one.kind is not Arrival.RETURNED]
        return several[-1] if several else self._earlier.latest(text, self._assigned)

    def _holes(self, node: ast.AST) -> Iterator[ast.expr]:
        """Yield the names, attributes, subscripts and calls whose values were not recorded as they are written."""
        match node:
            case ast.Call(ast.Name(name) | ast.Attribute(_, name)) if self._returned(name):
                yield node
                return
            case ast.Call(func, arguments, keywords):
                inner = [func.value] if isinstance(func, ast.Attribute) else []
                for part in (*inner, *arguments, *(keyword.value for keyword in keywords)):
                    yield from self._holes(part)
                return
            case ast.Name() | ast.Attribute() | ast.Subscript() if chain := _chain(node):
                yield from self._holes_along(chain)
                return
        for child in ast.iter_child_nodes(node):
            yield from self._holes(child)

    def _holes_along(self, chain: list[ast.expr]) -> Iterator[ast.expr]:
        standing = [at for at, one in enumerate(chain) if self._standing(ast.unparse(one)) is not None]
        at = standing[-1] if standing else self._unrecorded(chain)
        if not standing:
            if isinstance(chain[at], ast.Name) and chain[at].id in _KNOWN:  # type: ignore[attr-defined]
                return
            yield chain[at]
        for one in chain[at + 1 :]:
            if isinstance(one, ast.Subscript):
                yield from self._holes(one.slice)

    def _unrecorded(self, chain: list[ast.expr]) -> int:
        """Return how much of a chain names one value: as much as the places that the line read, or its attributes."""
        root = chain[0].id  # type: ignore[attr-defined]
        depths = [_depth(one.place) for one in self._reads if _root(one.place) == root]
        fitting = [depth for depth in depths if depth < len(chain)]
        if fitting:
            return max(fitting)
        named = [at for at, one in enumerate(chain) if isinstance(one, ast.Attribute) and one.attr not in _NOT_PLACES]
        return named[-1] if named else 0

    def _returned(self, function: str) -> list[Assigned]:
        return [one for one in self._reads if one.kind is Arrival.RETURNED and one.place == function]

    def _candidates(self, hole: ast.expr) -> Iterator[Any]:
        """Yield what a name that was not recorded as it is written can have held."""
        match hole:
            case ast.Call(ast.Name(name)) | ast.Call(ast.Attribute(_, name)):
                yield from (as_python(one) for one in self._returned(name))
            case ast.Name():
                yield from range(_MOST_COUNTED)
                yield from (as_python(one) for one in self._reads)
            case _:
                alike = [one for one in self._reads if _root(one.place) == _root(ast.unparse(hole))]
                yield from (as_python(one) for one in alike or self._reads)


def as_python(one: Assigned) -> Any:
    """Return a recorded value as the program had it: a number, a list, a matrix or an array of its dtype."""
    if one.type_name in ("float", "int", "bool"):
        return int(one.value) if one.type_name == "int" else float(one.value)
    if one.type_name in ("list", "tuple"):
        whole = one.dtype.startswith("int")
        return (one.value.astype(np.int64) if whole else one.value).tolist()
    value = one.value
    try:
        dtype = np.dtype(one.dtype)
    except TypeError:
        return value
    if dtype.kind in "iuf":
        value = value.astype(dtype)
    return value.view(np.matrix) if one.type_name.endswith("matrix") else value


def agrees(value: Any, own: Array, near: float) -> bool:
    """Return whether a value is just another one, in shape and numbers."""
    found = numbers_of(value)
    return found is not None and found.shape == own.shape and is_near(found, own, near)


def is_near(one: Array, other: Array, near: float) -> bool:
    """Return whether finite numbers are the same as others up to a part of their largest; nothing is near infinity."""
    scale = float(np.abs(other).max(initial=0.0, where=np.isfinite(other)))
    return bool((np.abs(one - other) <= near * max(scale, 1e-300)).all())


def numbers_of(value: Any) -> Array | None:
    """Return a value as an array of numbers; None where it is none, or not finite."""
    if value is None or isinstance(value, str | slice):
        return None
    try:
        found = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):
        return None
    return found if found.size and np.isfinite(found).all() else None


def _chain(node: ast.expr) -> list[ast.expr]:
    """Return a name with more and more of what follows it: attributes and subscripts; empty where it is no name."""
    chain = [node]
    while isinstance(chain[-1], ast.Attribute | ast.Subscript):
        chain.append(chain[-1].value)
    root = chain[-1]
    return chain[::-1] if isinstance(root, ast.Name) and root.id not in _MODULES else []


def _depth(place: str) -> int:
    """Return how many attributes and subscripts a place has."""
    return place.count(".") + place.count("[")


def _root(place: str) -> str:
    return place.split(".", maxsplit=1)[0].split("[", maxsplit=1)[0]


def _distinct(nodes: Iterable[ast.expr]) -> list[ast.expr]:
    found: dict[str, ast.expr] = {}
    for node in nodes:
        found.setdefault(ast.unparse(node), node)
    return list(found.values())
