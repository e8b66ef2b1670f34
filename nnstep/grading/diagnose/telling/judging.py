"""Judges one quantity of the sheet under a story: which numbers it explains, and how many bits the others take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from nnstep.expr.array import Array, Mask
from nnstep.grading.baseline.rounding import RoundingIntervals
from nnstep.grading.diagnose import bits
from nnstep.grading.diagnose.plan import Plan
from nnstep.grading.diagnose.slip import Miswritten, Slip
from nnstep.grading.diagnose.telling.workings import Workings
from nnstep.grading.diagnose.told_run import Bounds, Judged, Place, agrees
from nnstep.grading.sheet.answer_sheet import Index
from nnstep.grading.sheet.written_arrays import WrittenArrays

_WORK = 15
"""An operation on intervals takes as long as so many on numbers."""

_LAST_DIGIT = 3.0
"""So few bits are three units of the last digit."""

PlanOf: TypeAlias = Callable[[int], Plan]
"""What is done in a training step, from 1."""


@dataclass(frozen=True, slots=True, eq=False)
class _Allowed:
    """What the rounding of earlier numbers allows of those that a story does not give."""

    explained: Mask
    """Which are as good as given, since few others are allowed."""
    bits: float
    """What those take."""
    allowed: Mask | None
    """Which may come of rounding in some order, though it allows about any number."""
    unknown: Array
    """What each of the others takes."""
    interval: Bounds


class Judging:
    """Judges quantities under one story."""

    def __init__(self, workings: Workings, slips: tuple[Slip, ...], plan: PlanOf | None = None) -> None:
        """`plan`: that of each training step, to go into the rounding of what is worked out on the way; None: don't."""
        self._workings = workings
        self._context = workings.context
        self._evidence = workings.evidence
        self._first = workings.days[0]
        self._slips = slips
        self._plan = plan
        self._intervals: dict[bool, RoundingIntervals] = {}

    def judged(self, answer: WrittenArrays, own: Array, alone: Array, miswritten: tuple[Index, ...] = ()) -> Judged:
        """Return what there is to say of a quantity; at `miswritten` the sheet does not say what was meant."""
        place = answer.step, answer.id
        strict = answer.near(own) if alone is own else answer.near(np.array((own, alone))).any(axis=0)
        rest = answer.given & ~strict
        nothing = np.zeros(rest.shape, dtype=bool)
        if not rest.any():
            return Judged(own, alone, nothing, nothing, 0.0)
        right, exact = self._evidence.right[place], np.asarray(self._context.exact.step(place[0]).value(place[1]))
        rest = rest & ~(right & agrees(alone, exact))
        loose = rest & (answer.loose(own) if alone is own else answer.loose(np.array((own, alone))).any(axis=0))
        total = bits.LOOSE * float(loose.sum())
        rest = rest & ~loose
        if not rest.any():
            return Judged(own, alone, nothing, nothing, total)
        surprise = np.minimum(answer.surprise(own), answer.surprise(alone))
        if miswritten:
            total += self._miswritten_bits(place, surprise)
            rest = without(rest, miswritten)
        unknown = bits.SLIP + bits.UNKNOWN + bits.of_choice(float(answer.given.sum())) + surprise
        rounding = self._allowed(answer, rest, unknown, surprise) if rest.any() else None
        if rounding is not None:
            total += rounding.bits
            rest, unknown = rest & ~rounding.explained, rounding.unknown
        against = rest & right
        opened = rest & ~against
        total += bits.AGAINST * float(against.sum())
        if opened.any():
            total += float(unknown[opened].sum())
        allowed, interval = (None, None) if rounding is None else (rounding.allowed, rounding.interval)
        return Judged(own, alone, opened, against, total, allowed, interval)

    def _miswritten_bits(self, place: Place, surprise: Array) -> float:
        """Return what numbers cost that are miswritten in no known way."""
        found = 0.0
        for slip in self._slips:
            if isinstance(slip.change, Miswritten) and (slip.step, slip.change.target) == place and not slip.is_known:
                found += sum(float(surprise[index]) for index in slip.change.indices)
        return found

    def _allowed(self, answer: WrittenArrays, rest: Mask, unknown: Array, surprise: Array) -> _Allowed | None:
        """Return what rounding allows of the numbers `rest`; None where that isn't gone into, or has no bounds."""
        place = answer.step, answer.id
        interval = self._interval(place)
        if interval is None:
            return None
        cost, inside = held_in(answer, interval)
        # In a wide interval, too, what differs in the last digit from what was expected is likeliest.
        likeliest = (surprise <= _LAST_DIGIT) & np.isfinite(cost)
        cost = np.where(likeliest, np.fmin(cost, bits.LOOSE + surprise), cost)
        # What allows as many numbers as a slip would is hardly an explanation.
        explained = rest & inside & (cost < unknown)
        total = float(cost[explained].sum())
        rest = rest & ~explained
        goes_on = self._evidence.rounds_inside and rest.any()
        wide = self._interval(place, in_any_order=True) if goes_on else None
        if wide is None:
            return _Allowed(explained, total, None, unknown, interval)
        cost, inside = held_in(answer, wide)
        allowed = rest & inside
        unknown = np.where(allowed, np.fmin(cost, unknown), unknown)
        low, high = (np.where(allowed, other, own) for other, own in zip(wide, interval, strict=True))
        return _Allowed(explained, total, allowed, unknown, (low, high))

    def _interval(self, place: Place, *, in_any_order: bool = False) -> Bounds | None:
        if self._plan is None:
            return None
        if in_any_order not in self._intervals:
            self._intervals[in_any_order] = RoundingIntervals(
                self._context,
                self._evidence.answers,
                self._plan,
                self._first,
                self._evidence.precision,
                in_any_order=in_any_order,
            )
        intervals = self._intervals[in_any_order]
        before = intervals.count
        interval = intervals.of(*place)
        self._workings.work += _WORK * (intervals.count - before)
        return None if interval is None else (interval.low, interval.high)


def without(mask: Mask, indices: tuple[Index, ...]) -> Mask:
    """Return a mask that leaves some elements out."""
    result = np.array(mask)
    for index in indices:
        result[index] = False
    return result


def held_in(answer: WrittenArrays, interval: Bounds) -> tuple[Array, Mask]:
    """Return how many bits it takes to say where in an interval a number lies, and whether it lies there.

    What has no bounds, as where a divisor may be 0, allows any number.
    """
    low, high = interval
    unbounded = np.isnan(low) | np.isnan(high)
    cost = np.where(unbounded, np.inf, np.log2(1 + (high - low) / answer.unit))
    inside = (low - answer.half <= answer.middle) & (answer.middle <= high + answer.half)
    return cost, np.asarray(inside | unbounded)
