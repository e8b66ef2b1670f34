"""How quantities beside a text's own are written: those of optimizers, and derivatives that it has no letter for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

_ACCUMULATOR = re.compile(r"([a-z]+)([Wb]\d+)")
_OWN_RATE = re.compile(r"(lr0?)([Wb]\d+)")
_ACTIVATION_GRADIENT = re.compile(r"d(x|a\d+)")


@dataclass(frozen=True, slots=True)
class TrainingSymbols:
    """The symbols of what optimizers and schedules declare."""

    settings: Mapping[str, str] = field(default_factory=dict)
    """By id of a setting: its symbol."""
    accumulators: Mapping[str, str] = field(default_factory=dict)
    """By id of an accumulator: what stands before the symbol of the parameter."""

    def symbol(self, id: str, symbol: Callable[[str], str], *, negated: bool = False) -> str | None:
        """Return how a setting, an accumulator such as ``vW1``, or dE/da is written; None for another id.

        `negated` says that what is held is the negative of each derivative.
        """
        if id in self.settings:
            return self.settings[id]
        if id == "lr0":
            return f"{symbol('lr')}⁰"
        if match := _OWN_RATE.fullmatch(id):
            return f"{symbol(match[1])}_{symbol(match[2])}"
        if match := _ACTIVATION_GRADIENT.fullmatch(id):
            derivative = f"∂{symbol('E')}/∂{symbol(match[1])}"
            return f"(−{derivative})" if negated else derivative
        match = _ACCUMULATOR.fullmatch(id)
        return f"{self.accumulators[match[1]]}{symbol(match[2])}" if match and match[1] in self.accumulators else None
