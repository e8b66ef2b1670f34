"""Which elements of which quantities one element of an operation's result is computed from."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from nnstep.expr.array import Shape
from nnstep.expr.tree import Element, Expr, names, walk
from nnstep.expr.walks.expand import expand
from nnstep.program.program import Op

_MOST_KEPT = 64
_MOST_ACROSS = 128
"""A layer of more neurons is drawn as blocks, so what one element reads of it is not seen, and costs much to expand."""


class ElementReads:
    """Looks elements up; what was looked up last is kept, since a run repeats its operations."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, tuple[int, ...], Shape], tuple[Op, Mapping[str, AbstractSet[tuple[int, ...]]]]] = {}

    def of(
        self, op: Op, index: tuple[int, ...], shapes: Mapping[str, Shape]
    ) -> Mapping[str, AbstractSet[tuple[int, ...]]]:
        """Return the indices that are read, by quantity."""
        if any(size > _MOST_ACROSS for id in names(op.expression) for size in shapes[id]):
            return {}
        key = op.target, index, shapes.get("x", ())
        known = self._kept.get(key)
        if known is None or known[0] is not op:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            known = self._kept[key] = op, elements_in(expand(op.expression, index, shapes))
        return known[1]


def elements_in(scalar: Expr) -> Mapping[str, AbstractSet[tuple[int, ...]]]:
    """Return the indices that an expression of one element reads, by quantity."""
    found: dict[str, set[tuple[int, ...]]] = {}
    for node in walk(scalar):
        if isinstance(node, Element):
            found.setdefault(node.id, set()).add(node.index)
    return found
