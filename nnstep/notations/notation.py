"""What a notation is: for each kind of quantity, how it is written and where the number of its layer goes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nnstep.notations.training import training_symbol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_ID = re.compile(r"(x|y|E|lr|W|b|z|a|delta|dW|db)(\d*)")
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def parts(id: str) -> tuple[str, int]:
    """Return a quantity id's kind and layer: ``delta2`` is ("delta", 2); the input x is of layer 0.

    Raise ValueError where `id` is no quantity of a network.
    """
    match = _ID.fullmatch(id)
    if not match:
        raise ValueError(f"{id} is not the id of a quantity")
    return match[1], int(match[2] or 0)


@dataclass(frozen=True, slots=True)
class Notation:
    """How one text writes the quantities of a network.

    The templates know ``{n}`` (the layer's number), ``{sub}`` and ``{sup}`` (the same lowered or raised, the
    latter as in W²), ``{in_brackets}`` (raised in brackets, as in W⁽²⁾) and ``{letter}`` (the layer's letter).
    """

    id: str
    title: str
    symbols: Mapping[str, str]
    """By kind of quantity: a template."""
    input_layer: int = 0
    """The number that the text gives to the input layer."""
    assign: str = "="
    """What stands between a parameter and its new value."""
    letters: tuple[str, ...] = ()
    """One letter for the input layer, then one for each hidden layer; see `output_letter`."""
    output_letter: str = ""
    aliases: Mapping[str, str] = field(default_factory=dict)
    """Remarks on symbols that mean something else elsewhere, by kind; shown in the help."""

    def symbols_for(self, layers: int) -> Callable[[str], str]:
        """Return what writes each id of a network with so many layers after the input layer."""

        def symbol(id: str) -> str:
            training = training_symbol(id, symbol)
            if training is not None:
                return training
            kind, layer = parts(id)
            number = str(layer + self.input_layer)
            return self.symbols[kind].format(
                n=number,
                sub=number.translate(_SUBSCRIPTS),
                sup=number.translate(_SUPERSCRIPTS),
                in_brackets=f"⁽{number.translate(_SUPERSCRIPTS)}⁾",
                letter=self._letter(layer, layers),
            )

        return symbol

    def _letter(self, layer: int, layers: int) -> str:
        if layer == layers:
            return self.output_letter
        return self.letters[layer] if layer < len(self.letters) else f"h{layer}"
