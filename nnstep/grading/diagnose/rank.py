"""Explanations that fit, ranked: by how many numbers they account for, and how many are at odds with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from nnstep.grading.diagnose.replay import Baseline
from nnstep.grading.diagnose.variants import Variant
from nnstep.grading.sheet.answer_sheet import Index
from nnstep.grading.tolerance import telling_digits
from nnstep.grading.verdict import Explanation

BASELINES: tuple[Baseline, ...] = ("true", "own", "mistakes")
_COARSE = 0.5
"""An interval of more than this part of its own size says next to nothing."""


@dataclass(frozen=True, slots=True)
class Fit:
    """An explanation, with how many of the quantity's numbers it accounts for."""

    explanation: Explanation
    score: int
    against: int
    """How many of the numbers before it are at odds with it."""
    baseline: Baseline
    variant: Variant | None = None
    """The mistake as it was run; None where it is one of a single element, or of the hand."""

    @property
    def changed(self) -> int:
        """In how many operations the mistake is made."""
        return 1 if self.variant is None else len(self.variant.changed)

    @property
    def rank(self) -> tuple[int, int, int]:
        """The likelier, the lower."""
        return -self.score, self.against, len(self.explanation.mistakes)


def explained_together(fits: Mapping[Index, list[Fit]]) -> bool:
    """Return whether one mistake explains all of several numbers: then none is looked for in each of them apart."""
    ids = [{fit.explanation.ids for fit in several} for several in fits.values()]
    return bool(set.intersection(*ids))


def sorted_fits(fits: list[Fit]) -> list[Fit]:
    """Return the fits, the likeliest first; of one mistake made in more places or fewer, the one in the fewest only.

    What is at odds with earlier numbers is left out where something that is not accounts for as much.
    """
    most = max((fit.score for fit in fits if not fit.against), default=0)
    once: dict[tuple[str, tuple[str, ...]], Fit] = {}
    for fit in sorted(fits, key=lambda fit: fit.rank):
        key = fit.explanation.ids, fit.explanation.details
        other = once.setdefault(key, fit)
        if other.rank == fit.rank and fit.changed < other.changed:
            once[key] = fit
    return [fit for fit in once.values() if not fit.against or fit.score > most]


def digits_that_tell(fits: list[Fit]) -> int | None:
    """Return how many significant digits tell the leading explanations apart; None where there is one, or none do.

    Only what was worked out on the same baseline is compared: rounded numbers give another last digit than true ones.
    """
    found: list[int | None] = []
    for baseline in BASELINES:
        values = sorted({fit.explanation.value for fit in fits if fit.baseline == baseline})
        found += [telling_digits(one, other) for one, other in pairwise(values)]
    return max((digits for digits in found if digits is not None), default=None)


def is_coarse(interval: tuple[float, float]) -> bool:
    """Return whether an interval is too wide to say anything."""
    low, high = interval
    return not high - low <= _COARSE * max(abs(low), abs(high))
