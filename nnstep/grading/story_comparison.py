"""Compares the best story of a sheet with others: which slip a number shows, and what else it could be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from nnstep.grading.context import GradingContext
from nnstep.grading.diagnose import bits
from nnstep.grading.diagnose.search import Told
from nnstep.grading.diagnose.slip import InElements, Miswritten, Replaced, Reworked, Slip
from nnstep.grading.diagnose.told_run import Place, ToldRun, agrees
from nnstep.grading.sheet.answer_sheet import Index

_SURE = 4 * bits.ODDS
"""So many bits more make a slip certain, even if some numbers that it reaches are right."""

_FEW = 3
"""Then it explains at least so many numbers for each that it leaves."""


class StoryComparison:
    """The best story of one sheet, beside others."""

    def __init__(self, context: GradingContext, told: Told, without: Mapping[Slip, ToldRun]) -> None:
        """`without`: the best story without each of its slips, where it has several."""
        self._context = context
        self._told = told
        self._without = without

    def slips_at(self, place: Place, index: Index) -> list[Slip]:
        """Return the slips of the best story that show in a number itself, not in what it is worked out from."""
        return [slip for slip in self._told.best.slips if self._shows(slip, place, index)]

    def _shows(self, slip: Slip, place: Place, index: Index) -> bool:
        match slip.change:
            case Miswritten(target, indices):
                return (slip.step, target) == place and index in indices
            case Replaced(target, at, _) if (slip.step, target) == place:
                return at == index
            case _:
                best, other = self._told.best.judged[place], self._without.get(slip, self._told.root).judged.get(place)
                return other is not None and not agrees(best.own, other.own)[index] and not best.open[index]

    def position(self, slip: Slip, place: Place) -> int:
        """Return which operation up to that of a place a slip was made in last; -1 for one in the order of things."""
        order = self._context.exercise.positions
        match slip.change:
            case Reworked(variant):
                last = order.get(place[1], -1)
                return max((number for number in variant.rewritten if number <= last), default=-1)
            case InElements(line):
                return order.get(line.target, -1)
            case Replaced(target) | Miswritten(target):
                return order.get(target, -1)
            case _:
                assert_never(slip.change)

    def slip_behind(self, place: Place, index: Index) -> Slip | None:
        """Return the slip of the best story that a number shows which follows from the story's slips alone."""
        best, root = self._told.best, self._told.root
        for slip in best.slips:
            other = self._without.get(slip, root).judged.get(place)
            if other is not None and not agrees(best.judged[place].alone, other.alone)[index]:
                return slip
        return None

    def without_slip(self, slip: Slip) -> ToldRun:
        """Return the best story without one of its slips."""
        return self._without.get(slip, self._told.root)

    def may_be_rounding(self, place: Place, index: Index, slip: Slip) -> bool:
        """Return whether a number may come of rounding, and a slip explains the sheet hardly better."""
        without = self.without_slip(slip)
        judged = without.judged[place]
        is_allowed = judged.allowed is not None and bool(judged.allowed[index])
        explained = not judged.open[index] or is_allowed
        return explained and without.bits - self._told.best.bits < bits.ODDS

    def is_borne_out(self, run: ToldRun, without: ToldRun, *, or_sure: bool = False) -> bool:
        """Return whether all numbers are explained that a slip reaches, given the story without it.

        With `or_sure` less will do: if it explains much more than it leaves, other slips may have been made beside
        it, and what is right although it says otherwise was put right again.
        """
        left = reached = 0
        is_sure = or_sure and without.bits - run.bits > _SURE
        for place, judged in run.judged.items():
            other = without.judged.get(place)
            if other is None:
                continue
            moved = ~agrees(judged.own, other.own) | ~agrees(judged.alone, other.alone)
            left += int((moved & judged.open).sum()) + (0 if is_sure else int((moved & judged.against).sum()))
            reached += int((other.open & ~judged.open).sum())
        return left == 0 or (is_sure and left <= reached / _FEW)

    def is_near(self, run: ToldRun, slip: Slip, other: Slip | None) -> bool:
        """Return whether a story with `other` in place of a slip of the best one is as likely, or says the same."""
        margin = bits.ODDS if slip.is_known else bits.POSSIBLE
        if slip.by_hand and other is not None and other.is_known and not other.by_hand:
            margin += bits.ALONE  # which mistakes of the hand are not charged with
        return run.bits - self._told.best.bits < margin or run.is_the_same_as(self._told.best)

    def slip_of(self, run: ToldRun, slip: Slip | None = None) -> Slip | None:
        """Return which slip a story has in place of one of the best story, or beside all of them; two are put in one.

        None where it has none.
        """
        kept = {id(each) for each in self._told.best.slips if each is not slip}
        others = [each for each in run.slips if id(each) not in kept]
        return others[0].together_with(others[1:]) if others else None

    def says_the_same(self, run: ToldRun, place: Place) -> bool:
        """Return whether a story differs from the best one in words only, or at other operations, without a trace."""
        best = self._told.best
        return run.is_the_same_as(best) or (
            self._is_reworked(run, place)
            and self._is_reworked(best, place)
            and all(agrees(judged.alone, best.judged[at].alone).all() for at, judged in run.judged.items())
        )

    def _is_reworked(self, run: ToldRun, place: Place) -> bool:
        state = run.steps.get(place[0])
        own = {line.target: line.code for line in self._context.variants.lines}
        # A story can have an operation that the exercise lacks, such as the update of a frozen bias.
        return state is not None and any(
            line.target == place[1] and line.code is not own.get(line.target) for line in state.plan.lines
        )
