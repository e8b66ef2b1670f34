"""The quality of an exercise as plain data: what ``nnstep quality --json`` prints."""

from __future__ import annotations

from typing import TypedDict

from nnstep.classroom.quality.asked_digits import AskedDigits
from nnstep.classroom.quality.measures import Measures
from nnstep.classroom.quality.untold import UntoldFacts, untold_facts
from nnstep.classroom.variants.quality_found import OtherNumber, Quality


class UntoldByDigits(TypedDict):
    """How much a number of digits does not tell."""

    digits: int
    """The number of digits."""
    untold: int
    """The ways and pairs of ways that are not told."""


class QualityFacts(TypedDict):
    """What the numbers of an exercise tell, and what would help."""

    digits: AskedDigits
    """With how many digits the numbers are asked."""
    steps: int
    """The training steps that are asked."""
    mistakes: list[str]
    """The ids of the mistakes to tell."""
    ways: int
    """How many ways there are of making them."""
    measures: Measures
    """How much work the exercise is, and what in it is idle or equal."""
    curable: UntoldFacts
    """What is not told, and other numbers of the sets would tell."""
    out_of_reach: UntoldFacts
    """What is not told, and hardly any numbers of the sets tell."""
    digits_needed: int | None
    """The fewest digits that tell most; null where more digits don't help."""
    by_digits: list[UntoldByDigits]
    """How much is not told, by the number of digits."""
    changes: list[OtherNumber]
    """The single numbers whose change would tell most, the best first."""


def quality_facts(quality: Quality) -> QualityFacts:
    """Return the quality of an exercise as plain data."""
    return {
        "digits": quality.task.digits,
        "steps": quality.task.steps,
        "mistakes": [mistake.id for mistake in quality.task.mistakes],
        "ways": quality.ways,
        "measures": quality.measures,
        "curable": untold_facts(quality.curable),
        "out_of_reach": untold_facts(quality.found.without(quality.curable)),
        "digits_needed": quality.digits_needed,
        "by_digits": [{"digits": count, "untold": left} for count, left in quality.by_digits],
        "changes": list(quality.changes),
    }
