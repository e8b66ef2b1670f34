"""How the quantities of one network are written: a notation, told the network's sizes. Changes no number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from nnstep.expr.walks.pen import ElementSymbols, Symbols


@dataclass(frozen=True, slots=True, eq=False)
class Writing:
    """All that a formula needs to know of a notation. Compared by identity: it holds functions."""

    notation: str
    """The notation's id."""
    title: str
    symbols: Symbols
    element: ElementSymbols
    """The notation's own name of an element, where it has one."""
    assign: str
    """What stands between a parameter and its new value."""
    remarks: Mapping[str, str] = field(default_factory=dict)
    """By kind of quantity: what to know of its symbol, since it means something else elsewhere."""
    hadamard: str = "⊙"
    """What stands between the factors of a product element by element."""

    @property
    def about(self) -> str:
        """The notation's name and the remarks, as one paragraph."""
        return "; ".join([f"Notation: {self.title}", *self.remarks.values()]) + "."
