"""The first operation whose result differs in any bit: whether both values are what correct libraries compute."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnstep.program.program import Op, Program
from nnstep.traces.difference.comparison import QuantityGap
from nnstep.traces.difference.sides import RunSide, Side
from nnstep.traces.recomputing.recompute import Numbers, recomputed


@dataclass(frozen=True, slots=True, eq=False)
class DifferingBits:
    """An operation that read the same bits on both sides and gave others."""

    at: QuantityGap
    wrong: tuple[int, ...]
    """The sides, A is 0 and B 1, that have a number that no correct library computes; none where both may be right."""


def differing_bits(sides: Sequence[Side], first: QuantityGap | None) -> DifferingBits | None:
    """Return the first operation that differs; None where there is none, or its bounds can't be known.

    They are not known of values of another program or library, of those that a run starts from, or where what the
    operation reads differs or was not recorded.
    """
    a, b = sides
    if first is None or not first.step or not (isinstance(a, RunSide) and isinstance(b, RunSide)):
        return None
    if a.computed_by or b.computed_by:
        return None
    op, other = _operation(a.program, first.id), _operation(b.program, first.id)
    if op is None or other is None or (op[1].source, a.program.precision) != (other[1].source, b.program.precision):
        return None
    frames = [
        side.run.seek((first.step - 1) * len(side.program.ops) + number + 1)
        for side, (number, _) in zip((a, b), (op, other), strict=True)
    ]
    reads = [{id: frame.inputs[id] for id in op[1].reads if id in frame.inputs} for frame in frames]
    if any(len(read) < len(op[1].reads) for read in reads) or any(frame.result is None for frame in frames):
        return None
    if not all(np.array_equal(reads[0][id], reads[1][id], equal_nan=True) for id in op[1].reads):
        return None
    again = recomputed(op[1].expression, {id: Numbers.of(value) for id, value in reads[0].items()}, a.program.precision)
    results = (frame.result for frame in frames)
    numbers = [result.ravel().tolist() for result in results if result is not None]
    return DifferingBits(first, tuple(side for side in (0, 1) if again.first_outside(numbers[side]) is not None))


def _operation(program: Program, id: str) -> tuple[int, Op] | None:
    """Return the operation that computes a quantity, and its number from 0."""
    return next(((number, op) for number, op in enumerate(program.ops) if op.target == id), None)
