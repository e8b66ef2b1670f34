"""What people type for a quantity or an element: its id, or the symbol that the scenario's notation writes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from functools import cached_property
from math import prod

import numpy as np

from nnstep.errors import CommandError
from nnstep.expr.primitives import PRIMITIVES
from nnstep.program.operations.stated_quantities import can_be_stated
from nnstep.program.program import Program

_DROPPED = dict.fromkeys(map(ord, " \t_^{}()⁽⁾*·"))
_LETTERS = {
    "α": "alpha",
    "β": "beta",
    "δ": "delta",
    "ε": "epsilon",
    "η": "eta",
    "θ": "theta",
    "λ": "lambda",
    "μ": "mu",
    "ρ": "rho",
    "ϵ": "epsilon",
    "∂": "d",
    "∇": "nabla",
}
_SYMBOL = r"[^\W\d][\w⁽⁾⁰¹²³⁴⁵⁶⁷⁸⁹]*"
_WORD = re.compile(rf"∂{_SYMBOL}/∂{_SYMBOL}|\bd{_SYMBOL}/d{_SYMBOL}|{_SYMBOL}")
_KEPT = frozenset({*PRIMITIVES, "and", "or", "not", "if", "previous", "T"})
"""Words of the language, which no symbol replaces."""
_MOST_ELEMENTS = 10_000
"""In a larger network no element is looked for by a name of its own."""


def plain_spelling(symbol: str) -> str:
    """Return a symbol as it can be typed: W⁽²⁾ and W_2 are W2, δ₁ is delta1, ∂E/∂W₁ is dE/dW1."""
    normal = unicodedata.normalize("NFKC", symbol).translate(_DROPPED).replace("−", "-")
    return "".join(_LETTERS.get(letter, letter) for letter in normal)


class Spellings:
    """The names under which the quantities of one program can be typed."""

    def __init__(self, program: Program, notation: str | None = None) -> None:
        """Take the symbols of a notation, by its id, or else of the scenario's own."""
        writings = [writing for writing in program.writings if writing.notation == notation]
        self._program = program
        self._writing = (writings or program.writings)[0]
        self._first = bool(writings)

    def id_of(self, text: str, known: Collection[str]) -> str | None:
        """Return the one of the ids `known` that `text` stands for, or None.

        An id stands for itself before a symbol does, as z1 does in a notation that writes z⁽¹⁾ for a1; where a
        notation was asked for, its symbols come first.
        """
        if text in known and not self._first:
            return text
        id = self._symbols.get(plain_spelling(text))
        return id if id in known else text if text in known else None

    def element_of(self, text: str) -> tuple[str, tuple[int, ...]] | None:
        """Return the id and the index that a notation's own name of an element stands for, w₁₃ or n₄, or None."""
        return self._elements.get(plain_spelling(text))

    def with_ids(self, text: str) -> str:
        """Return an expression or an address as typed with ids in place of symbols; what is known is left alone."""

        def replaced(match: re.Match[str]) -> str:
            word = match[0]
            if word in self._program.shapes or word in _KEPT or word.startswith("_"):
                return word
            if (id := self.id_of(word, self._program.shapes)) is not None:
                return id
            if can_be_stated(word) and self._program.scenario.graph is None:
                raise CommandError(f"{word} is not computed here", f'add quantities = ["{word}"] to the scenario')
            element = self.element_of(word)
            return word if element is None else f"{element[0]}[{','.join(map(str, element[1]))}]"

        return _WORD.sub(replaced, text)

    @cached_property
    def _symbols(self) -> Mapping[str, str]:
        return {plain_spelling(self._writing.symbols(id)): id for id in reversed(tuple(self._program.shapes))}

    @cached_property
    def _elements(self) -> Mapping[str, tuple[str, tuple[int, ...]]]:
        shapes = self._program.shapes
        if sum(map(prod, shapes.values())) > _MOST_ELEMENTS:
            return {}
        every = [(id, index) for id, shape in shapes.items() for index in np.ndindex(shape) if index]
        named = {plain_spelling(self._writing.element(id, index)): (id, index) for id, index in reversed(every)}
        return {name: element for name, element in named.items() if name}
