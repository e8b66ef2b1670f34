"""One thing done in another way than a scenario states, and the rows that say which there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import TypeAlias

from nnstep.expr.setting import Declared, Setting
from nnstep.scenario.model import Scenario

Forms: TypeAlias = "tuple[tuple[str, str], ...]"
"""Settings and choices that go with it, by the scenario's keys."""
OWN = ""
"""The value of what stays as the scenario has it, but for its settings and choices."""


@dataclass(frozen=True, slots=True)
class Departure:
    """One thing done in another way."""

    key: str
    value: str
    forms: Forms = ()
    """The settings and choices that are other than by default, or than the scenario has them."""

    @property
    def names(self) -> dict[str, str]:
        """What is other, by the scenario's keys."""
        return {**({} if self.value == OWN else {self.key: self.value}), **dict(self.forms)}


@dataclass(frozen=True, slots=True)
class DepartureRow:
    """A kind of departure."""

    key: str
    ways: Callable[[Scenario], Iterable[tuple[str, Forms]]]
    """The other values that can make a difference to a scenario's numbers, with their settings and choices."""
    changed: Callable[[Scenario, str, Mapping[str, str]], Scenario | None]
    """The scenario with such a value; None where it can't be so with the rest."""
    of_graphs: bool = False
    """Whether a graph of numbers has it, too."""


def usual_settings(declared: Iterable[Declared], own: Mapping[str, float]) -> Iterator[Forms]:
    """Yield the settings that texts use, together; those that are as in `own`, or by default, are not named."""
    settings = [one for one in declared if isinstance(one, Setting) and one.usual]
    stated = {one.id: own.get(one.id, one.default) for one in settings}
    for values in product(*({stated[one.id]: 0, **dict.fromkeys(one.usual)} for one in settings)):
        chosen = zip(settings, values, strict=True)
        yield tuple((one.id, number_text(value)) for one, value in chosen if value != stated[one.id])


def number_text(number: float) -> str:
    """Return a number as a person would write it, with all its digits."""
    short = f"{number:g}"
    return short if float(short) == number else repr(float(number))
