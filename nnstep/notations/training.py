"""How the quantities of a training beside the network's own are written: the same in every text that has them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

CONSTANTS = {
    "mu": "μ",
    "rho": "ρ",
    "beta1": "β₁",
    "beta2": "β₂",
    "eps": "ε",
    "l2": "λ",
    "t": "t",
    "epochs": "epochs",
    "factor": "factor",
    "every": "every",
    "decay": "decay",
}
"""Settings of optimizers and schedules, by id."""
_HATS = {"mhat": "m̂", "shat": "ŝ"}
_STATE = re.compile(r"(mhat|shat|[vms])([Wb]\d+)")


def training_symbol(id: str, symbol: Callable[[str], str]) -> str | None:
    """Return how a constant, or an optimizer's own quantity such as ``vW1``, is written; None for any other id."""
    if id in CONSTANTS:
        return CONSTANTS[id]
    if id == "lr0":
        return f"{symbol('lr')}⁰"
    match = _STATE.fullmatch(id)
    return f"{_HATS.get(match[1], match[1])}{symbol(match[2])}" if match else None
