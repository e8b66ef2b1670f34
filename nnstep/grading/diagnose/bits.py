"""What things cost in a story, in bits: the logarithms of how unlikely they are. See docs/decisions/stories.md."""

from __future__ import annotations

from math import log2

SLIP = 4.0
"""That a slip was made at all: about one in sixteen quantities has one."""
UNKNOWN = 2.0
"""That it is of no known kind."""
HAND = 2.5
"""That it is one of the mistakes of the hand."""
NOT_USED = 1.0
"""That what was written is not what the person went on with."""
AGAINST = 4.0
"""A number that is right although the story says otherwise: it was put right again."""
LOOSE = 1.0
"""That a number's digits were cut off."""
CUTS = 3.0
"""That a person cuts off digits in place of rounding."""
ROUNDS_HIDDEN = 2.0
"""That a person also rounds what is worked out and not written on the sheet."""
ROUNDS_INSIDE = 3.0
"""That a person also rounds within operations."""
ALONE = 3.0
"""A known mistake that a single number speaks for: by chance some known mistake gives any number."""
POSSIBLE = 10.0
"""What is so much less likely than a slip of no known kind is still told as a possibility."""
ODDS = log2(20.0)
"""A story must be twenty times as likely as the next one before it is told as what happened."""
DIGIT = log2(10.0)
"""One decimal digit."""


def of_choice(count: float) -> float:
    """Return what it takes to say which of `count` things it is."""
    return log2(max(count, 1.0))
