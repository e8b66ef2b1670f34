"""The edited run beside the original: from where on they differ, and by how much. Knows runs; goes nowhere itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnstep.engine.branches import Run
from nnstep.engine.edits import Edit
from nnstep.expr.array import Array

MOST_LOOKED_AT = 5000
"""So many operations after the first edit are compared, at the most."""


@dataclass(frozen=True, slots=True, eq=False)
class FirstDifference:
    """The first operation that gives another result than in the original run."""

    position: int
    """After that operation."""
    target: str
    original: Array
    edited: Array


def first_difference(original: Run, edited: Run, edits: Sequence[Edit], until: int) -> FirstDifference | None:
    """Return the first operation up to `until` whose result is another one; None where none was found."""
    first = edits[0].position
    for position in range(first + 1, min(until, first + MOST_LOOKED_AT) + 1):
        there, here = original.seek(position), edited.seek(position)
        if here.op is None or there.position != position:
            return None
        before, after = there.values[here.op.target], here.values[here.op.target]
        if not np.array_equal(before, after, equal_nan=True):
            return FirstDifference(position, here.op.target, before, after)
    return None
