"""The explanations of numbers that are off: every mistake tried, alone and then two together, on several grounds.

The grounds are the person's own numbers, the true ones changed by their slips alone, and the true ones: a slip in what
was not written down shows in later numbers only. Knows the mistakes and how they are run.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from nnstep.check.candidates import Candidates
from nnstep.check.comparison import telling_digits
from nnstep.check.elements import Elements
from nnstep.check.exercise import Exercise
from nnstep.check.mistake import HandMistake
from nnstep.check.mistakes import MISTAKES
from nnstep.check.replay import Replay
from nnstep.check.verdict import Explanation, Verdict
from nnstep.program.addresses import address

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from nnstep.check.candidates import Candidate
    from nnstep.check.engine import Engine
    from nnstep.check.marking import Marking
    from nnstep.check.sheet import Given, Index
    from nnstep.check.written import Written

_ENOUGH_DIGITS = 5
"""Two slips together are named only where so many significant digits bear them out: with fewer, some pair always fits.
"""
_COARSE = 0.5
"""An interval of more than this part of its own size says next to nothing."""
_HANDS = tuple(mistake for mistake in MISTAKES if isinstance(mistake, HandMistake))


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Where the numbers stand that are to be explained."""

    marking: Marking
    step: int
    id: str
    given: Given
    pending: Mapping[Index, Written]
    """Those that are neither right nor follow from earlier ones."""


@dataclass(frozen=True, slots=True)
class Fit:
    """An explanation, with how many of the quantity's numbers it accounts for."""

    explanation: Explanation
    score: int


