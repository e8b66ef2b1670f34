"""What a sheet shows of a person's way of rounding: digits cut off, and hidden results rounded as the written ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from nnstep.grading.context import GradingContext
from nnstep.grading.diagnose import bits
from nnstep.grading.diagnose.evidence import Evidence
from nnstep.grading.diagnose.teller import Teller


@dataclass(frozen=True, slots=True, eq=False)
class Habit:
    """A sheet, read with one way of rounding."""

    evidence: Evidence
    bits: float
    """What it takes to say that this is the person's way."""


def habits_of(context: GradingContext, evidence: Evidence) -> tuple[Habit, ...]:
    """Return the ways of rounding that may be a sheet's: one where it explains all numbers, else the two best."""
    plain, teller = Habit(evidence, 0.0), Teller(context, evidence)
    if teller.told(()).bits <= bits.ROUNDS_HIDDEN or not context.tolerance.accepts_cut:
        return (plain,)
    found = [(habit, Teller(context, habit.evidence).told((), closely=True)) for habit in (plain, *_others(evidence))]
    found.sort(key=lambda item: item[0].bits + item[1].bits)
    best, run = found[0]
    return (best,) if best is plain or run.is_explained else (plain, best)


def _others(evidence: Evidence) -> Iterator[Habit]:
    for one, cost in ((evidence, 0.0), (evidence.with_cut_digits(), bits.CUTS)):
        if cost:
            yield Habit(one, cost)
        for precision in one.precision.each if one.precision is not None else ():
            yield Habit(replace(one, hidden=precision), cost + bits.ROUNDS_HIDDEN)
