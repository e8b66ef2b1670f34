"""What a sheet shows of a person's way of rounding: digits cut off, and hidden results rounded as the written ones."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from nnstep.grading.baseline.rounding import RoundingIntervals
from nnstep.grading.context import GradingContext
from nnstep.grading.diagnose import bits
from nnstep.grading.diagnose.evidence import Evidence
from nnstep.grading.diagnose.plan import plan_of
from nnstep.grading.diagnose.slip import Slip
from nnstep.grading.diagnose.teller import Teller
from nnstep.grading.diagnose.telling.judging import held_in

_LEAST_DIGITS = 6


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
    if not run.is_explained and _shows_habits(evidence):
        inside = min((rounding_inside(context, habit) for habit in (plain, best)), key=lambda item: item[1])
        if inside[1] < best.bits + run.bits:
            best = inside[0]
    return (best,) if best is plain or run.is_explained else (plain, best)


def _shows_habits(evidence: Evidence) -> bool:
    """Return whether a sheet has so many digits that a way of rounding can show in them."""
    numbers = [written for given in evidence.sheet.answers.values() for written in given.cells.values()]
    return sum(number.significant for number in numbers) >= _LEAST_DIGITS


def rounding_inside(context: GradingContext, habit: Habit, slips: tuple[Slip, ...] = ()) -> tuple[Habit, float]:
    """Return a habit with rounding within operations, and how many bits the sheet takes then, told with some slips.

    Then no number is just what was expected, so each takes as many bits as its interval is wide. So it does not pay on
    a sheet whose other numbers are all exact.
    """
    evidence = replace(habit.evidence, rounds_inside=True)
    root = Teller(context, evidence).told(slips)
    plans = partial(plan_of, context.variants.lines, slips)
    first = min(step for step, _ in evidence.answers)
    intervals = RoundingIntervals(context, evidence.answers, plans, first, evidence.precision, in_any_order=True)
    total = root.slip_bits
    for place, answer in evidence.answers.items():
        judged, interval = root.judged.get(place), intervals.of(*place)
        if judged is None:  # the story ends before it
            return Habit(evidence, math.inf), math.inf
        if interval is None:
            total += judged.bits
            continue
        unknown = bits.SLIP + bits.UNKNOWN + bits.of_choice(float(answer.given.sum())) + answer.surprise(judged.own)
        cost, inside = held_in(answer, (interval.low, interval.high))
        total += float(np.where(inside & np.isfinite(cost), np.fmin(cost, unknown), unknown)[answer.given].sum())
    said = habit.bits + bits.ROUNDS_INSIDE
    # What the numbers take that are just what was expected belongs to the habit.
    exact = max(0.0, total - Teller(context, evidence).told(slips, closely=True).bits)
    return Habit(evidence, said + exact), said + total


def habit_of(context: GradingContext, evidence: Evidence, stories: Iterable[tuple[Slip, ...]]) -> tuple[Habit, float]:
    """Return the way of rounding that explains a sheet best with one of some stories, and how many bits that takes."""
    found = (Habit(evidence, 0.0), math.inf)
    plain, tellers = found[0], [(habit, Teller(context, habit.evidence)) for habit in _others(evidence)]
    shows_habits = _shows_habits(evidence)
    for slips in stories:
        told = [(habit, habit.bits + teller.told(slips, closely=True).bits) for habit, teller in tellers]
        inside = (rounding_inside(context, plain, slips),) if shows_habits else ()
        found = min((found, *told, *inside), key=lambda item: item[1])
    return found


def _others(evidence: Evidence) -> Iterator[Habit]:
    for one, cost in ((evidence, 0.0), (evidence.with_cut_digits(), bits.CUTS)):
        if cost:
            yield Habit(one, cost)
        for precision in one.precision.each if one.precision is not None else ():
            yield Habit(replace(one, hidden=precision), cost + bits.ROUNDS_HIDDEN)
