"""What may be wrong in a program: a known mistake of working by hand, one that only programs have, or just a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from nnstep.grading.diagnose.variants import Variant
from nnstep.grading.verdict import Explanation
from nnstep.own_code.aligning.seen_values import SeenValue

UPDATED = "updated-weights"
ANOTHER_VALUE = frozenset(
    (
        UPDATED,
        "derivative-of-error",
        "derivative-at-activation",
        "derivative-of-pre-activation",
        "other-activation",
        "not-activated",
        "activation-for-factor",
        "old-value",
    )
)
"""The mistakes by which one value is taken for another, as where an array is changed under another name."""


@dataclass(frozen=True, slots=True, eq=False)
class KnownMistake:
    """A mistake of the catalogue."""

    variant: Variant

    @property
    def id(self) -> str:
        """The mistake's id."""
        return " + ".join(mistake.id for mistake in self.variant.mistakes)

    @property
    def diagnosis(self) -> str:
        """What was done: a clause."""
        variant = self.variant
        return Explanation(variant.mistakes, variant.details, 0.0, None, variant.text, variant.places).statement

    @property
    def question(self) -> str:
        """What to ask oneself."""
        return self.variant.mistakes[0].question


@dataclass(frozen=True, slots=True)
class ProgramFault:
    """A mistake that only programs have, not work on paper."""

    id: str
    diagnosis: str
    """A clause, without a full stop."""
    question: str
    reads: tuple[str, ...] = ()
    """What the program reads there that it should not."""


@dataclass(frozen=True, slots=True, eq=False)
class OwnValue:
    """A value that stands where a quantity should be, by no known mistake."""

    seen: SeenValue
    target: str
    step: int
    index: tuple[int, ...] | None = None
    """Which element of it, if it is one number."""
    is_given: bool = False
    """Whether it is what the exercise gives: a first parameter, an input, a target."""

    @property
    def place(self) -> str:
        """What it should be."""
        return self.target if self.index is None else f"{self.target}[{', '.join(map(str, self.index))}]"

    @property
    def id(self) -> str:
        """No mistake's id, unless the exercise itself gives other numbers."""
        return "other-numbers" if self.is_given else ""

    @property
    def diagnosis(self) -> str:
        """What is known of it."""
        if self.is_given:
            return f"these are not the numbers of {self.place} in the exercise, or they stand in another order"
        return f"this value stands where {self.place} should, and all that follows is computed from it"

    @property
    def question(self) -> str:
        """What to ask oneself."""
        if self.is_given:
            return f"Which numbers does the exercise give for {self.place}, which sample, which order?"
        return f"What does this line compute, and what is {self.place} by its formula?"


Cause: TypeAlias = KnownMistake | ProgramFault | OwnValue
