"""What was rejected in a search for good numbers, how often and why, and what to do about it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from nnstep.classroom.quality.untold import Untold
from nnstep.errors import CommandError
from nnstep.harmless_text import visible

_MOST_REASONS = 5
TAKEN = "somebody else has these numbers"


@dataclass(slots=True)
class Rejections:
    """What was rejected, how often, and why."""

    measured: int = 0
    by_reason: Counter[str] = field(default_factory=Counter)

    def add(self, other: Rejections) -> None:
        """Count what another search rejected."""
        self.measured += other.measured
        self.by_reason += other.by_reason

    def note_untold(self, found: Untold) -> None:
        """Count the mistakes that the numbers of one draw do not tell, each once in however many ways it is made."""
        self.by_reason.update({f"{way.id} gives the digits of right work" for way in found.right})
        self.by_reason.update({f"{one.id} and {other.id} give the same digits" for one, other in found.pairs})


def too_narrow(rejections: Rejections, whose: str = "") -> CommandError:
    """Return the error that says what was rejected, why, and how to widen the sets."""
    reasons = rejections.by_reason.most_common(_MOST_REASONS)
    lines = [f"  {count:>7,} times: {reason}" for reason, count in reasons]
    head = f"no good numbers found{visible(whose)} in {rejections.measured:,} draws; rejected were"
    # Good numbers there are, then, but too few of them.
    first = TAKEN if TAKEN in rejections.by_reason else next((reason for reason, _ in reasons), "")
    hint = _hint(first)
    return CommandError("\n".join([head, *lines]), hint)


def _hint(reason: str) -> str:
    hints = {
        "dead or saturated": "set idle = true in [variants], or choose sets of other weights and biases",
        "are equal": "choose sets with more numbers, above all for inputs and weights",
        "digits of right work": "ask more digits, widen the sets, or leave the mistake out with --mistakes",
        "the same digits": "ask more digits, widen the sets, or leave one of the two out with --mistakes",
        "more than": "raise `longest` in [variants], or choose sets with fewer decimals",
        "the work is not": "raise `work` in [variants]",
        TAKEN: "choose sets with more numbers: there are too few good exercises for everybody",
        "not a finite": "choose sets of smaller numbers",
    }
    return next((hint for part, hint in hints.items() if part in reason), "widen the sets in [variants]")