class Search:
    """Looks for explanations."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._candidates = Candidates(Exercise(engine.program), engine.arithmetic)
        self._replay = Replay(engine)
        self._elements = Elements(engine)

    def verdicts(
        self, marking: Marking, step: int, id: str, given: Given, pending: Mapping[Index, Written]
    ) -> dict[Index, Verdict]:
        """Return a verdict on each of the numbers of one answer that are neither right nor follow from earlier ones."""
        place = Place(marking, step, id, given, pending)
        fits: dict[Index, list[Fit]] = {index: [] for index in pending}
        self._try(place, self._candidates.single, fits)
        for index in pending:
            fits[index] += self._of_element(place, index)
            fits[index] += self._of_hand(place, index)
        intervals = {index: self._interval(place, index) for index in pending}
        digits = sum(written.significant for written in pending.values())
        if digits >= _ENOUGH_DIGITS and not any(fits.values()) and not all(intervals.values()):
            self._try(place, self._candidates.pairs, fits)
        return {index: self._verdict(place, index, _sorted(fits[index]), intervals[index]) for index in pending}

    def alike(self, step: int, id: str, index: Index, written: Written) -> tuple[Explanation, ...]:
        """Return the slips that give a right number's digits too, each made from the start of the run on."""
        right = float(self._engine.exact.step(step).value(id)[index])
        found: dict[str, Explanation] = {}
        for candidate in self._candidates.single:
            value = self._replay.alone(candidate, step, id)
            if value is None or not self._engine.comparison.fits(float(value[index]), written):
                continue
            explanation = _explanation(candidate, float(value[index]), right)
            if explanation.digits is not None:
                found.setdefault(explanation.sentence, explanation)
        return tuple(found.values())

    def _try(self, place: Place, candidates: Iterable[Candidate], fits: dict[Index, list[Fit]]) -> None:
        """Run candidates, and note which of the numbers each explains."""
        marking, comparison = place.marking, self._engine.comparison
        exact = self._engine.exact.step(place.step).value(place.id)
        reruns = [marking.typed, *([marking.slips] if marking.slips.put_in else [])]
        for candidate in candidates:
            values = [self._replay.on(candidate, rerun, place.step, place.id) for rerun in reruns]
            values.append(self._replay.alone(candidate, place.step, place.id))
            seen: set[Index] = set()
            for value in values:
                if value is None or value.shape != place.given.shape:
                    continue
                hits = [
                    index for index, written in place.pending.items() if comparison.fits(float(value[index]), written)
                ]
                if set(hits) <= seen:
                    continue
                score = sum(comparison.fits(float(value[i]), written) for i, written in place.given.cells.items())
                for index in hits:
                    if index not in seen:
                        number = float(value[index])
                        fits[index].append(Fit(_explanation(candidate, number, float(exact[index])), score))
                seen.update(hits)

    def _of_element(self, place: Place, index: Index) -> list[Fit]:
        exact = float(self._engine.exact.step(place.step).value(place.id)[index])
        score = 1 + len(place.given.cells) - len(place.pending)
        found = []
        for mistake, detail, value in self._elements.values(place.marking, place.step, place.id, index):
            if self._engine.comparison.fits(value, place.pending[index]):
                found.append(Fit(Explanation((mistake,), (detail,), value, telling_digits(value, exact)), score))
        return found

    def _of_hand(self, place: Place, index: Index) -> list[Fit]:
        marking, written = place.marking, place.pending[index]
        exact = float(self._engine.exact.step(place.step).value(place.id)[index])
        score = 1 + len(place.given.cells) - len(place.pending)
        grounds = dict.fromkeys(
            [exact, *(float(np.asarray(rerun.values[place.id])[index]) for rerun in (marking.typed, marking.slips))]
        )
        found: dict[tuple[str, str], Fit] = {}
        for ground in grounds:
            for mistake in _HANDS:
                for detail in mistake.miswrite(ground, written):
                    explanation = Explanation(
                        (mistake,), (detail,), written.number, telling_digits(written.number, exact)
                    )
                    found.setdefault((mistake.id, detail), Fit(explanation, score))
        return [*found.values(), *self._copied(place, index, score)]

    def _copied(self, place: Place, index: Index, score: int) -> list[Fit]:
        """Return the quantities whose value was written in place of this one."""
        written = place.pending[index]
        exact = float(self._engine.exact.step(place.step).value(place.id)[index])
        copying = [mistake for mistake in _HANDS if mistake.copies]
        found = []
        for name, other, value in self._elements.others(place.step, place.id, index):
            if written.significant >= 3 and abs(value - written.number) <= written.half:
                detail = f"that of {address(name, other, self._engine.program)}"
                digits = telling_digits(value, exact)
                found += [Fit(Explanation((mistake,), (detail,), value, digits), score) for mistake in copying]
        return found[:4]

    def _interval(self, place: Place, index: Index) -> tuple[float, float] | None:
        """Return between which values the number can lie, where what was written is among them."""
        marking = place.marking
        if not marking.ancestry.nearest(place.step, place.id, index):
            return None
        interval = marking.consistency.of(place.step, place.id)
        if interval is None:
            return None
        low, high = float(interval.low[index]), float(interval.high[index])
        written = place.pending[index]
        inside = low - written.half <= written.number <= high + written.half
        return (low, high) if inside else None

    def _verdict(self, place: Place, index: Index, fits: list[Fit], interval: tuple[float, float] | None) -> Verdict:
        marking, written = place.marking, place.pending[index]
        exact = float(self._engine.exact.step(place.step).value(place.id)[index])
        recomputed = float(np.asarray(marking.typed.values[place.id])[index])
        explanations = tuple(fit.explanation for fit in fits)
        if interval is not None:
            verdict = marking.following(place.step, place.id, index, written, recomputed, interval)
            if not explanations or not _is_coarse(interval):
                return replace(verdict, alike=explanations)
            most = max((telling_digits(e.value, recomputed) or 0 for e in explanations), default=0)
            return replace(verdict, kind="undecidable", explanations=explanations, digits=most or None, fits_right=True)
        leading = tuple(fit.explanation for fit in fits if fit.score == fits[0].score)
        digits = _telling(leading)
        return Verdict(
            kind="wrong" if not fits else "mistake" if digits is None else "undecidable",
            step=place.step,
            id=place.id,
            index=index,
            address=address(place.id, index, self._engine.program),
            written=written,
            exact=exact,
            recomputed=recomputed,
            explanations=explanations,
            digits=digits if digits is not None or not leading else leading[0].digits,
        )


def _explanation(candidate: Candidate, value: float, exact: float) -> Explanation:
    digits = telling_digits(value, exact)
    return Explanation(candidate.mistakes, candidate.details, value, digits, candidate.text)


def _sorted(fits: list[Fit]) -> list[Fit]:
    """Return the fits, those that account for most of the quantity's numbers first; each sentence once."""
    once: dict[str, Fit] = {}
    for fit in sorted(fits, key=lambda fit: (-fit.score, len(fit.explanation.mistakes))):
        once.setdefault(fit.explanation.sentence, fit)
    return list(once.values())


def _telling(explanations: tuple[Explanation, ...]) -> int | None:
    """Return how many significant digits tell the leading explanations apart; None where there is one, or none do."""
    values = sorted({explanation.value for explanation in explanations})
    every = [telling_digits(one, other) for one, other in pairwise(values)]
    return max((digits for digits in every if digits is not None), default=None)


def _is_coarse(interval: tuple[float, float]) -> bool:
    low, high = interval
    return not high - low <= _COARSE * max(abs(low), abs(high))
