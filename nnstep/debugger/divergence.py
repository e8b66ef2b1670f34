"""The first difference between the edited run and the original."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnstep.engine.edits import Edit
from nnstep.engine.run import Run
from nnstep.expr.array import Array

MOST_LOOKED_AT = 5000
"""Operations compared after the first edit, at most."""


@dataclass(frozen=True, slots=True, eq=False)
class FirstDifference:
    """The first operation whose result differs from the original run."""

    position: int
    """The position after that operation."""
    target: str
    original: Array
    edited: Array


def first_difference(original: Run, edited: Run, edits: Sequence[Edit], until: int) -> FirstDifference | None:
    """Return the first operation up to `until` whose result differs; None where none was found."""
    first = edits[0].position
    for position in range(first + 1, min(until, first + MOST_LOOKED_AT) + 1):
        there, here = original.seek(position), edited.seek(position)
        if here.op is None or there.position != position:
            return None
        before, after = there.values[here.op.target], here.values[here.op.target]
        if not np.array_equal(before, after, equal_nan=True):
            return FirstDifference(position, here.op.target, before, after)
    return None
