"""What a schedule of the learning rate is: the rate as an expression over the first one and the epochs done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nnstep.expr.setting import Setting
from nnstep.expr.tree import Expr, Name

FIRST, EPOCHS = Name("lr0"), Name("epochs")
"""The names that schedules are written over: the scenario's learning rate, and how many epochs are done."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A schedule of the learning rate."""

    id: str
    value: Expr | None
    """lr over ``lr0``, ``epochs`` and the settings; None where it never changes."""
    declared: tuple[Setting, ...] = ()
    """The constants that a scenario can set."""

    @property
    def settings(self) -> Mapping[str, float]:
        """The default of each setting by id."""
        return {setting.id: setting.default for setting in self.declared}
