"""Where a run begins if not at the program's start: within a training step, with what was before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nnstep.expr.array import Array


@dataclass(frozen=True, slots=True, eq=False)
class RunStart:
    """The state that a run begins with."""

    step: int
    """The training step, from 0."""
    done: int
    """Its operations that are done already."""
    values: Mapping[str, Array]
    """All values there; where nothing is done in the training step, the parameters are enough."""
    errors: Array
    """The errors so far, the training step's own included once it is computed."""
    accuracies: Array
    """The accuracies of the epochs that have ended."""
    largest_gradient: float
    """The largest element of any gradient in the epoch, before the training step."""
