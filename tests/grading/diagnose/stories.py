"""Stories put together by hand, of one number or a few, to compare them with one another."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from nnstep.grading.diagnose.slip import Miswritten, Replaced, Slip
from nnstep.grading.diagnose.told_run import Judged, Place, ToldRun
from nnstep.grading.mistakes.hand import EXCHANGED
from nnstep.grading.mistakes.kinds import OperationMistake

KNOWN = OperationMistake(id="known", diagnosis="you did so", question="Did you?", rewrite=lambda op, exercise: ())
OTHER = OperationMistake(id="other", diagnosis="you did other", question="Did you?", rewrite=lambda op, exercise: ())
HAND = EXCHANGED


def slip(bits: float = 5.0, *mistakes: object, target: str = "z1", step: int = 1) -> Slip:
    """Return a slip in a number that came out as 9."""
    details = ("",) * len(mistakes)
    return Slip(Replaced(target, (0,), 9.0), bits, tuple(mistakes), details, step=step)  # type: ignore[arg-type]


def miswritten(target: str, *indices: tuple[int, ...], bits: float = 5.0) -> Slip:
    """Return a slip of writing down."""
    return Slip(Miswritten(target, indices), bits, step=1)


def judged(
    own: Iterable[float],
    alone: Iterable[float] | None = None,
    *,
    unexplained: Iterable[int] = (),
    against: Iterable[int] = (),
    bits: float = 0.0,
    allowed: Iterable[int] | None = None,
) -> Judged:
    """Return a quantity under a story; `unexplained`, `against` and `allowed` are numbers of elements."""
    values = np.array(list(own), dtype=float)
    masks = [np.isin(np.arange(values.size), list(each)) for each in (unexplained, against, allowed or ())]
    other = values if alone is None else np.array(list(alone), dtype=float)
    return Judged(values, other, masks[0], masks[1], bits, None if allowed is None else masks[2])


def told(*slips: Slip, **quantities: Judged) -> ToldRun:
    """Return a story of training step 1."""
    places: dict[Place, Judged] = {(1, id): each for id, each in quantities.items()}
    return ToldRun(slips, places)
