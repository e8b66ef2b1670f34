"""How the numbers of a graph and their derivatives are written: names as typed, derivatives with ∂.

Knows a notation's symbol of the learning rate, and the ids of derivatives by a table handed in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from nnstep.expr.network_notation import Writing
from nnstep.expr.notation import Notation, lowered
from nnstep.expr.walks.pen import no_name

_NAME = re.compile(r"([A-Za-z]+)_?(\d*)")


def graph_writing(
    notation: Notation, derivatives: Mapping[str, tuple[str, str, str]], training: Mapping[str, str]
) -> Writing:
    """Return how a graph is written in a notation.

    `derivatives` has, by id, what is differentiated, by what, and through which line, an empty text for all lines;
    `training`, by id, what each constant of the training is usually called.
    """
    rate = notation.symbols["lr"]

    def symbol(id: str) -> str:
        if not notation.spells_symbols:
            return id
        if id in training:
            usual = training[id]
            if usual in ("lr", "lr0"):
                return rate + ("⁰" if usual == "lr0" else "")
            return notation.constants.get(usual) or notation.training.settings.get(usual) or id
        if id not in derivatives:
            return _name(id)
        of, by, through = derivatives[id]
        return f"∂{_name(of)}/∂{_name(by)}" + (f" via {_name(through)}" if through else "")

    return Writing(notation.id, notation.title, symbol, no_name, notation.assign)


def _name(id: str) -> str:
    """Return a name with its last digits lowered: a1 is a₁."""
    match = _NAME.fullmatch(id)
    return f"{match[1]}{lowered(match[2])}" if match else id
