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
    def is_plain(self) -> bool:
        """Whether an update is the learning rate times the gradient, and nothing else."""
        return self.lines[-1] == (None, W - LR * G)

    @property
    def accumulators(self) -> tuple[Accumulator, ...]:
        """What it may compute for each parameter, carried along or not."""
        lines = tuple(accumulator for accumulator, _ in self.lines if accumulator is not None)
        return lines if self.point == W else (AHEAD, *lines)

    def assignments(self, parameter: str, chosen: Mapping[str, str], ids: UpdateIds) -> Iterator[Assignment]:
        """Yield each line for `parameter`, in the form that is `chosen`, with the program's `ids`."""
        lines = [(own, formed(expression, self.declared, chosen)) for own, expression in self.lines]
        for number, (own, expression) in enumerate(lines):
            if own is not None and own not in self.state and not _is_read(own, lines[number + 1 :]):
                continue
            target, meaning = (parameter, None) if own is None else (ids.state(own, parameter), own.meaning)
            yield Assignment(target, self._of(expression, parameter, ids), meaning)

    def look_ahead(self, parameter: str, chosen: Mapping[str, str], ids: UpdateIds) -> Assignment | None:
        """Return the line that gives the point where the gradient is taken; None where that is `parameter` itself."""
        point = formed(self.point, self.declared, chosen)
        if point == W:
            return None
        return Assignment(ids.state(AHEAD, parameter), self._of(point, parameter, ids), AHEAD.meaning)

    def _of(self, expression: Expr, parameter: str, ids: UpdateIds) -> Expr:
        names: dict[str, Expr] = {id: Name(ids.of_training(id)) for id in (LR.id, STEP.id, *self.settings)}
        names |= {own.id: Name(ids.state(own, parameter)) for own in self.accumulators}
        return substitute(expression, {**names, "W": Name(parameter), "gradient": Name(ids.gradient(parameter))})


def _is_read(own: Accumulator, lines: Sequence[tuple[Accumulator | None, Expr]]) -> bool:
    return any(own.id in names(expression) for _, expression in lines)
