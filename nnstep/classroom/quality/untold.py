"""Which mistakes give the same digits as right work, or as one another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from nnstep.classroom.quality.asked_digits import AskedDigits
from nnstep.classroom.quality.fingerprints import Fingerprints, MadeMistake
from nnstep.expr.array import Array


@dataclass(frozen=True, slots=True)
class Untold:
    """What the asked digits of one exercise don't tell."""

    right: frozenset[MadeMistake]
    """The ways of making a mistake that give the digits of right work."""
    pairs: frozenset[tuple[MadeMistake, MadeMistake]]
    """Ways of making two different mistakes that give the same digits, other than those of right work.

    Two ways of making the same mistake are no pair: whoever finds one of them has found the mistake.
    """

    @property
    def count(self) -> int:
        """How much is not told."""
        return len(self.right) + len(self.pairs)

    @property
    def ways(self) -> frozenset[MadeMistake]:
        """Every way of making a mistake that is not told."""
        return self.right.union(*self.pairs)

    def with_all(self, other: Untold) -> Untold:
        """Return what is not told here or there."""
        return Untold(self.right | other.right, self.pairs | other.pairs)

    def without(self, other: Untold) -> Untold:
        """Return what is not told here, and is told there."""
        return Untold(self.right - other.right, self.pairs - other.pairs)


class AlikeFacts(TypedDict):
    """Ways of making two mistakes that give the same digits."""

    one: MadeMistake
    """The first."""
    other: MadeMistake
    """The second."""


class UntoldFacts(TypedDict):
    """What the asked digits don't tell."""

    as_right: list[MadeMistake]
    """The ways of making a mistake that give the digits of right work."""
    alike: list[AlikeFacts]
    """The ways of making two mistakes that give the same digits."""


def untold_facts(some: Untold) -> UntoldFacts:
    """Return what is not told as plain data."""
    return {
        "as_right": sorted(some.right),
        "alike": [{"one": one, "other": other} for one, other in sorted(some.pairs)],
    }


def untold(prints: Fingerprints, digits: AskedDigits) -> Untold:
    """Return what the asked digits of an exercise don't tell."""
    differs = digits.are_apart(prints.values, prints.right).any(axis=1)
    others = np.flatnonzero(differs)
    names = {id: number for number, id in enumerate(dict.fromkeys(way.id for way in prints.made))}
    ids = np.array([names[prints.made[number].id] for number in others], dtype=np.intp)
    one, other = _same_rows(prints.values[others], ids, digits)
    return Untold(
        frozenset(prints.made[number] for number in np.flatnonzero(~differs)),
        frozenset(
            (prints.made[others[i]], prints.made[others[j]]) for i, j in zip(one.tolist(), other.tolist(), strict=True)
        ),
    )


def _same_rows(values: Array, ids: NDArray[np.intp], digits: AskedDigits) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the pairs of rows with different ids, the lesser number first, that are nowhere apart.

    Column after column, the last first: nearly every mistake comes through to the numbers that are worked out last, so
    that hardly any pair is left after a few of them.
    """
    one, other = np.triu_indices(len(values), 1)
    keep = ids[one] != ids[other]
    one, other = one[keep], other[keep]
    for column in values.T[::-1]:
        if not len(one):
            break
        keep = ~digits.are_apart(column[one], column[other])
        one, other = one[keep], other[keep]
    return one, other
