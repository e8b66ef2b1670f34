"""What an optimizer is: the lines that turn a gradient into a parameter's new value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from nnstep.expr.setting import NOT_NEGATIVE, Setting, defaults
from nnstep.expr.tree import Expr, Name, substitute

W, G, LR, STEP = Name("W"), Name("gradient"), Name("lr"), Name("t")
"""The names that optimizers are written over: a parameter, its gradient, the learning rate, and the training step
counted from 1. An accumulator or a setting is named by its id."""

L2 = Setting("l2", 0.0, "λ", NOT_NEGATIVE, "factor of half the sum of squared weights, added to the error")
"""The weight penalty, which every optimizer can be used with."""

AccumulatorMeaning: TypeAlias = Literal[
    "velocity",
    "first moment",
    "second moment",
    "sum of squares",
    "corrected first moment",
    "corrected second moment",
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


class UpdateIds:
    """What a program calls the quantities of its updates: as usual, but for `others`, by what each is."""

    def __init__(self) -> None:
        self.others: dict[tuple[str, ...], str] = {}

    def of_training(self, id: str) -> str:
        """Return the id of a constant or a count of the training: a setting, ``lr``, ``t``."""
        return self.others.get(("training", id), id)

    def gradient(self, parameter: str) -> str:
        """Return the id of the gradient by a parameter."""
        return self.others.get(("derivative", parameter), f"d{parameter}")

    def state(self, own: Accumulator, parameter: str) -> str:
        """Return the id of an optimizer's own quantity for a parameter."""
        return self.others.get(("state", own.id, parameter), own.of(parameter))


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
    declared: tuple[Setting, ...] = ()
    """The constants that a scenario can set."""

    @property
    def settings(self) -> Mapping[str, float]:
        """The default of each setting by id."""
        return defaults(self.declared)

    @property
    def accumulators(self) -> tuple[Accumulator, ...]:
        """What it computes for each parameter, carried along or not."""
        return tuple(accumulator for accumulator, _ in self.lines if accumulator is not None)

    def assignments(self, parameter: str, ids: UpdateIds) -> Iterator[Assignment]:
        """Yield each line for `parameter`."""
        names: dict[str, Expr] = {id: Name(ids.of_training(id)) for id in (LR.id, STEP.id, *self.settings)}
        names |= {own.id: Name(ids.state(own, parameter)) for own in self.accumulators}
        names |= {"W": Name(parameter), "gradient": Name(ids.gradient(parameter))}
        for own, expression in self.lines:
            target, meaning = (parameter, None) if own is None else (ids.state(own, parameter), own.meaning)
            yield Assignment(target, substitute(expression, names), meaning)
