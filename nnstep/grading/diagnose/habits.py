"""What a sheet shows of a person's way of writing numbers down: whether digits are cut off in place of rounding."""

from __future__ import annotations

from nnstep.grading.context import GradingContext
from nnstep.grading.diagnose import bits
from nnstep.grading.diagnose.evidence import Evidence
from nnstep.grading.diagnose.teller import Teller


def with_habits(context: GradingContext, evidence: Evidence) -> Evidence:
    """Return a sheet's evidence, read as its numbers are written: rounded, or cut off where that explains more."""
    rounded = Teller(context, evidence).told(())
    if rounded.bits <= bits.CUTS or not context.tolerance.accepts_cut:
        return evidence
    as_cut = evidence.with_cut_digits()
    cut = Teller(context, as_cut).told(())
    return as_cut if cut.bits + bits.CUTS < rounded.bits else evidence
