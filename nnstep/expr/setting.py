"""What a scenario can tell an optimizer or a schedule: constants, and choices between forms, with all their facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from nnstep.expr.tree import Expr, substitute
from nnstep.problems.rules import OneOf, Real

FRACTION = Real(least=0, below=1)
POSITIVE = Real(above=0)
NOT_NEGATIVE = Real(least=0)


@dataclass(frozen=True, slots=True)
class Setting:
    """One constant."""

    id: str
    """The key in the table [training], and the name in expressions."""
    default: float
    symbol: str
    """How formulas write it."""
    bounds: Real
    """Which values it can have."""
    help: str
    """What it does, in a few words."""
    usual: tuple[float, ...] = ()
    """Values that texts give it, to be tried where a person's numbers are not those of the stated one."""

    @property
    def rule(self) -> Real:
        """What a file may say."""
        return self.bounds

    @property
    def shown_default(self) -> str:
        """The default in the documentation."""
        return f"{self.default:g}"


@dataclass(frozen=True, slots=True)
class FormChoice:
    """One of several forms of the same lines."""

    id: str
    """The key in the table [training]."""
    forms: Mapping[str, Mapping[str, Expr]]
    """By value, the default first: what names in the lines stand for."""
    help: str
    """What the values mean, in a few words."""

    @property
    def default(self) -> str:
        """The first value."""
        return next(iter(self.forms))

    @property
    def rule(self) -> OneOf:
        """What a file may say."""
        return OneOf(tuple(self.forms))

    @property
    def shown_default(self) -> str:
        """The default in the documentation."""
        return f"`{self.default}`"


Declared: TypeAlias = Setting | FormChoice


def defaults(declared: Iterable[Declared]) -> dict[str, float]:
    """Return the default of each constant by id."""
    return {one.id: one.default for one in declared if isinstance(one, Setting)}


def choices(declared: Iterable[Declared]) -> dict[str, FormChoice]:
    """Return each choice by id."""
    return {one.id: one for one in declared if isinstance(one, FormChoice)}


def formed(expression: Expr, declared: Iterable[Declared], chosen: Mapping[str, str]) -> Expr:
    """Return `expression` in the form that is `chosen`; each choice not in it has its default.

    What one choice puts in may hold names that a later one stands in for.
    """
    for choice in choices(declared).values():
        expression = substitute(expression, choice.forms[chosen.get(choice.id, choice.default)])
    return expression
