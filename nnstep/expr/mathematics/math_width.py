"""About how wide a formula is, in digits: enough to know whether it fits on a line."""

from __future__ import annotations

from math import ceil
from typing import assert_never

from nnstep.expr.digits import MINUS
from nnstep.expr.mathematics.math_tree import (
    Blank,
    Fenced,
    Glyph,
    Joined,
    Letter,
    Math,
    Matrix,
    Numeral,
    Prose,
    Rooted,
    Scripted,
    Stacked,
    ThinSpace,
    Word,
)

_WIDE = frozenset({*"+-=<>≥≤←→⊙∘×", MINUS, ":="})
"""Signs with space around them."""
_OF_SCRIPTS = 0.7
"""How large the letters of an index are."""
_OF_EXPONENT = 5
"""Of the ten, and what stands before it."""


def width_of(math: Math) -> int:
    """Return the width, in digits."""
    match math:
        case Glyph(character) if character in _WIDE:
            return 3
        case Letter() | ThinSpace() | Glyph():
            return 1
        case Word(text) | Prose(text):
            return len(text)
        case Numeral(digits, exponent):
            return len(digits) + (len(exponent) + _OF_EXPONENT if exponent else 0)
        case Blank():
            return 6
        case Joined(parts):
            return sum(map(width_of, parts))
        case Scripted(base, low, high):
            widest = max(width_of(part) if part is not None else 0 for part in (low, high))
            return width_of(base) + ceil(_OF_SCRIPTS * widest)
        case Stacked(above, below):
            return max(width_of(above), width_of(below)) + 1
        case Rooted(inside) | Fenced(inside):
            return width_of(inside) + 2
        case Matrix(rows):
            columns = (max(map(width_of, column)) for column in zip(*rows, strict=True))
            return sum(columns) + 2 * len(rows[0])
        case _:
            assert_never(math)
