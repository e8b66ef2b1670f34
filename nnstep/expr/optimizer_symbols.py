"""How quantities beside a text's own are written: those of optimizers, and derivatives that it has no letter for."""

from __future__ import annotations

import re
from collections.abc import Callable

CONSTANTS = {
    "mu": "μ",
    "rho": "ρ",
    "beta1": "β₁",
    "beta2": "β₂",
    "eps": "ε",
    "l2": "λ",
}
"""Settings of optimizers and schedules that have a usual symbol; any other one is written by its id."""
_HATS = {"mhat": "m̂", "shat": "ŝ"}
_STATE = re.compile(r"(?!d[Wb])([a-z]+)([Wb]\d+)")
"""An optimizer's letters before a parameter; dW1 and db1 are the network's own."""
_ACTIVATION_GRADIENT = re.compile(r"da\d+")


def training_symbol(id: str, symbol: Callable[[str], str], *, negated: bool = False) -> str | None:
    """Return how a constant, an optimizer's own quantity such as ``vW1``, or dE/da is written; None for another id.

    `negated` says that what is held is the negative of each derivative.
    """
    if id in CONSTANTS:
        return CONSTANTS[id]
    if id == "lr0":
        return f"{symbol('lr')}⁰"
    if id == "dx" or _ACTIVATION_GRADIENT.fullmatch(id):
        derivative = f"∂{symbol('E')}/∂{symbol(id[1:])}"
        return f"(−{derivative})" if negated else derivative
    match = _STATE.fullmatch(id)
    return f"{_HATS.get(match[1], match[1])}{symbol(match[2])}" if match else None
