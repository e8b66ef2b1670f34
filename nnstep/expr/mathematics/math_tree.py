"""A formula as it stands on paper: letters, numbers, signs, and how they are put together. Knows no language of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias, assert_never

_CLOSING = frozenset(")]|′'⌋")
"""Signs that end something."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter, or one sign that is read as one; `accent` is a combining character, as in ŷ."""

    character: str
    accent: str = ""


@dataclass(frozen=True, slots=True)
class Word:
    """A name of several letters, upright: ``lr``, ``ReLU``, ``max``."""

    text: str


@dataclass(frozen=True, slots=True)
class Prose:
    """Words between formulas, spaces included: `` if ``."""

    text: str


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number as its digits are written, with a real minus sign; `exponent` is a power of ten that it is times."""

    digits: str
    exponent: str = ""


@dataclass(frozen=True, slots=True)
class Glyph:
    """An operator, a relation, a bracket that stays as it is, or dots."""

    character: str


@dataclass(frozen=True, slots=True)
class ThinSpace:
    """The small space between the factors of a product."""


@dataclass(frozen=True, slots=True)
class Blank:
    """Room to write one number in."""


@dataclass(frozen=True, slots=True)
class Joined:
    """Parts side by side, read as one."""

    parts: tuple[Math, ...]


@dataclass(frozen=True, slots=True)
class Scripted:
    """Something with an index, an exponent, or both."""

    base: Math
    low: Math | None = None
    high: Math | None = None


@dataclass(frozen=True, slots=True)
class Stacked:
    """A quotient with a bar."""

    above: Math
    below: Math


@dataclass(frozen=True, slots=True)
class Rooted:
    """A square root."""

    inside: Math


@dataclass(frozen=True, slots=True)
class Fenced:
    """Something in round brackets that are as tall as it."""

    inside: Math


@dataclass(frozen=True, slots=True)
class Matrix:
    """A matrix in square brackets, row by row."""

    rows: tuple[tuple[Math, ...], ...]


Math: TypeAlias = (
    Letter | Word | Prose | Numeral | Glyph | ThinSpace | Blank | Joined | Scripted | Stacked | Rooted | Fenced | Matrix
)


def joined(*parts: Math) -> Math:
    """Return the parts as one; a single part stays itself."""
    return parts[0] if len(parts) == 1 else Joined(parts)


@dataclass(frozen=True, slots=True)
class Equation:
    """One left side, and what it is equal to, side after side."""

    left: Math
    sign: str
    """What stands before the first side; = before all others."""
    sides: tuple[Math, ...]

    @property
    def signs(self) -> tuple[str, ...]:
        """What stands before each side."""
        return (self.sign, *("=" for _ in self.sides[1:]))

    @property
    def math(self) -> Math:
        """The equation on one line."""
        parts = (part for sign, side in zip(self.signs, self.sides, strict=True) for part in (Glyph(sign), side))
        return Joined((self.left, *parts))


def stands_before(parts: Sequence[Math], number: int) -> bool:
    """Return whether the sign at this place belongs to what follows only, as a minus does at the beginning."""
    before = parts[number - 1] if number else None
    return before is None or (isinstance(before, Glyph) and before.character not in _CLOSING)


def parts_of(math: Math) -> Iterator[Math]:
    """Yield every part of a formula, each before what is in it."""
    yield math
    for part in _inside(math):
        yield from parts_of(part)


def _inside(math: Math) -> tuple[Math, ...]:
    match math:
        case Letter() | Word() | Prose() | Numeral() | Glyph() | ThinSpace() | Blank():
            return ()
        case Joined(parts):
            return parts
        case Scripted(base, low, high):
            return tuple(part for part in (base, low, high) if part is not None)
        case Stacked(above, below):
            return above, below
        case Rooted(inside) | Fenced(inside):
            return (inside,)
        case Matrix(rows):
            return tuple(cell for row in rows for cell in row)
        case _:
            assert_never(math)
