"""Reads the verdicts off the story of a sheet. A number that is right stays right, whatever the story."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np

from nnstep.grading.baseline.answer_dependencies import AnswerDependencies, Cell
from nnstep.grading.context import GradingContext
from nnstep.grading.credit import Credit
from nnstep.grading.diagnose import bits
from nnstep.grading.diagnose.evidence import Evidence
from nnstep.grading.diagnose.search import Told
from nnstep.grading.diagnose.slip import Miswritten, Replaced, Reworked, Slip
from nnstep.grading.diagnose.told_run import Judged, Place, ToldRun
from nnstep.grading.origins import Origins
from nnstep.grading.sheet.answer_sheet import Given, Index, Sheet
from nnstep.grading.story_comparison import StoryComparison
from nnstep.grading.tolerance import telling_digits
from nnstep.grading.verdict import AGREES_WITH, RAGGED, Explanation, Verdict
from nnstep.program.addresses import address

_MOST_EXPLANATIONS = 12


class Judgement:
    """The verdicts on one sheet."""

    def __init__(
        self, context: GradingContext, credit: Credit, evidence: Evidence, told: Told, without: Mapping[Slip, ToldRun]
    ) -> None:
        """`without`: the best story without each of its slips, where it has several."""
        self._context = context
        self._credit = credit
        self._evidence = evidence
        self._told = told
        self._stories = StoryComparison(context, told, without)
        self._shown: dict[Slip | Place | Cell, list[Cell]] = {}
        """The numbers that show each slip of the story; what nothing explains stands for itself, number by number, or
        as a whole where all of a quantity is wrong."""
        self._said: set[Slip] = set()
        """The slips that were named so far."""
        unused = {
            (slip.step or 0, slip.change.target, index)
            for slip in told.best.slips
            if isinstance(slip.change, Miswritten)
            for index in slip.change.indices
        }
        self._origins = Origins(AnswerDependencies(context.program, evidence.sheet), unused)

    def run(self) -> tuple[Verdict, ...]:
        """Return a verdict on every answer, in the order in which they are worked out."""
        sheet: Sheet = self._evidence.sheet
        order = self._context.exercise.positions
        ordered: list[Verdict] = []
        with np.errstate(all="ignore"):
            for place in sorted(sheet.answers, key=lambda at: (at[0], order.get(at[1], -1))):
                given = sheet.answers[place]
                if given.fault:
                    verdict = self._of_shape(place, given)
                    self._origins.note_misshapen(place, verdict)
                    ordered.append(verdict)
                else:
                    for index in given.cells:
                        verdict = self._of_number(place, index)
                        self._origins.note((*place, index), verdict)
                        ordered.append(verdict)
                ordered += [self._verdict("missing", place, index) for index in given.blank]
        return tuple(ordered)

    @property
    def mapping(self) -> dict[tuple[int, str, Index | None], int]:
        """Return, by number, which slip shows in it."""
        return {cell: number for number, cells in enumerate(self._shown.values()) for cell in cells}

    def _of_shape(self, place: Place, given: Given) -> Verdict:
        exact = np.asarray(self._context.exact.step(place[0]).value(place[1]))
        fits = self._context.tolerance.fits
        right = sum(fits(float(exact[index]), written) for index, written in given.cells.items())
        remark = RAGGED if given.fault == "ragged" else ""
        if given.fault == "transposed":
            every = "all its numbers are" if right == len(given.cells) else f"{right} of its {len(given.cells)} are"
            remark = f"rows and columns are exchanged; exchanged back, {every} right"
        return Verdict("shape", *place, None, place[1], remark=remark, typed_shape=given.typed_shape, shape=given.shape)

    def _of_number(self, place: Place, index: Index) -> Verdict:
        answer, root = self._evidence.answers[place], self._told.root.judged[place]
        right = self._evidence.verdicts.get((*place, index))
        if right is not None and not self._is_rounded_rather(right, float(root.own[index])):
            return right
        best = self._told.best.judged[place]
        allowed = best.allowed is not None and best.allowed[index] and best.open[index]
        written = self._evidence.written(place, index)
        recomputed = float(root.own[index])
        slip = self._leading(place, index)
        if answer.near(root.own)[index]:
            return self._following(place, index, recomputed=recomputed, is_used=not answer.near(best.own)[index])
        if slip is not None and not self._stories.may_be_rounding(place, index, slip):
            return self._of_slip(place, index, slip, recomputed)
        if slip is not None:
            interval = self._interval(self._stories.without_slip(slip).judged[place], index)
            return self._following(place, index, recomputed=recomputed, interval=interval)
        if allowed:
            return self._following(place, index, recomputed=recomputed, interval=self._interval(best, index))
        if best.open[index]:
            return self._of_open(place, index, recomputed)
        fits_alone = answer.near(best.alone) | (answer.loose(best.alone) & ~answer.loose(best.own))
        if fits_alone[index]:
            behind = self._origins.mistakes_behind((*place, index))
            unseen = None if behind else self._stories.slip_behind(place, index)
            if unseen is not None:  # what stands between was put right again
                return self._of_slip(place, index, unseen, recomputed)
            return self._carried_past(place, index, float(best.alone[index]))
        if self._context.tolerance.loose_reading(recomputed, written):
            remark = self._context.tolerance.loose_reading(recomputed, written)
            return replace(self._following(place, index, recomputed=recomputed), remark=remark)
        return self._following(place, index, recomputed=recomputed, interval=self._interval(best, index))

    def _is_rounded_rather(self, right: Verdict, recomputed: float) -> bool:
        """Return whether a number whose digits would be cut off is just rounded if worked out from the earlier ones."""
        fits, written = self._context.tolerance.fits, right.written
        if right.kind != "correct" or written is None or right.exact is None or fits(right.exact, written):
            return False
        return fits(recomputed, written)

    def _interval(self, judged: Judged, index: Index) -> tuple[float, float] | None:
        if judged.interval is None:
            return None
        low, high = judged.interval
        return float(low[index]), float(high[index])

    def _of_slip(self, place: Place, index: Index, slip: Slip, recomputed: float) -> Verdict:
        """Return the verdict on a number in which a slip of the best story shows."""
        if self._is_own_rounding(slip):
            return self._verdict("rounded", place, index, recomputed=recomputed)
        beside = tuple(other for other in self._stories.slips_at(place, index) if other not in self._said)
        self._shown.setdefault(slip, []).append((*place, index))
        self._said.update((slip, *beside))
        best, instead = self._told.best, self._told.instead.get(slip, [])
        place_of = {id(run): self._stories.slip_of(run, slip) for run in instead}
        near = [run for run in instead if run is not best and self._stories.is_near(run, slip, place_of[id(run)])]
        rivals = [
            run
            for run in near
            if ((other := place_of[id(run)]) is None or other.ids != slip.ids)
            and not self._stories.says_the_same(run, place)
        ]
        ways = [run for run in near if run not in rivals]
        known = [(best, slip.together_with(beside))] if slip.is_known else []
        known += [
            (run, other.together_with(beside, without=slip))
            for run in (*ways, *rivals)
            if (other := place_of[id(run)])
            and other.is_known
            and self._stories.is_borne_out(run, self._stories.without_slip(slip))
        ]
        explanations = self._explanations(place, index, known)
        facts: dict[str, Any] = {"recomputed": recomputed, "explanations": explanations}
        if not slip.is_known and not known:
            return self._verdict("wrong", place, index, **facts, remark=self._solved(slip))
        sure = self._stories.is_borne_out(best, self._stories.without_slip(slip), or_sure=True)
        if slip.is_known and not rivals and sure:
            digits = explanations[0].digits if explanations else None
            return self._verdict("mistake", place, index, **facts, digits=digits)
        digits = self._digits_that_tell(place, index, explanations)
        return self._verdict("ambiguous", place, index, **facts, digits=digits)

    def _leading(self, place: Place, index: Index) -> Slip | None:
        """Return the slip to name at a number: one that was not named yet, or else the one that was made last."""
        slips = self._stories.slips_at(place, index)
        fresh = [slip for slip in slips if slip not in self._said]
        return max(fresh or slips, key=lambda slip: self._stories.position(slip, place), default=None)

    def _is_own_rounding(self, slip: Slip) -> bool:
        """Return whether a slip only rounds results to the digits that all of the sheet is written with."""
        if not isinstance(slip.change, Reworked) or not slip.change.variant.is_rounding:
            return False
        rounded = next(iter(slip.change.variant.after.values()))
        answers = self._evidence.answers.values()
        return all((np.abs(rounded(a.number) - a.number) < a.half)[a.given].all() for a in answers)

    def _solved(self, slip: Slip) -> str:
        """Return what is said of a number that is not on the sheet and came out wrong."""
        match slip.change:
            case Replaced(target, index, number) if slip.step is not None and self._stories.is_borne_out(
                self._told.best, self._stories.without_slip(slip)
            ):
                exact = float(np.asarray(self._context.exact.step(slip.step).value(target))[index])
                name = address(target, index, self._context.program)
                return f"{AGREES_WITH}{name} = {number:.4g}, where {exact:.4g} is right"
            case _:
                return ""

    def _of_open(self, place: Place, index: Index, recomputed: float) -> Verdict:
        """Return the verdict on a number that the best story leaves open."""
        best = self._told.best
        throughout = bool((best.judged[place].open | ~self._evidence.answers[place].given).all())
        self._shown.setdefault(place if throughout else (*place, index), []).append((*place, index))
        near = [run for run in self._told.besides.get(place, []) if run.bits - best.bits < bits.POSSIBLE]
        known = [
            (run, other)
            for run in near
            if (other := self._stories.slip_of(run)) and other.is_known and self._stories.is_borne_out(run, best)
        ]
        explanations = self._explanations(place, index, known)
        facts: dict[str, Any] = {"recomputed": recomputed, "cut_short": self._told.cut_short}
        if not explanations:
            return self._verdict("wrong", place, index, **facts)
        digits = self._digits_that_tell(place, index, explanations) or explanations[0].digits
        return self._verdict("ambiguous", place, index, **facts, explanations=explanations, digits=digits)

    def _explanations(self, place: Place, index: Index, known: list[tuple[ToldRun, Slip]]) -> tuple[Explanation, ...]:
        """Return the known mistakes that give a number, the likeliest first, each way of making them once."""
        answer = self._evidence.answers[place]
        exact = float(np.asarray(self._context.exact.step(place[0]).value(place[1]))[index])
        found: dict[str, Explanation] = {}
        for run, slip in known:
            judged = run.judged.get(place)
            if judged is None or judged.open[index]:
                continue
            value = float((judged.own if answer.near(judged.own)[index] else judged.alone)[index])
            if isinstance(slip.change, Miswritten) and slip.change.value is not None:
                value = slip.change.value
            digits = telling_digits(value, exact)
            one = Explanation(slip.mistakes, slip.details, value, digits, slip.line, slip.places)
            found.setdefault(one.sentence, one)
        return tuple(found.values())[:_MOST_EXPLANATIONS]

    def _following(
        self,
        place: Place,
        index: Index,
        *,
        recomputed: float,
        interval: tuple[float, float] | None = None,
        is_used: bool = False,
    ) -> Verdict:
        """Return the verdict on a number that follows from the earlier answers: `rounded`, or `carried` forward.

        `is_used`: also from those that the story says the person did not go on with.
        """
        origins = self._origins.nearest((*place, index), is_used=is_used)
        values = self._before(self._told.root, place, own=interval is None)
        return self._follows(place, index, origins, values, recomputed=recomputed, interval=interval)

    def _carried_past(self, place: Place, index: Index, value: float) -> Verdict:
        """Return the verdict on a number that only the mistakes give, with no regard to what was written after them.

        So it can't be rounded: it is no consequence of the right numbers between.
        """
        origins = self._origins.mistakes_behind((*place, index))
        values = self._before(self._told.best, place, own=False)
        return self._follows(place, index, origins, values, recomputed=value)

    def _before(self, run: ToldRun, place: Place, *, own: bool) -> dict[str, Any] | None:
        return run.before(place, own=own) if place[0] in run.steps else None

    def _follows(
        self,
        place: Place,
        index: Index,
        origins: tuple[str, ...],
        values: dict[str, Any] | None,
        *,
        recomputed: float,
        interval: tuple[float, float] | None = None,
    ) -> Verdict:
        trivial = ""
        if origins and values is not None:
            trivial = self._credit.reason(self._evidence.sheet, values, *place, index)
        kind = "carried" if origins else "rounded"
        facts = {"recomputed": recomputed, "interval": interval, "origins": origins, "trivial": trivial}
        return self._verdict(kind, place, index, **facts)

    def _verdict(self, kind: Any, place: Place, index: Index, **facts: Any) -> Verdict:
        if kind != "missing":
            exact = float(np.asarray(self._context.exact.step(place[0]).value(place[1]))[index])
            facts = {"written": self._evidence.written(place, index), "exact": exact, **facts}
        return Verdict(kind, *place, index, address(place[1], index, self._context.program), **facts)

    def _digits_that_tell(self, place: Place, index: Index, explanations: tuple[Explanation, ...]) -> int | None:
        """Return how many significant digits tell the explanations apart: more than are written; None where none do."""
        values = sorted({explanation.value for explanation in explanations})
        found = [digits for one, other in pairwise(values) if (digits := telling_digits(one, other)) is not None]
        return max(*found, self._evidence.written(place, index).significant + 1) if found else None
