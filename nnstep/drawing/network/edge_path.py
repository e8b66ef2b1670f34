"""A straight line between two places as braille dots, in three weights: dotted, thin and thick."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from nnstep.drawing.braille import BITS, DOTS_ACROSS, DOTS_DOWN

Dot: TypeAlias = tuple[int, int]
"""A column and a row of dots, two and four to a cell."""
DottedCell: TypeAlias = tuple[int, int, int]
"""The column and the row of a cell, and the bits of its dots."""

_BITS: list[list[int]] = BITS.tolist()
_DOTTED = 3
"""One dot in so many, in a dotted line."""


@dataclass(frozen=True, slots=True)
class EdgePath:
    """The cells of one line in order, by weight: dotted, thin, thick."""

    weights: tuple[tuple[DottedCell, ...], ...]

    @property
    def cells(self) -> list[tuple[int, int]]:
        """The cells that the thin line passes through, in order."""
        return [(x, y) for x, y, _ in self.weights[1]]


def path_through(corners: Sequence[Dot]) -> EdgePath:
    """Return the line from each corner to the next; the corners go from left to right."""
    dots = list(dict.fromkeys(dot for begin, end in pairwise(corners) for dot in _straight(begin, end)))
    steep = any(abs(by - ay) > bx - ax for (ax, ay), (bx, by) in pairwise(corners))
    beside = [(x + 1, y) if steep else (x, y + 1) for x, y in dots]
    return EdgePath((_in_cells(dots[1::_DOTTED]), _in_cells(dots), _in_cells([*dots, *beside])))


def _straight(begin: Dot, end: Dot) -> Iterator[Dot]:
    (left, top), (right, bottom) = begin, end
    count = max(abs(right - left), abs(bottom - top), 1)
    for n in range(count + 1):
        yield left + round((right - left) * n / count), top + round((bottom - top) * n / count)


def _in_cells(dots: Iterable[Dot]) -> tuple[DottedCell, ...]:
    bits: dict[tuple[int, int], int] = defaultdict(int)
    for x, y in dots:
        bits[x // DOTS_ACROSS, y // DOTS_DOWN] |= _BITS[y % DOTS_DOWN][x % DOTS_ACROSS]
    return tuple((x, y, found) for (x, y), found in bits.items())
