"""What an optimizer is: the lines that turn a gradient into a parameter's new value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from nnstep.expr.tree import Expr, Name, substitute

W, G, LR, STEP = Name("W"), Name("gradient"), Name("lr"), Name("t")
"""The names that optimizers are written over: a parameter, its gradient, the learning rate, and the training step
counted from 1. A state's name is its letter, a setting's its own."""


@dataclass(frozen=True, slots=True)
class Optimizer:
    """An optimizer: assignments made for each parameter in turn."""

    id: str
    lines: tuple[tuple[str, Expr], ...]
    """What is assigned, ``W`` or a letter, and its expression."""
    state: tuple[str, ...] = ()
    """The letters that are 0 at first and are carried from training step to training step."""
    settings: Mapping[str, float] = field(default_factory=dict)
    """The constants that a scenario can set, with their defaults."""

    def assignments(self, parameter: str) -> Iterator[tuple[str, Expr]]:
        """Yield the target and the expression of each line for `parameter`; a letter becomes ``vW1``."""
        letters = {letter for letter, _ in self.lines} - {"W"} | set(self.state)
        names: dict[str, Expr] = {letter: Name(f"{letter}{parameter}") for letter in letters}
        names |= {"W": Name(parameter), "gradient": Name(f"d{parameter}")}
        for letter, expression in self.lines:
            yield parameter if letter == "W" else f"{letter}{parameter}", substitute(expression, names)
