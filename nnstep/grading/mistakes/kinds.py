"""What a mistake is: an id, what one gets by it, a question to ask oneself, and how it rewrites what is right.

There are four kinds, by what they rewrite: an operation's expression, the program, one element's expression, or the
digits of a number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from nnstep.expr.array import Array
from nnstep.expr.tree import Expr
from nnstep.grading.mistakes.exercise import Exercise
from nnstep.grading.sheet.written_numbers import Written
from nnstep.program.program import Op, Phase, Program

Topic: TypeAlias = Literal[
    "activation functions",
    "batches",
    "biases",
    "chain rule",
    "computation graphs",
    "cross-entropy",
    "derivatives of activations",
    "error functions",
    "gradient descent",
    "gradients",
    "indices and sums",
    "matrices and transposes",
    "optimizers",
    "order of a training step",
    "perceptron rule",
    "reading the exercise",
    "regularisation",
    "rounding",
    "softmax",
    "weighted sums",
    "writing numbers down",
]
"""What a lecture is about: what to repeat where a class makes a mistake."""

PHASE_TOPICS: dict[Phase, Topic] = {
    "forward": "weighted sums",
    "error": "error functions",
    "backward": "chain rule",
    "gradient": "gradients",
    "update": "gradient descent",
}
"""The topic of each phase."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Mistake:
    """A mistake that people really make."""

    id: str
    diagnosis: str
    """Goes on after "this is what you get if": a clause, without a full stop."""
    question: str
    """What to ask oneself."""
    topic: Topic | None = None
    """Where a lecture explains it; None: wherever it explains the phase in which the mistake is made."""
    source: str = ""
    """A text in which it was made, or that warns of it."""
    weight: float = 1.0
    """How common it is, beside others."""


COMMON = 3.0
"""The weight of a common mistake."""
RARE = 0.25
"""The weight of a rare one."""


@dataclass(frozen=True, slots=True)
class Rewriting:
    """Another expression in place of the right one."""

    expression: Expr
    detail: str = ""
    """Which of several ways, where a mistake has more than one: ``factor 2``."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class OperationMistake(Mistake):
    """A mistake in one operation, or in all of its kind."""

    rewrite: Callable[[Op, Exercise], Iterable[Rewriting]]
    """Yields what stands in place of the operation's expression; all is stated for columns. Nothing: not possible here.
    """
    by_numbers: bool = False
    """Whether what it yields depends on the exercise's numbers, and not on its form alone."""

    @property
    def paired(self) -> bool:
        """Whether it is common enough to be tried together with another one."""
        return self.weight >= COMMON


@dataclass(frozen=True, slots=True, eq=False)
class Alternative:
    """Another program, or other numbers that it starts from."""

    detail: str = ""
    ops: tuple[Op, ...] | None = None
    """The operations, where they are others; stated for columns."""
    feeds: Callable[[int], Mapping[str, Array]] | None = None
    """What a training step, from 0, is given, where that is something else."""
    start: Mapping[str, Array] = field(default_factory=dict)
    """What else the parameters are at first."""
    after: Mapping[int, Callable[[Array], Array]] = field(default_factory=dict)
    """By operation, from 0: what is done to its result before it is used."""
    rounds: bool = False
    """Whether that only rounds what is computed rightly."""
    shift: int = 0
    """By how many training steps the answers are off."""
    program: Program | None = None
    """Another program altogether; then `steps` of its training steps make one."""
    steps: int = 1


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ProgramMistake(Mistake):
    """A mistake in the order of things, or in what one starts from."""

    rebuild: Callable[[Exercise], Iterable[Alternative]]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ElementMistake(Mistake):
    """A mistake in working out one element: the wrong index, a term left out."""

    rework: Callable[[Expr, Exercise], Iterable[Rewriting]]
    """Takes one element's expression, with all that was not given put in, and yields what stands in its place."""


@dataclass(frozen=True, slots=True)
class Miswriting:
    """How the right value became what was written."""

    detail: str
    value: float
    """What is written then, with all the digits there are."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class HandMistake(Mistake):
    """A mistake in writing a number down."""

    miswrite: Callable[[float, Written], Iterable[Miswriting]] = lambda _value, _written: ()
    """Takes the right value and what was written; yields in which ways one becomes the other: nothing, if in none."""
    copies: bool = False
    """Whether it is the value of another element that was written."""
    ways: int = 1
    """In how many ways it can be made."""
    ways_by_digit: bool = False
    """Whether it can be made at each of the digits."""
