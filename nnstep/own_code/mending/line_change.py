"""What a change of one line's source is: an id, a question, and the ways of changing an expression."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from nnstep.own_code.mending.line_evaluation import Lookup, Unknown, evaluate


@dataclass(frozen=True, slots=True, eq=False)
class EvaluatedLine:
    """An expression of a person's source, and what its names held."""

    node: ast.expr
    known: Lookup
    names: tuple[str, ...]
    """What else the line could have read, as it would be written there."""
    given: frozenset[str] = frozenset()
    """The names that the line assigns."""
    functions: tuple[str, ...] = ()
    """The person's own functions of one argument."""
    _values: dict[int, tuple[ast.expr, Any]] = field(default_factory=dict)
    """By the identity of a part, which is held so that no other part gets the same."""

    def value(self, node: ast.expr) -> Any:
        """Return the value of a part of the expression; None where it can't be evaluated."""
        if id(node) not in self._values:
            try:
                self._values[id(node)] = node, evaluate(node, self.known)
            except Unknown:
                self._values[id(node)] = node, None
        return self._values[id(node)][1]

    def parts(self) -> Iterator[ast.expr]:
        """Yield every part of the expression that is an expression itself."""
        yield from (node for node in ast.walk(self.node) if isinstance(node, ast.expr))

    def with_part(self, old: ast.expr, new: ast.expr) -> ast.expr:
        """Return the expression with one of its parts replaced."""
        changed: ast.expr = exchanged(self.node, {id(old): new})
        return changed


@dataclass(frozen=True, slots=True)
class Changed:
    """A changed expression, and what is wrong with the line if this one is right."""

    node: ast.expr
    diagnosis: str
    """A clause, without a full stop."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class LineChange:
    """One kind of mistake that is made in a line of source."""

    id: str
    question: str
    """What to ask oneself."""
    ways: Callable[[EvaluatedLine], Iterable[Changed]]
    """Yields the ways of putting it right."""
    rank: int = 0
    """Of changes that give the same value, the one with the least rank counts."""
    gives_way: bool = False
    """Whether a mistake that is found at the same line from the values alone is said in its place."""
    keeps_size: bool = True
    """Whether what comes out right has as many numbers as what came out wrong."""
    least_bits: float = 20.0
    """How much the right value must say: little where the change itself shows that something is wrong."""
    shows_itself: bool = False
    """Whether the source shows that something is wrong, even where the program has the right value somewhere."""


def exchanged(node: Any, others: dict[int, ast.expr]) -> Any:
    """Return a syntax tree with some of its nodes, by `id`, replaced; the tree itself is not changed."""
    if id(node) in others:
        return others[id(node)]
    if isinstance(node, list):
        return [exchanged(one, others) for one in node]
    if not isinstance(node, ast.AST) or not node._fields:
        return node
    fields = {name: getattr(node, name, None) for name in node._fields}
    new = {name: exchanged(value, others) for name, value in fields.items()}
    if all(_is_same(fields[name], new[name]) for name in fields):
        return node
    changed = type(node)(**new)
    return ast.copy_location(changed, node) if hasattr(node, "lineno") else changed


def written(node: ast.expr) -> str:
    """Return an expression as it is quoted in a sentence."""
    return f"`{ast.unparse(node)}`"


def _is_same(one: Any, other: Any) -> bool:
    if isinstance(one, list):
        return len(one) == len(other) and all(a is b for a, b in zip(one, other, strict=True))
    return one is other
