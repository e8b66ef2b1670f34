"""Conditions over quantities, as breakpoints have them: comparisons joined by and, or, not. Knows no run.

What stands on the sides of a comparison is of the expression language. Beside it, ``previous(E)`` is a quantity's value
in the training step before, ``W1[0,2]`` and ``W1[0,:]`` are parts of a matrix, and ``x.max()``, ``.min()``, ``.sum()``,
``.mean()`` are numbers made of all its elements.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, assert_never

from nnstep.expr.tree import Expr, names
from nnstep.expr.walks.numpy_line import source

Comparing: TypeAlias = Literal["<", "<=", ">", ">=", "==", "!="]
PREVIOUS = "_previous_"
"""What stands before a quantity's id where its value in the training step before is meant; no id begins so."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two numbers compared."""

    operator: Comparing
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Both:
    """All of several conditions."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one of several conditions."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Opposite:
    """That a condition does not hold."""

    part: Condition


Condition: TypeAlias = Comparison | Both | Either | Opposite


def sides(condition: Condition) -> Iterator[Expr]:
    """Yield every expression that a condition compares."""
    match condition:
        case Comparison(_, left, right):
            yield left
            yield right
        case Both(parts) | Either(parts):
            for part in parts:
                yield from sides(part)
        case Opposite(part):
            yield from sides(part)
        case _:
            assert_never(condition)


def read_now(exprs: Sequence[Expr]) -> frozenset[str]:
    """Return the quantities whose present values are read."""
    return frozenset(id for expr in exprs for id in names(expr) if not id.startswith(PREVIOUS))


def read_before(exprs: Sequence[Expr]) -> frozenset[str]:
    """Return the quantities whose values in the training step before are read."""
    every = (id for expr in exprs for id in names(expr))
    return frozenset(id.removeprefix(PREVIOUS) for id in every if id.startswith(PREVIOUS))


def condition_source(condition: Condition) -> str:
    """Return a condition as Python over NumPy."""
    match condition:
        case Comparison(operator, left, right):
            return f"({source(left)}) {operator} ({source(right)})"
        case Both(parts):
            return " and ".join(f"({condition_source(part)})" for part in parts)
        case Either(parts):
            return " or ".join(f"({condition_source(part)})" for part in parts)
        case Opposite(part):
            return f"not ({condition_source(part)})"
        case _:
            assert_never(condition)
