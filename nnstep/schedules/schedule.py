"""What a schedule of the learning rate is: the rate as an expression over the first one and the epochs done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nnstep.expr.setting import Declared, FormChoice, choices, defaults, formed
from nnstep.expr.tree import Expr, Name

FIRST, EPOCHS = Name("lr0"), Name("epochs")
"""The names that schedules are written over: the scenario's learning rate, and how many epochs are done."""

COUNT_FROM = FormChoice(
    "count_from",
    {"zero": {}, "one": {EPOCHS.id: EPOCHS + 1}},
    "what the first epoch counts as: with `one`, its rate is changed already",
)
"""What every schedule that changes can be told."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A schedule of the learning rate."""

    id: str
    value: Expr | None
    """lr over ``lr0``, ``epochs`` and the settings; None where it never changes."""
    declared: tuple[Declared, ...] = ()
    """The constants and the choices between forms that a scenario can state."""

    @property
    def settings(self) -> Mapping[str, float]:
        """The default of each constant by id."""
        return defaults(self.declared)

    @property
    def choices(self) -> Mapping[str, FormChoice]:
        """Each choice by id."""
        return choices(self.declared)

    def formula(self, chosen: Mapping[str, str]) -> Expr | None:
        """Return the rate in the form that is `chosen`."""
        return None if self.value is None else formed(self.value, self.declared, chosen)
