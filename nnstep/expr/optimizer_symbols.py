"""How quantities beside a text's own are written: those of optimizers, and derivatives that it has no letter for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

_ACCUMULATOR = re.compile(r"([a-z]+)([Wb]\d+)")
_STATED = re.compile(r"(fz|expz|sumexp|step|rate)([Wb]?)(\d+)|E_k|E_s")
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
        if match := _ACTIVATION_GRADIENT.fullmatch(id):
            derivative = f"∂{symbol('E')}/∂{symbol(match[1])}"
            return f"(−{derivative})" if negated else derivative
        if match := _STATED.fullmatch(id):
            return _stated(match, symbol)
        match = _ACCUMULATOR.fullmatch(id)
        return f"{self.accumulators[match[1]]}{symbol(match[2])}" if match and match[1] in self.accumulators else None


def _stated(match: re.Match[str], symbol: Callable[[str], str]) -> str:
    """Return how a quantity is written that only a scenario that states it has."""
    kind, letter, layer = match.groups()
    match kind:
        case "fz":
            return f"f′({symbol(f'z{layer}')})"
        case "expz":
            return f"exp({symbol(f'z{layer}')})"
        case "sumexp":
            return f"Σ exp({symbol(f'z{layer}')})"
        case "step":
            return f"Δ{symbol(letter + layer)}"
        case "rate":
            return f"{symbol('lr')}({symbol(letter + layer)})"
        case _:
            return f"{symbol('E')}{'ₖ' if match[0] == 'E_k' else 'ₛ'}"
