"""Steps that a person counts: those of the training, or those of a calculation within one training step."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from nnstep.grading.sheet.answer_sheet import Given
from nnstep.program.program import Phase, Program

_RANKS: Mapping[Phase, int] = {"forward": 0, "error": 1, "backward": 2, "gradient": 2, "update": 3}
"""Deltas and gradients may be worked out layer by layer."""


def is_one_calculation(answers: Mapping[tuple[int, str], Given], program: Program) -> bool:
    """Return whether answers below several steps go once through a training step: forward, error, backward, update.

    Answers below a single later step do where the run has no such step.
    """
    phases = {op.target: op.phase for op in program.ops}
    ranks: dict[int, list[int]] = {}
    seen = set[tuple[str, tuple[int, ...]]]()
    for (step, id), given in sorted(answers.items()):
        cells = {(id, index) for index in given.cells}
        if id not in phases or seen & cells:
            return False
        seen |= cells
        ranks.setdefault(step, []).append(_RANKS[phases[id]])
    if len(ranks) == 1:
        return max(ranks) > program.schedule.steps
    return all(max(one) <= min(other) for one, other in pairwise(ranks.values()))
