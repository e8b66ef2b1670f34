"""How the leaves of a formula are written: a notation's symbols, or numbers with their digits.

Knows symbols and digits as things handed in; knows no notation by name and no network.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from nnstep.expr.array import Array, Shape
from nnstep.expr.digits import Digits

Symbols: TypeAlias = Callable[[str], str]
"""From a quantity's id to how a notation writes it."""
ElementSymbols: TypeAlias = Callable[[str, tuple[int, ...]], str]
"""From a quantity's id and an index to a notation's own name of that element, or an empty text where it has none.

A quantity of which a sample is one column has one index here, its row.
"""


def no_name(id: str, index: tuple[int, ...]) -> str:  # noqa: ARG001 - it takes what every ElementSymbols takes
    """Return no name of its own for any element: it is written by its quantity and index, as ``W₁[0,2]``."""
    return ""


@dataclass(frozen=True, slots=True)
class Pen:
    """How the leaves of a formula are written."""

    shapes: Mapping[str, Shape]
    symbols: Symbols
    values: Mapping[str, Array] | None = None
    """Where given, names and elements are written as their numbers."""
    digits: Digits = field(default_factory=Digits)
    columns: Collection[str] = ()
    """Quantities whose elements are written with one index where they have one column."""
    most_terms: int = 8
    """A longer sum shows its first and last terms around an ellipsis."""
    most_rows: int = 6
    most_columns: int = 6
    element: ElementSymbols = no_name
    """The names that elements have of their own."""
    sample_axis: int = 1
    """Along which axis a batch's samples lie: 1 where a sample is a column, 0 where it is a row."""
    hadamard: str = "⊙"
    """What stands between the factors of a product element by element."""


def element_symbol(id: str, index: tuple[int, ...], pen: Pen) -> str:
    """Return how one element is written: ``W₁[0,2]``; that of one of the pen's columns has one index, a number none.

    A name that the notation has for it, such as n₃, stands for the whole index; of several columns, for the row.
    """
    axis = pen.sample_axis
    if id not in pen.columns or len(index) != 2:
        name = pen.element(id, index if axis else index[::-1])
        return name or pen.symbols(id) + (f"[{','.join(map(str, index))}]" if index else "")
    alone = pen.shapes[id][axis] == 1
    name = pen.element(id, (index[1 - axis],))
    shown = ((index[1 - axis],) if alone else index) if not name else (() if alone else (index[axis],))
    return (name or pen.symbols(id)) + (f"[{','.join(map(str, shown))}]" if shown else "")
