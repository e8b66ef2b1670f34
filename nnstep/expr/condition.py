"""Conditions over quantities, as breakpoints have them, and the functions that they may call beside NumPy's.

What stands on the sides of a comparison is of the expression language. Beside it, ``previous(E)`` is a quantity's value
in the training step before, ``W1[0,2]`` and ``W1[0,:]`` are parts of a matrix, and ``x.max()``, ``.min()``, ``.sum()``,
``.mean()`` are numbers made of all its elements.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnstep.expr.array import Array
from nnstep.expr.tree import Expr, names

PREVIOUS = "_previous_"
"""What stands before a quantity's id where its value in the training step before is meant; no id begins so."""


@dataclass(frozen=True, slots=True)
class Condition:
    """Comparisons of numbers, joined by and, or, not."""

    source: str
    """The condition as Python over NumPy."""
    sides: tuple[Expr, ...]
    """Every expression that it compares."""

    @property
    def reads(self) -> frozenset[str]:
        """The quantities whose present values are read."""
        return frozenset(id for side in self.sides for id in names(side) if not id.startswith(PREVIOUS))

    @property
    def reads_before(self) -> frozenset[str]:
        """The quantities whose values in the training step before are read."""
        every = (id for side in self.sides for id in names(side))
        return frozenset(id.removeprefix(PREVIOUS) for id in every if id.startswith(PREVIOUS))


def changed(now: Array, before: Array) -> bool:
    """Return whether any element has another value than before; a value that was not there has not changed.

    What is of a batch of another size is another value.
    """
    return now.shape != before.shape or bool(np.any((now != before) & ~np.isnan(before)))


def turned(now: Array, before: Array) -> bool:
    """Return whether any element has changed its sign, in a batch of the same size."""
    return now.shape == before.shape and bool(np.any(np.sign(now) * np.sign(before) < 0))


def any_nan(now: Array) -> bool:
    """Return whether any element is not a number."""
    return bool(np.isnan(now).any())


def any_infinite(now: Array) -> bool:
    """Return whether any element is infinite."""
    return bool(np.isinf(now).any())


def any_beyond(now: Array, bound: float) -> bool:
    """Return whether any element's absolute value is above a bound; one that is not a number is."""
    return not bool(np.all(np.abs(now) <= bound))


FUNCTIONS = {f"_{function.__name__}": function for function in (changed, turned, any_nan, any_infinite, any_beyond)}
"""What conditions may call beside NumPy, by names that no quantity can have."""
