"""The first difference between a run that was changed by hand and the original."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nnstep.engine.edits import Edit
from nnstep.engine.run import Run
from nnstep.expr.array import Array
from nnstep.traces.difference.closeness import Closeness
from nnstep.traces.difference.comparison import compare
from nnstep.traces.difference.sides import RunSide

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
    """Return the first operation up to `until` whose result differs in any bit; None where none was found."""
    begins, program = edits[0].position, original.program
    until = min(until, begins + MOST_LOOKED_AT)
    length = len(program.ops)
    found = compare(
        RunSide(original, last_position=until, results_only=True),
        RunSide(edited, last_position=until, results_only=True, edits=[edit.position for edit in edits]),
        program,
        Closeness(0),
        first=begins // length + 1,
        to_first=True,
    ).first
    if found is None:
        return None
    number = next(number for number, op in enumerate(program.ops, start=1) if op.target == found.id)
    return FirstDifference((found.step - 1) * length + number, found.id, found.gap.a, found.gap.b)
