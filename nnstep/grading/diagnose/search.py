"""The explanations of numbers that are off: every mistake tried, alone and then two together, on several baselines.

The baselines are the learner's own numbers, the true ones changed by the learner's mistakes alone, and the true ones:
a mistake in a value that was not written down shows in later numbers only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np

from nnstep.expr.array import Array
from nnstep.grading.baseline.learner_run import LearnerRun
from nnstep.grading.context import GradingContext
from nnstep.grading.diagnose.budget import Budget
from nnstep.grading.diagnose.element_mistakes import ElementSearch
from nnstep.grading.diagnose.rank import BASELINES, Fit, digits_that_tell, explained_together, is_coarse, sorted_fits
from nnstep.grading.diagnose.replay import Baseline, Replay
from nnstep.grading.diagnose.variants import Variant, Variants
from nnstep.grading.mistakes import MISTAKES
from nnstep.grading.mistakes.kinds import HandMistake, Mistake
from nnstep.grading.progress import GradingProgress
from nnstep.grading.sheet.answer_sheet import Given, Index
from nnstep.grading.sheet.written_numbers import Written
from nnstep.grading.tolerance import telling_digits
from nnstep.grading.verdict import Explanation, Verdict
from nnstep.program.addresses import address

Following: TypeAlias = "Callable[[int, str, Index, Written, float, tuple[float, float] | None], Verdict]"
"""Gives the verdict on a number that follows from earlier ones: training step, id, index, number, what follows, and
between which values."""
_ENOUGH_DIGITS = 5
"""Significant digits needed before a pair of mistakes is named: with fewer, some pair always fits."""
_ENOUGH_TO_CONTRADICT = 6
"""Significant digits needed for a mistake that contradicts earlier numbers: with fewer, some mistake always fits."""
_HANDS = tuple(mistake for mistake in MISTAKES if isinstance(mistake, HandMistake))


@dataclass(frozen=True, slots=True, eq=False)
class ElementPlace:
    """Where the numbers stand that are to be explained."""

    progress: GradingProgress
    following: Following
    step: int
    id: str
    given: Given
    pending: Mapping[Index, Written]
    """Those that are neither right nor follow from earlier ones."""

    @property
    def score_alone(self) -> int:
        """How many numbers a mistake in a single one of them goes with: itself, and all that are settled."""
        return 1 + len(self.given.cells) - len(self.pending)


class Search:
    """Looks for explanations."""

    def __init__(self, context: GradingContext) -> None:
        self._context = context
        self._variants = Variants(context.exercise, context.compiler)
        self._replay = Replay(context)
        self._elements = ElementSearch(context)

    def verdicts(
        self,
        progress: GradingProgress,
        following: Following,
        step: int,
        given: Given,
        pending: Mapping[Index, Written],
    ) -> dict[Index, Verdict]:
        """Return a verdict on each of the numbers of one answer that are neither right nor follow from earlier ones.

        `following` gives the verdict on one that turns out to follow from them within their rounding.
        """
        place = ElementPlace(progress, following, step, given.id, given, pending)
        fits: dict[Index, list[Fit]] = {index: [] for index in pending}
        is_whole = self._try(place, self._variants.single, fits)
        if len(pending) == 1 or not explained_together(fits):
            for index in pending:
                fits[index] += self._of_element(place, index)
        for index in pending:
            fits[index] += self._of_hand(place, index)
        intervals = {index: self._interval(place, index) for index in pending}
        digits = sum(written.significant for written in pending.values())
        if digits >= _ENOUGH_DIGITS and not any(fits.values()) and not all(intervals.values()):
            is_whole = self._try(place, self._variants.pairs, fits, are_pairs=True) and is_whole
        return {
            index: replace(
                self._verdict(place, index, sorted_fits(fits[index]), intervals[index]), cut_short=not is_whole
            )
            for index in pending
        }

    def alike(self, verdict: Verdict, budget: Budget) -> Verdict:
        """Return the verdict on a correct number, with the mistakes that give the same digits."""
        step, id, index, written = verdict.step, verdict.id, verdict.index, verdict.written
        if index is None or written is None:
            return verdict
        right = float(self._context.exact.step(step).value(id)[index])
        found: dict[str, Explanation] = {}
        for variant in budget.within(self._variants.single):
            value = self._replay.alone(variant, step, id, budget)
            if value is None or not self._context.tolerance.fits(float(value[index]), written):
                continue
            explanation = _explanation(variant, float(value[index]), right)
            if explanation.digits is not None:
                found.setdefault(explanation.sentence, explanation)
        return replace(verdict, alike=tuple(found.values()), cut_short=budget.is_spent())

    def _try(
        self,
        place: ElementPlace,
        variants: tuple[Variant, ...],
        fits: dict[Index, list[Fit]],
        *,
        are_pairs: bool = False,
    ) -> bool:
        """Run variants, note which of the numbers each explains, and return whether the sheet's budget sufficed.

        First from the true values on, since there all that give the same give the same to the last digit; then on the
        person's own numbers; and on the mistakes alone only where nothing else explains a number.
        """
        seen: set[tuple[Variant, Index]] = set()
        budget = place.progress.budget
        for variant, value in self._near(place, budget.within(variants, on_pairs=are_pairs)):
            self._note(place, variant, value, "true", fits, seen)
        baselines: list[tuple[LearnerRun, Baseline]] = [(place.progress.own, "own")]
        if place.progress.mistakes.put_in:
            baselines.append((place.progress.mistakes, "mistakes"))
        for rerun, baseline in baselines:
            if baseline == "mistakes" and all(fits.values()):
                break
            relevant = self._replay.relevant(variants, rerun, place.step, place.id)
            for variant in budget.within(relevant, on_pairs=are_pairs):
                value = self._replay.on(variant, rerun, place.step, place.id, budget)
                if value.shape == place.given.shape:
                    self._note(place, variant, value, baseline, fits, seen)
        return not budget.is_spent(on_pairs=are_pairs)

    def _near(self, place: ElementPlace, variants: Iterator[Variant]) -> Iterator[tuple[Variant, Array]]:
        """Yield the variants that may explain any of the numbers from the true values on, with what they give."""
        every, values = self._replay.table(variants, place.step, place.id, place.progress.budget)
        near = np.zeros(len(every), dtype=bool)
        for index, written in place.pending.items():
            here: Any = (slice(None), *index)
            # What is yielded is looked at again.
            near |= np.abs(values[here] - written.number) <= self._context.tolerance.reach(written)
        yield from ((every[number], values[number]) for number in np.flatnonzero(near))

    def _note(
        self,
        place: ElementPlace,
        variant: Variant,
        value: Array,
        baseline: Baseline,
        fits: dict[Index, list[Fit]],
        seen: set[tuple[Variant, Index]],
    ) -> None:
        """Note which of the numbers a variant explains by `value`, each once."""
        new = (index for index in place.pending if (variant, index) not in seen)
        hits = [index for index in new if self._fits(value[index], place.pending[index])]
        if not hits:
            return
        earlier = [index for index in place.pending if (variant, index) in seen]
        score = len(hits) + len(earlier) + self._right_beside(place, variant, value)
        against = self._contradicted(place, variant) if baseline == "true" else 0
        if against and sum(place.pending[index].significant for index in hits) < _ENOUGH_TO_CONTRADICT:
            return
        for index in hits:
            if not against:
                seen.add((variant, index))
            explained = _explanation(variant, float(value[index]), self._exact(place, index))
            fits[index].append(Fit(explained, score, against, baseline, variant))
        for index in earlier:
            fits[index] = [replace(fit, score=score) if fit.variant is variant else fit for fit in fits[index]]

    def _right_beside(self, place: ElementPlace, variant: Variant, value: Array) -> int:
        """Return how many of the answer's other numbers go with a mistake.

        One in the very operation can have been made in some elements only; one before it shows in all of them.
        """
        others = {index: written for index, written in place.given.cells.items() if index not in place.pending}
        if {variant.lines[number].target for number in variant.changed} == {place.id} and not variant.after:
            return len(others)
        return sum(self._fits(value[index], written) for index, written in others.items())

    def _fits(self, value: Any, written: Written) -> bool:
        return self._context.tolerance.fits(float(value), written)

    def _contradicted(self, place: ElementPlace, variant: Variant) -> int:
        """Return how many of the numbers behind this one are others than the mistake gives, made from the start on."""
        count = 0
        transitive = place.progress.dependencies.transitive
        behind = {cell for index in place.pending for cell in transitive(place.step, place.id, index)}
        for step, id, index in behind:
            value = self._replay.alone(variant, step, id, place.progress.budget)
            given = place.progress.sheet.at(step, id)
            if value is None or given is None or self._fits(value[index], given.cells[index]):
                continue
            verdict, exact = place.progress.verdicts.get((step, id, index)), self._context.exact.step(step).value(id)
            is_apart = telling_digits(float(value[index]), float(np.asarray(exact)[index])) is not None
            # A right answer off by its own rounding only says nothing against a mistake that does not show in it.
            if is_apart or verdict is None or not verdict.is_right:
                count += 1
        return count

    def _exact(self, place: ElementPlace, index: Index) -> float:
        return float(np.asarray(self._context.exact.step(place.step).value(place.id))[index])

    def _of_element(self, place: ElementPlace, index: Index) -> list[Fit]:
        exact = self._exact(place, index)
        return [
            Fit(_in_one(mistake, detail, value, exact), place.score_alone, 0, baseline)
            for mistake, detail, baseline, value in self._elements.values(place.progress, place.step, place.id, index)
            if self._fits(value, place.pending[index])
        ]

    def _of_hand(self, place: ElementPlace, index: Index) -> list[Fit]:
        progress, written = place.progress, place.pending[index]
        exact = self._exact(place, index)
        reruns = (progress.own, progress.mistakes)
        own = (float(np.asarray(rerun.values[place.id])[index]) for rerun in reruns)
        found: dict[tuple[str, str], Fit] = {}
        for baseline, right in zip(BASELINES, (exact, *own), strict=True):
            for mistake in _HANDS if self._context.by_hand else ():
                for way in mistake.miswrite(right, written):
                    explanation = _in_one(mistake, way.detail, way.value, exact)
                    found.setdefault((mistake.id, way.detail), Fit(explanation, place.score_alone, 0, baseline))
        return [*found.values(), *self._copied(place, index)]

    def _copied(self, place: ElementPlace, index: Index) -> list[Fit]:
        """Return the quantities whose value was written in place of this one."""
        written = place.pending[index]
        exact = self._exact(place, index)
        found: list[Fit] = []
        for name, other, value in self._elements.others(place.step, place.id, index):
            if written.significant >= 3 and abs(value - written.number) <= written.half:
                detail = f"that of {address(name, other, self._context.program)}"
                copied = (_in_one(mistake, detail, value, exact) for mistake in _HANDS if mistake.copies)
                found += [Fit(explanation, place.score_alone, 0, "true") for explanation in copied]
        return found[:4]

    def _interval(self, place: ElementPlace, index: Index) -> tuple[float, float] | None:
        """Return between which values the number can lie, where what was written is among them."""
        progress = place.progress
        if not progress.dependencies.direct(place.step, place.id, index):
            return None
        interval = progress.intervals.of(place.step, place.id)
        if interval is None:
            return None
        low, high = float(interval.low[index]), float(interval.high[index])
        written = place.pending[index]
        inside = low - written.half <= written.number <= high + written.half
        return (low, high) if inside else None

    def _verdict(
        self, place: ElementPlace, index: Index, fits: list[Fit], interval: tuple[float, float] | None
    ) -> Verdict:
        progress, written = place.progress, place.pending[index]
        exact = self._exact(place, index)
        recomputed = float(np.asarray(progress.own.values[place.id])[index])
        explanations = tuple(fit.explanation for fit in fits)
        if interval is not None:
            verdict = place.following(place.step, place.id, index, written, recomputed, interval)
            if not explanations or not is_coarse(interval):
                return replace(verdict, alike=explanations)
            most = max((telling_digits(e.value, recomputed) or 0 for e in explanations), default=0)
            return replace(verdict, kind="ambiguous", explanations=explanations, digits=most or None, fits_right=True)
        leading = [fit for fit in fits if fit.rank == fits[0].rank]
        digits = digits_that_tell(leading)
        return Verdict(
            kind="wrong" if not fits else "mistake" if digits is None else "ambiguous",
            step=place.step,
            id=place.id,
            index=index,
            address=address(place.id, index, self._context.program),
            written=written,
            exact=exact,
            recomputed=recomputed,
            explanations=explanations,
            digits=digits if digits is not None or not leading else leading[0].explanation.digits,
        )


def _explanation(variant: Variant, value: float, exact: float) -> Explanation:
    digits = telling_digits(value, exact)
    return Explanation(variant.mistakes, variant.details, value, digits, variant.text, variant.places)


def _in_one(mistake: Mistake, detail: str, value: float, exact: float) -> Explanation:
    return Explanation((mistake,), (detail,), value, telling_digits(value, exact))
