"""The quality of one exercise: what its digits don't tell, and which digits or numbers would."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnstep.classroom.quality.asked_digits import AskedDigits
from nnstep.classroom.quality.examined import Examined
from nnstep.classroom.quality.fingerprints import Fingerprints, fingerprints_of
from nnstep.classroom.quality.measures import Measures
from nnstep.classroom.quality.task import Task
from nnstep.classroom.quality.untold import Untold, untold
from nnstep.classroom.variants.drawn.drawn_numbers import with_numbers
from nnstep.classroom.variants.variant_plan import VariantPlan, plan_variants
from nnstep.errors import CommandError
from nnstep.expr.array import frozen
from nnstep.grading.context import GradingContext
from nnstep.program.addresses import address
from nnstep.progress import Tell, tell_nobody
from nnstep.scenario.model import Scenario

_MOST_DIGITS = 10
_MOST_VALUES = 8
_MOST_CHANGES = 3


@dataclass(frozen=True, slots=True)
class OtherNumber:
    """One number in place of another, and how much is not told then."""

    place: str
    """As in ``x[1]``."""
    old: float
    """The number that stands there."""
    new: float
    """The number that would help."""
    left: int
    """How much of what is curable is not told then."""


@dataclass(frozen=True, slots=True, eq=False)
class Quality:
    """What there is to say of the numbers of an exercise."""

    task: Task
    ways: int
    """How many ways there are of making the chosen mistakes."""
    measures: Measures
    found: Untold
    """Whatever the asked digits don't tell."""
    curable: Untold
    """What other numbers from the exercise's sets would tell."""
    by_digits: tuple[tuple[int, int], ...]
    """By a number of digits: how much they don't tell."""
    changes: tuple[OtherNumber, ...]
    """The single numbers whose change leaves the least of what is curable."""

    @property
    def digits_needed(self) -> int | None:
        """The fewest digits that tell more than those asked; None where more digits don't help."""
        own = self.found.count
        more = [pair for pair in self.by_digits if pair[0] > self.task.digits.count and pair[1] < own]
        least = min((left for _, left in more), default=None)
        return next((digits for digits, left in more if left == least), None)


def quality_of(scenario: Scenario, task: Task, tell: Tell = tell_nobody) -> Quality:
    """Return the quality of an exercise."""
    examined = Examined(scenario)
    context = GradingContext(examined.program)
    tell("working out the mistakes", 0.0)
    prints = fingerprints_of(context, task.asked, task.mistakes)
    found = untold(prints, task.digits)
    try:
        plan = plan_variants(scenario, task, tell)
    except CommandError:  # nothing can be drawn: there are no other numbers
        plan = None
    curable = Untold(frozenset(), frozenset()) if plan is None else plan.missing(found)
    changes = () if plan is None or not curable.count else _changes(plan, examined, curable, tell)
    return Quality(task, len(prints.made), examined.measures, found, curable, _by_digits(prints, task.digits), changes)


def _by_digits(prints: Fingerprints, digits: AskedDigits) -> tuple[tuple[int, int], ...]:
    least = 0 if digits.kind == "decimals" else 2
    counts = (AskedDigits(count, digits.kind) for count in range(least, _MOST_DIGITS + 1))
    return tuple((each.count, untold(prints, each).count) for each in counts)


def _changes(plan: VariantPlan, own: Examined, curable: Untold, tell: Tell) -> tuple[OtherNumber, ...]:
    """Return the changes of one number that leave the least: each number is tried with others of its set."""
    places = [(one, index) for one in plan.drawn for index in np.ndindex(one.stated.numbers.shape)]
    found = []
    for number, (one, index) in enumerate(places):
        tell("trying other numbers", number / len(places))
        present = float(one.stated.numbers[index])
        for value in _some(one.numbers.floats, present):
            numbers = np.array(one.stated.numbers)
            numbers[index] = value
            other = Examined(with_numbers(plan.scenario, {one.id: frozen(numbers)}), own.program)
            if not _is_no_worse(other.measures, own.measures):
                continue
            if plan.missing(other.untold(plan.task, plan.form, curable.ways)).count < curable.count:
                left = plan.missing(other.untold(plan.task, plan.form)).count
                found.append(OtherNumber(_address(plan, one.id, index), present, value, left))
    best = sorted((each for each in found if each.left < curable.count), key=lambda each: each.left)
    by_place = {each.place: each for each in reversed(best)}
    return tuple(sorted(by_place.values(), key=lambda each: each.left)[:_MOST_CHANGES])


def _some(values: tuple[float, ...], present: float) -> list[float]:
    """Return some of the other values of a set, the nearest ones."""
    others = sorted((value for value in values if value != present), key=lambda value: abs(value - present))
    return others[:_MOST_VALUES]


def _is_no_worse(measures: Measures, own: Measures) -> bool:
    return (
        measures.finite
        and len(measures.idle) <= len(own.idle)
        and len(measures.alike) <= len(own.alike)
        and measures.longest <= own.longest + 1
    )


def _address(plan: VariantPlan, id: str, index: tuple[int, ...]) -> str:
    """Return the address of a stated number: samples are rows in a file, weights one row a neuron."""
    if id in ("x", "y"):
        sample = f" of sample {index[0]}" if len(plan.scenario.samples) > 1 else ""
        return f"{id}[{index[1]}]{sample}"
    program = plan.form.program
    turned = index[::-1] if program.schedule.transposed else index
    return address(id, turned, program) if index else id
