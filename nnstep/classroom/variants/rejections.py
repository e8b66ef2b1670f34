"""What was rejected in a search for good numbers, how often and why, and what to do about it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from nnstep.classroom.quality.untold import Untold
from nnstep.errors import CommandError, lines_of

_MOST_REASONS = 5
_WIDEN = "ask more digits, widen the sets, or leave "


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why numbers are rejected, and what to do where too many are."""

    reason: str
    hint: str


TAKEN = Rejection(
    "somebody else has these numbers", "choose sets with more numbers: there are too few good exercises for everybody"
)


@dataclass(slots=True)
class Rejections:
    """What was rejected, how often, and why."""

    measured: int = 0
    by_reason: Counter[Rejection] = field(default_factory=Counter)

    def add(self, other: Rejections) -> None:
        """Count what another search rejected."""
        self.measured += other.measured
        self.by_reason += other.by_reason

    def note_untold(self, found: Untold) -> None:
        """Count the mistakes that the numbers of one draw do not tell, each once in however many ways it is made."""
        right = {f"{way.id} gives the digits of right work" for way in found.right}
        pairs = {f"{one.id} and {other.id} give the same digits" for one, other in found.pairs}
        self.by_reason.update(Rejection(reason, f"{_WIDEN}the mistake out with --mistakes") for reason in right)
        self.by_reason.update(Rejection(reason, f"{_WIDEN}one of the two out with --mistakes") for reason in pairs)


def too_narrow(rejections: Rejections, whose: str = "") -> CommandError:
    """Return the error that says what was rejected, why, and how to widen the sets."""
    often = [rejection for rejection, _ in rejections.by_reason.most_common(_MOST_REASONS)]
    lines = [f"  {rejections.by_reason[rejection]:>7,} times: {rejection.reason}" for rejection in often]
    head = f"no good numbers found{whose} in {rejections.measured:,} draws; rejected were"
    # Where numbers are taken there are good ones, but too few of them.
    first = TAKEN if TAKEN in rejections.by_reason else next(iter(often), None)
    hint = first.hint if first is not None else "widen the sets in [variants]"
    return CommandError(lines_of(head, *lines), hint)
