"""One operation of a run as Python programs get it, computed or recorded."""

from __future__ import annotations

from dataclasses import dataclass

from nnstep.expr.array import Array
from nnstep.program.program import Phase


@dataclass(frozen=True, slots=True, eq=False)
class RunOperation:
    """One operation of a run with its value."""

    position: int
    """Operations done when it is done, from 1."""
    epoch: int
    step: int
    """The training step in the epoch, from 1."""
    op: int
    """The operation in the training step, from 1."""
    phase: Phase
    layer: int
    """The layer, from 1; 0 for what belongs to none."""
    target: str
    """The id of the quantity that it computes."""
    formula: str
    """In the scenario's notation."""
    numpy: str
    """The NumPy line that was run."""
    value: Array
    """The result, read-only, float64 or the scenario's own precision: shape (), (n, 1) for one sample, or (n, m)."""
