"""Equations as lines: each side on its own, and a long sum on several."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nnstep.expr.digits import MINUS
from nnstep.expr.mathematics.math_tree import Equation, Glyph, Joined, Math, joined, stands_before
from nnstep.expr.mathematics.math_width import width_of

MOST_WIDE = 80
"""How many digits a line has, about."""
_BETWEEN_TERMS = frozenset({"+", "-", MINUS})
_OPENING, _CLOSING = frozenset("([⌊"), frozenset(")]⌋")


@dataclass(frozen=True, slots=True)
class EquationLine:
    """One line; what is None is blank."""

    left: Math | None
    sign: str | None
    right: Math


def lines_of(equation: Equation) -> Iterator[EquationLine]:
    """Yield the lines of an equation; those that go on with a sum begin with its sign."""
    left: Math | None = equation.left
    for equals, side in zip(equation.signs, equation.sides, strict=True):
        sign: str | None = equals
        for part in _broken(side):
            yield EquationLine(left, sign, part)
            left = sign = None


def _broken(math: Math) -> Iterator[Math]:
    """Yield parts of a sum that fit on lines; what is no sum stays whole."""
    if width_of(math) <= MOST_WIDE:
        yield math
        return
    line: list[Math] = []
    for term in _terms(math):
        if line and width_of(Joined((*line, *term))) > MOST_WIDE:
            yield joined(*line)
            line = []
        line += term
    yield joined(*line)


def _terms(math: Math) -> Iterator[list[Math]]:
    """Yield the parts of each term of a sum, with the sign before it."""
    term: list[Math] = []
    depth = 0
    for part, begins in _flat(math):
        if begins and depth == 0 and term:
            yield term
            term = []
        if isinstance(part, Glyph):
            depth += (part.character in _OPENING) - (part.character in _CLOSING)
        term.append(part)
    yield term


def _flat(math: Math) -> Iterator[tuple[Math, bool]]:
    """Yield all parts side by side, each with whether it is a sign between two terms."""
    if not isinstance(math, Joined):
        yield math, False
        return
    for number, part in enumerate(math.parts):
        match part:
            case Joined():
                yield from _flat(part)
            case Glyph(character) if character in _BETWEEN_TERMS:
                yield part, not stands_before(math.parts, number)
            case _:
                yield part, False
