"""What is said of a set of variants: what they tell, what they can't, and what was rejected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TypedDict

from nnstep.classroom.quality.asked_digits import AskedDigits
from nnstep.classroom.quality.untold import UntoldFacts, untold_facts
from nnstep.classroom.variants.rejections import Rejections
from nnstep.classroom.variants.variant_plan import VariantPlan
from nnstep.harmless_text import visible
from nnstep.problems.message_text import counted
from nnstep.version import __version__

_MOST_LISTED = 5


class VariantFacts(TypedDict):
    """What holds of all variants of an exercise."""

    version: str
    """The version of nnstep that made them."""
    exercise: str
    """The exercise's name."""
    title: str
    """Its title."""
    digits: AskedDigits
    """With how many digits the numbers are asked."""
    steps: int
    """The training steps that are asked."""
    sets: dict[str, str]
    """By quantity: from which set its numbers are drawn."""
    mistakes: list[str]
    """The ids of the mistakes that are told."""
    untold: UntoldFacts
    """What these sets and digits can't tell, or only seldom."""


class HandedOutFacts(VariantFacts):
    """The variants that were made."""

    students: list[str]
    """The ids of the students who have one."""
    folder: str
    """Where they are."""


def facts_of(plan: VariantPlan) -> VariantFacts:
    """Return what holds of all variants, as plain data for the manifest and for JSON."""
    return {
        "version": __version__,
        "exercise": plan.scenario.name,
        "title": plan.scenario.title,
        "digits": plan.task.digits,
        "steps": plan.task.steps,
        "sets": {one.id: one.numbers.text for one in plan.drawn},
        "mistakes": [mistake.id for mistake in plan.task.mistakes],
        "untold": untold_facts(plan.out_of_reach),
    }


def summary_lines(plan: VariantPlan, count: int, folder: str, rejections: Rejections) -> Iterator[str]:
    """Yield what a lecturer should know of variants that were made."""
    yield f"wrote {counted(count, 'variant')} to {visible(folder)}: students/ to hand out, keys/ for you alone"
    yield f"{rejections.measured:,} draws were looked at; most often rejected:" if rejections.by_reason else ""
    for rejection, times in rejections.by_reason.most_common(3):
        yield f"  {times:>6,} times: {rejection.reason}"
    out = plan.out_of_reach
    never = Counter(way.id for way in out.right)
    if never:
        listed = ", ".join(f"{id} ({counted(ways, 'way')})" for id, ways in never.most_common(_MOST_LISTED))
        more = f" and {len(never) - _MOST_LISTED} more" if len(never) > _MOST_LISTED else ""
        yield f"Not told from right work ({plan.task.digits.text}): {listed}{more}"
    alike = Counter((one.id, other.id) for one, other in out.pairs)
    if alike:
        listed = ", ".join(f"{one} and {other}" for (one, other), _ in alike.most_common(_MOST_LISTED))
        more = f" and {counted(len(alike) - _MOST_LISTED, 'more pair')}" if len(alike) > _MOST_LISTED else ""
        yield f"Not told from one another: {listed}{more}"
    if never or alike:
        yield "These sets and digits hardly ever show them; keys/variants.json lists every one."
