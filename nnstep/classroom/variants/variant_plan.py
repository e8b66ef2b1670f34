"""What holds for all variants of an exercise, found out beforehand: their limits, and what can be told at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from nnstep.classroom.quality.examined import Examined
from nnstep.classroom.quality.fingerprints import MadeMistake
from nnstep.classroom.quality.task import Task
from nnstep.classroom.quality.untold import Untold
from nnstep.classroom.variants.drawn.derived_sets import drawn_numbers
from nnstep.classroom.variants.drawn.drawn_numbers import DrawnNumbers, stated_numbers, with_numbers
from nnstep.classroom.variants.drawn.keyed_stream import KeyedStream, secret_key
from nnstep.classroom.variants.number_limits import NumberLimits, limits_of
from nnstep.errors import CommandError
from nnstep.expr.array import frozen
from nnstep.grading.context import GradingContext
from nnstep.progress import Tell, tell_nobody
from nnstep.scenario.model import Scenario
from nnstep.scenario.tables.variants import SET_KINDS
from nnstep.scenario.write import MOST_INLINE, has_own_data

Draw = tuple[int, ...]
"""Which number of its set each drawn number is, from 0, in the order of the quantities."""
_Item = TypeVar("_Item")
_DRAWS = 300
_TRIALS = 20
_LOOKED_INTO = 8
_IN_REACH = 0.5
"""What fewer of the trials tell is not asked of a variant."""


@dataclass(frozen=True, slots=True, eq=False)
class VariantPlan:
    """The plan for the variants of one exercise."""

    scenario: Scenario
    drawn: tuple[DrawnNumbers, ...]
    task: Task
    form: GradingContext
    """That of the exercise, whose mistaken expressions each variant has, too."""
    limits: NumberLimits
    out_of_reach: Untold
    """What these sets and digits can't tell, or only seldom: it is not asked of a variant."""
    watched: frozenset[MadeMistake]
    """Ways of making mistakes that some numbers tell and some don't."""
    behind: Mapping[MadeMistake, tuple[int, ...]]
    """By way that some trial did not tell: which of its numbers, changed alone, made it told."""

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many numbers each drawn number can be."""
        return tuple(len(one.numbers.numbers) for one in self.drawn for _ in range(one.stated.numbers.size))

    @property
    def own_draw(self) -> Draw | None:
        """The exercise's own numbers; None where they are not all in the sets."""
        numbers = [(one.numbers.floats, number) for one in self.drawn for number in one.stated.numbers.ravel().tolist()]
        if not all(number in known for known, number in numbers):
            return None
        return tuple(known.index(number) for known, number in numbers)

    def draw(self, stream: KeyedStream) -> Draw:
        """Return numbers drawn from the sets."""
        return tuple(stream.below(size) for size in self.sizes)

    def changed(self, draw: Draw, place: int, stream: KeyedStream) -> Draw:
        """Return numbers of which the one at a place is another, where its set has another."""
        size = self.sizes[place]
        number = (draw[place] + 1 + stream.below(max(1, size - 1))) % size
        return (*draw[:place], number, *draw[place + 1 :])

    def scenario_of(self, draw: Draw) -> Scenario:
        """Return the exercise with drawn numbers."""
        return _scenario_of(self.scenario, self.drawn, draw)

    def examined(self, draw: Draw) -> Examined:
        """Return the exercise with drawn numbers, measured."""
        return Examined(self.scenario_of(draw), self.form.program)

    def missing(self, found: Untold) -> Untold:
        """Return what should be told and is not."""
        return found.without(self.out_of_reach)


def _scenario_of(scenario: Scenario, drawn: Iterable[DrawnNumbers], draw: Draw) -> Scenario:
    numbers, begin = {}, 0
    for one in drawn:
        own = one.stated.numbers
        chosen = np.array(one.numbers.floats)[list(draw[begin : begin + own.size])]
        numbers[one.id] = frozen(chosen.reshape(own.shape))
        begin += own.size
    return with_numbers(scenario, numbers)


def plan_variants(scenario: Scenario, task: Task, tell: Tell = tell_nobody) -> VariantPlan:
    """Return the plan for the variants of an exercise.

    It does not depend on any secret, so that the same is asked of the variants of each class. Raise CommandError where
    there is nothing to draw, or the exercise is none for handing out.
    """
    if has_own_data(scenario):
        message = f"variants are made of exercises with at most {MOST_INLINE} samples and none for testing"
        raise CommandError(message, "make them of a smaller exercise")
    drawn = drawn_numbers(scenario)
    if not drawn:
        kinds = {one.kind for one in stated_numbers(scenario)}
        kind = next(kind for kind in SET_KINDS if kind in kinds)
        hint = f'say in the table [variants] from which set they come, such as {kind} = "-3..3 step 1"'
        raise CommandError("no number of this exercise is drawn", hint)
    own = Examined(scenario)
    stream = KeyedStream(secret_key("", scenario.title), "trials")
    sizes = [len(one.numbers.numbers) for one in drawn for _ in range(one.stated.numbers.size)]
    draws = [tuple(stream.below(size) for size in sizes) for _ in range(_DRAWS)]
    examined = []
    for number, draw in enumerate(draws):
        tell("trying out the sets", number / _DRAWS / 2)
        examined.append((draw, Examined(_scenario_of(scenario, drawn, draw), own.program)))
    finite = [(draw, each) for draw, each in examined if each.measures.finite]
    if not finite:
        raise CommandError("numbers from these sets give no finite results", "choose sets of smaller numbers")
    limits = limits_of(scenario.variants, own.measures, [each.measures for _, each in finite])
    good = [(draw, each) for draw, each in finite if not any(limits.faults(each.measures))] or finite
    form = GradingContext(own.program)
    trials = []
    for number, (_, each) in enumerate(good[:_TRIALS]):
        tell("trying out the mistakes", 0.5 + number / _TRIALS / 2)
        trials.append(each.untold(task, form))
    out = Untold(_mostly([trial.right for trial in trials]), _mostly([trial.pairs for trial in trials]))
    missing = [trial.without(out) for trial in trials]
    watched = frozenset(way for each in missing for way in each.ways)
    plan = VariantPlan(scenario, drawn, task, form, limits, out, watched, {})
    return replace(plan, behind=_behind(plan, zip([draw for draw, _ in good], missing, strict=False), stream))


def _behind(
    plan: VariantPlan, trials: Iterable[tuple[Draw, Untold]], stream: KeyedStream
) -> dict[MadeMistake, tuple[int, ...]]:
    """Return which numbers are behind it that a way is not told: whose change alone makes it told."""
    found: dict[MadeMistake, list[int]] = {}
    for draw, missing in [trial for trial in trials if trial[1].count][:_LOOKED_INTO]:
        for place in range(len(draw)):
            other = plan.changed(draw, place, stream)
            left = plan.missing(plan.examined(other).untold(plan.task, plan.form, missing.ways))
            for way in missing.without(left).ways:
                found.setdefault(way, []).append(place)
    return {way: tuple(places) for way, places in found.items()}


def _mostly(found: Collection[frozenset[_Item]]) -> frozenset[_Item]:
    """Return what is in so many of some sets that one without it is hardly to be had."""
    counts = Counter(item for each in found for item in each)
    return frozenset(item for item, count in counts.items() if count > (1 - _IN_REACH) * len(found))
