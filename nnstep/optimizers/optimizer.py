"""What an optimizer is: the lines that turn a gradient into a parameter's new value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from nnstep.expr.setting import Declared, FormChoice, choices, defaults, formed
from nnstep.expr.tree import Expr, Name, names, substitute

W, G, LR, STEP = Name("W"), Name("gradient"), Name("lr"), Name("t")
"""The names that optimizers are written over: a parameter, its gradient, the learning rate, and the training step
counted from 1. An accumulator or a setting is named by its id."""

AccumulatorMeaning: TypeAlias = Literal[
    "velocity",
    "first moment",
    "second moment",
    "sum of squares",
    "corrected first moment",
    "corrected second moment",
    "look-ahead point",
]


@dataclass(frozen=True, slots=True)
class Accumulator:
    """A quantity that an optimizer has for each parameter: ``v`` is ``vW1`` for ``W1``."""

    id: str
    meaning: AccumulatorMeaning
    symbol: str
    """How formulas write it, before the parameter's symbol."""

    def of(self, parameter: str) -> str:
        """Return the id of this quantity for one parameter."""
        return f"{self.id}{parameter}"


AHEAD = Accumulator("ahead", "look-ahead point", "ahead ")
"""The point where the gradient is taken, where that is not the parameter itself."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """One line of an optimizer, for one parameter."""

    target: str
    expression: Expr
    meaning: AccumulatorMeaning | None
    """What the target is; None for the parameter itself."""


@dataclass(frozen=True, slots=True)
class Optimizer:
    """An optimizer: assignments made for each parameter in turn."""

    id: str
    lines: tuple[tuple[Accumulator | None, Expr], ...]
    """What is assigned, None for the parameter itself, and its expression."""
    state: tuple[Accumulator, ...] = ()
    """What is 0 at first and is carried from training step to training step."""
    declared: tuple[Declared, ...] = ()
    """The constants and the choices between forms that a scenario can state."""
    point: Expr = W
    """Where the gradient is taken, over the parameter, the state and the settings."""
    output_delta: Literal["derivative", "difference"] = "derivative"
    """What backpropagation starts from: dE/dz at the output, or just output less target."""

    @property
    def settings(self) -> Mapping[str, float]:
        """The default of each constant by id."""
        return defaults(self.declared)

    @property
    def choices(self) -> Mapping[str, FormChoice]:
        """Each choice by id."""
        return choices(self.declared)

    @property
    def accumulators(self) -> tuple[Accumulator, ...]:
        """What it may compute for each parameter, carried along or not."""
        lines = tuple(accumulator for accumulator, _ in self.lines if accumulator is not None)
        return lines if self.point == W else (AHEAD, *lines)

    def assignments(self, parameter: str, chosen: Mapping[str, str]) -> Iterator[Assignment]:
        """Yield each line for `parameter`, in the form that is `chosen`."""
        lines = [(own, formed(expression, self.declared, chosen)) for own, expression in self.lines]
        for number, (own, expression) in enumerate(lines):
            if own is not None and own not in self.state and not _is_read(own, lines[number + 1 :]):
                continue
            target, meaning = (parameter, None) if own is None else (own.of(parameter), own.meaning)
            yield Assignment(target, self._of(expression, parameter), meaning)

    def look_ahead(self, parameter: str, chosen: Mapping[str, str]) -> Assignment | None:
        """Return the line that gives the point where the gradient is taken; None where that is `parameter` itself."""
        point = formed(self.point, self.declared, chosen)
        return None if point == W else Assignment(AHEAD.of(parameter), self._of(point, parameter), AHEAD.meaning)

    def _of(self, expression: Expr, parameter: str) -> Expr:
        own: dict[str, Expr] = {own.id: Name(own.of(parameter)) for own in self.accumulators}
        return substitute(expression, {**own, "W": Name(parameter), "gradient": Name(f"d{parameter}")})


def _is_read(own: Accumulator, lines: Sequence[tuple[Accumulator | None, Expr]]) -> bool:
    return any(own.id in names(expression) for _, expression in lines)
