"""The explanations of numbers that are off: every mistake tried, alone and then two together, on several grounds.

The grounds are the person's own numbers, the true ones changed by their slips alone, and the true ones: a slip in what
was not written down shows in later numbers only. Knows the mistakes and how they are run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np

from nnstep.expr.array import Array
from nnstep.grading.baseline.learner_run import Rerun
from nnstep.grading.context import Basis
from nnstep.grading.diagnose.budget import Budget
from nnstep.grading.diagnose.element_mistakes import Elements
from nnstep.grading.diagnose.rank import GROUNDS, Fit, digits_that_tell, explained_together, is_coarse, sorted_fits
from nnstep.grading.diagnose.replay import Ground, Replay
from nnstep.grading.diagnose.variants import Candidate, Candidates
from nnstep.grading.mistakes import MISTAKES
from nnstep.grading.mistakes.kinds import HandMistake
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
"""Two slips together are named only where so many significant digits bear them out: with fewer, some pair always fits.
"""
_ENOUGH_TO_CONTRADICT = 6
"""So many bear out a slip that is at odds with numbers before it: with fewer, some slip somewhere always fits."""
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


class Search:
    """Looks for explanations."""

    def __init__(self, basis: Basis) -> None:
        self._basis = basis
        self._candidates = Candidates(basis.exercise, basis.arithmetic)
        self._replay = Replay(basis)
        self._elements = Elements(basis)

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
        is_whole = self._try(place, self._candidates.single, fits)
        if len(pending) == 1 or not explained_together(fits):
            for index in pending:
                fits[index] += self._of_element(place, index)
        for index in pending:
            fits[index] += self._of_hand(place, index)
        intervals = {index: self._interval(place, index) for index in pending}
        digits = sum(written.significant for written in pending.values())
        if digits >= _ENOUGH_DIGITS and not any(fits.values()) and not all(intervals.values()):
            is_whole = self._try(place, self._candidates.pairs, fits, are_pairs=True) and is_whole
        return {
            index: replace(
                self._verdict(place, index, sorted_fits(fits[index]), intervals[index]), cut_short=not is_whole
            )
            for index in pending
        }

    def alike(self, verdict: Verdict, budget: Budget) -> Verdict:
        """Return the verdict on a right number with the slips that give its digits too, each made from the start on."""
        step, id, index, written = verdict.step, verdict.id, verdict.index, verdict.written
        if index is None or written is None:
            return verdict
        right = float(self._basis.exact.step(step).value(id)[index])
        found: dict[str, Explanation] = {}
        for candidate in _within(self._candidates.single, budget):
            value = self._replay.alone(candidate, step, id, budget)
            if value is None or not self._basis.comparison.fits(float(value[index]), written):
                continue
            explanation = _explanation(candidate, float(value[index]), right)
            if explanation.digits is not None:
                found.setdefault(explanation.sentence, explanation)
        return replace(verdict, alike=tuple(found.values()), cut_short=budget.is_spent())

    def _try(
        self,
        place: ElementPlace,
        candidates: tuple[Candidate, ...],
        fits: dict[Index, list[Fit]],
        *,
        are_pairs: bool = False,
    ) -> bool:
        """Run candidates, note which of the numbers each explains, and return whether the sheet's budget sufficed.

        First from the true values on, since there all that give the same give the same to the last digit; then on the
        person's own numbers; and on the slips alone only where nothing else explains a number.
        """
        seen: set[tuple[int, Index]] = set()
        budget = place.progress.budget
        for candidate, value in self._near(place, _within(candidates, budget, on_pairs=are_pairs)):
            self._note(place, candidate, value, "true", fits, seen)
        grounds: list[tuple[Rerun, Ground]] = [(place.progress.typed, "typed")]
        if place.progress.slips.put_in:
            grounds.append((place.progress.slips, "slips"))
        for rerun, ground in grounds:
            if ground == "slips" and all(fits.values()):
                break
            relevant = self._replay.relevant(candidates, rerun, place.step, place.id)
            for candidate in _within(relevant, budget, on_pairs=are_pairs):
                value = self._replay.on(candidate, rerun, place.step, place.id, budget)
                if value.shape == place.given.shape:
                    self._note(place, candidate, value, ground, fits, seen)
        return not budget.is_spent(on_pairs=are_pairs)

    def _near(self, place: ElementPlace, candidates: Iterator[Candidate]) -> Iterator[tuple[Candidate, Array]]:
        """Yield the candidates that may explain any of the numbers from the true values on, with what they give."""
        every, values = self._replay.table(candidates, place.step, place.id, place.progress.budget)
        near = np.zeros(len(every), dtype=bool)
        for index, written in place.pending.items():
            here: Any = (slice(None), *index)
            # What is yielded is looked at again.
            near |= np.abs(values[here] - written.number) <= self._basis.comparison.reach(written)
        yield from ((every[number], values[number]) for number in np.flatnonzero(near))

    def _note(
        self,
        place: ElementPlace,
        candidate: Candidate,
        value: Array,
        ground: Ground,
        fits: dict[Index, list[Fit]],
        seen: set[tuple[int, Index]],
    ) -> None:
        """Note which of the numbers a candidate explains by `value`, each once."""
        new = (index for index in place.pending if (id(candidate), index) not in seen)
        hits = [index for index in new if self._fits(value[index], place.pending[index])]
        if not hits:
            return
        exact = self._exact(place)
        earlier = [index for index in place.pending if (id(candidate), index) in seen]
        score = len(hits) + len(earlier) + self._right_beside(place, candidate, value)
        against = self._contradicted(place, candidate) if ground == "true" else 0
        if against and sum(place.pending[index].significant for index in hits) < _ENOUGH_TO_CONTRADICT:
            return
        for index in hits:
            if not against:
                seen.add((id(candidate), index))
            explained = _explanation(candidate, float(value[index]), float(exact[index]))
            fits[index].append(Fit(explained, score, against, ground, candidate))
        for index in earlier:
            fits[index] = [replace(fit, score=score) if fit.candidate is candidate else fit for fit in fits[index]]

    def _right_beside(self, place: ElementPlace, candidate: Candidate, value: Array) -> int:
        """Return how many of the answer's other numbers go with a slip.

        One in the very operation can have been made in some elements only; one before it shows in all of them.
        """
        others = {index: written for index, written in place.given.cells.items() if index not in place.pending}
        if {candidate.lines[number].target for number in candidate.changed} == {place.id} and not candidate.after:
            return len(others)
        return sum(self._fits(value[index], written) for index, written in others.items())

    def _fits(self, value: Any, written: Written) -> bool:
        return self._basis.comparison.fits(float(value), written)

    def _contradicted(self, place: ElementPlace, candidate: Candidate) -> int:
        """Return how many of the numbers behind this one are others than the mistake gives, made from the start on."""
        count = 0
        behind = {
            cell for index in place.pending for cell in place.progress.ancestry.behind(place.step, place.id, index)
        }
        for step, id, index in behind:
            value = self._replay.alone(candidate, step, id, place.progress.budget)
            given = place.progress.sheet.at(step, id)
            if value is None or given is None or self._fits(value[index], given.cells[index]):
                continue
            verdict, exact = place.progress.verdicts.get((step, id, index)), self._basis.exact.step(step).value(id)
            is_apart = telling_digits(float(value[index]), float(np.asarray(exact)[index])) is not None
            # A right answer off by its own rounding only says nothing against a slip that does not show in it.
            if is_apart or verdict is None or not verdict.is_right:
                count += 1
        return count

    def _exact(self, place: ElementPlace) -> Array:
        return np.asarray(self._basis.exact.step(place.step).value(place.id))

    def _of_element(self, place: ElementPlace, index: Index) -> list[Fit]:
        exact = float(self._exact(place)[index])
        score = 1 + len(place.given.cells) - len(place.pending)
        found = []
        for mistake, detail, ground, value in self._elements.values(place.progress, place.step, place.id, index):
            if self._fits(value, place.pending[index]):
                explained = Explanation((mistake,), (detail,), value, telling_digits(value, exact))
                found.append(Fit(explained, score, 0, ground))
        return found

    def _of_hand(self, place: ElementPlace, index: Index) -> list[Fit]:
        progress, written = place.progress, place.pending[index]
        exact = float(self._exact(place)[index])
        score = 1 + len(place.given.cells) - len(place.pending)
        reruns = (progress.typed, progress.slips)
        own = (float(np.asarray(rerun.values[place.id])[index]) for rerun in reruns)
        found: dict[tuple[str, str], Fit] = {}
        for ground, right in zip(GROUNDS, (exact, *own), strict=True):
            for mistake in _HANDS if self._basis.by_hand else ():
                for way in mistake.miswrite(right, written):
                    explanation = Explanation((mistake,), (way.detail,), way.value, telling_digits(way.value, exact))
                    found.setdefault((mistake.id, way.detail), Fit(explanation, score, 0, ground))
        return [*found.values(), *self._copied(place, index, score)]

    def _copied(self, place: ElementPlace, index: Index, score: int) -> list[Fit]:
        """Return the quantities whose value was written in place of this one."""
        written = place.pending[index]
        exact = float(self._exact(place)[index])
        found: list[Fit] = []
        for name, other, value in self._elements.others(place.step, place.id, index):
            if written.significant >= 3 and abs(value - written.number) <= written.half:
                detail = f"that of {address(name, other, self._basis.program)}"
                digits = telling_digits(value, exact)
                copied = (Explanation((mistake,), (detail,), value, digits) for mistake in _HANDS if mistake.copies)
                found += [Fit(explanation, score, 0, "true") for explanation in copied]
        return found[:4]

    def _interval(self, place: ElementPlace, index: Index) -> tuple[float, float] | None:
        """Return between which values the number can lie, where what was written is among them."""
        progress = place.progress
        if not progress.ancestry.nearest(place.step, place.id, index):
            return None
        interval = progress.consistency.of(place.step, place.id)
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
        exact = float(self._exact(place)[index])
        recomputed = float(np.asarray(progress.typed.values[place.id])[index])
        explanations = tuple(fit.explanation for fit in fits)
        if interval is not None:
            verdict = place.following(place.step, place.id, index, written, recomputed, interval)
            if not explanations or not is_coarse(interval):
                return replace(verdict, alike=explanations)
            most = max((telling_digits(e.value, recomputed) or 0 for e in explanations), default=0)
            return replace(verdict, kind="undecidable", explanations=explanations, digits=most or None, fits_right=True)
        leading = [fit for fit in fits if fit.rank == fits[0].rank]
        digits = digits_that_tell(leading)
        return Verdict(
            kind="wrong" if not fits else "mistake" if digits is None else "undecidable",
            step=place.step,
            id=place.id,
            index=index,
            address=address(place.id, index, self._basis.program),
            written=written,
            exact=exact,
            recomputed=recomputed,
            explanations=explanations,
            digits=digits if digits is not None or not leading else leading[0].explanation.digits,
        )


def _within(candidates: tuple[Candidate, ...], budget: Budget, *, on_pairs: bool = False) -> Iterator[Candidate]:
    """Yield candidates as long as the budget lasts."""
    for candidate in candidates:
        if budget.is_spent(on_pairs=on_pairs):
            return
        yield candidate


def _explanation(candidate: Candidate, value: float, exact: float) -> Explanation:
    digits = telling_digits(value, exact)
    return Explanation(candidate.mistakes, candidate.details, value, digits, candidate.text, candidate.places)
