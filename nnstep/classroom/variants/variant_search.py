"""The search for good numbers for one person: drawn, measured, and changed until every mistake can be told."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from nnstep.classroom.quality.examined import Examined
from nnstep.classroom.quality.fingerprints import MadeMistake, ways_of
from nnstep.classroom.quality.task import Task
from nnstep.classroom.quality.untold import Untold
from nnstep.classroom.variants.drawn.keyed_stream import KeyedStream, secret_key
from nnstep.classroom.variants.rejections import TAKEN, Rejections, too_narrow
from nnstep.classroom.variants.variant_plan import Draw, VariantPlan, plan_variants
from nnstep.errors import CommandError
from nnstep.progress import Tell, tell_nobody
from nnstep.scenario.model import Scenario

_MOST_MEASURED = 3000
_MOST_TRIED = 1500
_TRIED_AT_ONCE = 100
_ROUNDS = 8
_ONE_IN = 4
"""Of so many changes, one is of any number."""
_PATIENCE = 250
"""After so many changes that lead nowhere, all numbers are drawn anew."""


class VariantSearch:
    """Looks for the numbers of one person; the choices are read off a stream, so that they are the same each time."""

    def __init__(self, plan: VariantPlan, stream: KeyedStream, most_tried: int = _MOST_TRIED) -> None:
        """Prepare; after `most_tried` changes without success the search is given up."""
        self._plan = plan
        self._most_tried = most_tried
        self._stream = stream
        self._watched = set(plan.watched)
        self._tried = 0
        self.rejections = Rejections()
        self.nearest: Untold | None = None
        """What the best numbers found so far don't tell, and should."""

    def found(self, taken: Collection[Draw]) -> Draw | None:
        """Return good numbers that are not `taken`; None where none are found in reasonable time."""
        while True:
            begun = self._drawn()
            if begun is None:
                return None
            draw = self._improved(*begun)
            if draw is not None and draw not in taken:
                return draw
            if draw is not None:
                self.rejections.by_reason[TAKEN] += 1
            if self._is_spent:
                return None

    @property
    def _is_spent(self) -> bool:
        return self.rejections.measured >= _MOST_MEASURED or self._tried >= self._most_tried

    def _drawn(self) -> tuple[Draw, Examined] | None:
        """Return numbers within the limits; None where none are found."""
        while not self._is_spent:
            draw = self._plan.draw(self._stream)
            examined = self._within_limits(draw)
            if examined is not None:
                return draw, examined
        return None

    def _within_limits(self, draw: Draw) -> Examined | None:
        examined = self._plan.examined(draw)
        self.rejections.measured += 1
        faults = list(self._plan.limits.faults(examined.measures))
        self.rejections.by_reason.update(faults)
        return None if faults else examined

    def _improved(self, draw: Draw, examined: Examined) -> Draw | None:
        """Return numbers that tell all there is to tell, changed one by one; None where that leads nowhere."""
        missing = self._missing(examined, self._watched)
        self.rejections.note_untold(missing)
        changes = 0
        while not self._is_spent:
            if not missing.count:
                missing = self._plan.missing(examined.untold(self._plan.task))
                if not missing.count:
                    return draw
                self._watched |= missing.ways
                self.rejections.note_untold(missing)
            if self.nearest is None or missing.count < self.nearest.count:
                self.nearest = missing
            changes += 1
            if changes > _PATIENCE:
                return None
            other = self._changed(draw, missing)
            candidate = self._within_limits(other) if other != draw else None
            if candidate is None:
                continue
            self._tried += 1
            left = self._missing(candidate, missing.ways)
            self.rejections.note_untold(left)
            if left.count >= missing.count:
                continue
            left = self._missing(candidate, self._watched)
            if left.count <= missing.count:
                draw, examined, missing = other, candidate, left
        return None

    def _missing(self, examined: Examined, ways: Collection[MadeMistake]) -> Untold:
        return self._plan.missing(examined.untold(self._plan.task, self._plan.form, ways))

    def _changed(self, draw: Draw, missing: Untold) -> Draw:
        """Return numbers of which one is another: mostly one that may be why a mistake is not told."""
        known = [place for way in sorted(missing.ways) for place in self._plan.behind.get(way, ())]
        guessed = not known or self._stream.below(_ONE_IN) == 0
        place = self._stream.below(len(draw)) if guessed else known[self._stream.below(len(known))]
        return self._plan.changed(draw, place, self._stream)


def plan_for(scenario: Scenario, task: Task, tell: Tell = tell_nobody) -> VariantPlan:
    """Return the plan for the variants of an exercise, of which all that it asks can be had at once.

    Raise CommandError as `plan_variants` does, and where a mistake that was named can't be told at all.
    """
    plan = within_reach(plan_variants(scenario, task, tell), tell)
    if task.named:
        _check_named(plan)
    return plan


def _check_named(plan: VariantPlan) -> None:
    context = plan.form
    everywhere = {way for way, _ in ways_of(context, plan.task.mistakes)}
    for mistake in plan.task.mistakes:
        ways = {way for way in everywhere if way.id == mistake.id}
        if not ways:
            raise CommandError(f"{mistake.id} can't be made in this exercise", "leave it out of the chosen mistakes")
        if ways <= plan.out_of_reach.right:
            message = f"{mistake.id} can't be told: it gives the digits of right work ({plan.task.digits.text})"
            hint = "widen the sets in [variants], ask more digits or training steps, or leave it out"
            raise CommandError(message, hint)


def within_reach(plan: VariantPlan, tell: Tell = tell_nobody) -> VariantPlan:
    """Return the plan with so much asked as one variant can tell: a closed unit, say, hides what an open one shows.

    What the best numbers found don't tell is asked no longer, until numbers are found that tell all the rest. Raise
    CommandError where no numbers at all keep to the limits.
    """
    for number in range(_ROUNDS):
        tell("trying out what can be told at once", number / _ROUNDS)
        search = VariantSearch(
            plan, KeyedStream(secret_key("", plan.scenario.title), f"round {number}"), _TRIED_AT_ONCE
        )
        if search.found(()) is not None:
            return plan
        if search.nearest is None:
            raise too_narrow(search.rejections)
        plan = replace(plan, out_of_reach=plan.out_of_reach.with_all(search.nearest))
    return plan
