"""A formula in MathML Core, which browsers show without any script. Every text in it is escaped."""

from __future__ import annotations

from collections.abc import Sequence
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
    stands_before,
)
from nnstep.outputs.document_text import html_text

_SIGNS = {"Σ": "∑", "-": MINUS}
_BRACKETS = frozenset("()[]|⌊⌋")
_BLANK = f'<mtext class="blank">{chr(0xA0) * 8}</mtext>'


def mathml(math: Math, *, display: bool = False) -> str:
    """Return a formula as a ``math`` element, in a line of its own with `display`."""
    kind = ' display="block"' if display else ""
    return f"<math{kind}>{_written(math)}</math>"


def _written(math: Math) -> str:
    match math:
        case Letter(character, accent):
            letter = _element("mi", html_text(character))
            return _element("mover", letter + _accent(accent), ' accent="true"') if accent else letter
        case Word(text):
            return _element("mi", html_text(text))
        case Prose(text):
            return _element("mtext", html_text(text).replace(" ", "\xa0"))
        case Numeral(digits, exponent):
            return _numeral(digits, exponent)
        case Glyph(character):
            # Brackets of a text stay as they are: those of an index would grow with an exponent beside them.
            own = ' stretchy="false"' if character in _BRACKETS else ""
            return _element("mo", html_text(_SIGNS.get(character, character)), own)
        case ThinSpace():
            return '<mspace width="0.2em"/>'
        case Blank():
            return _BLANK
        case Joined(parts):
            return _row("".join(_part(parts, number) for number in range(len(parts))))
        case Scripted(base, low, high):
            return _scripted(_written(base), low, high)
        case Stacked(above, below):
            return _element("mfrac", _written(above) + _written(below))
        case Rooted(inside):
            return _element("msqrt", _written(inside))
        case Fenced(inside):
            return _row(f"<mo>(</mo>{_written(inside)}<mo>)</mo>")
        case Matrix(rows):
            return _grid(rows)
        case _:
            assert_never(math)


def _part(parts: Sequence[Math], number: int) -> str:
    match parts[number]:
        case Glyph("−" | "+" | "-" as character) if stands_before(parts, number):
            return _element("mo", _SIGNS.get(character, character), ' form="prefix"')
        case part:
            return _written(part)


def _numeral(digits: str, exponent: str) -> str:
    sign = "<mo>−</mo>" if digits.startswith(MINUS) else ""
    number = sign + _element("mn", html_text(digits.removeprefix(MINUS)))
    if exponent:
        ten = _element("msup", f"<mn>10</mn>{_numeral(exponent, '')}")
        return _row(f"{number}<mo>·</mo>{ten}")
    return _row(number) if sign else number


def _scripted(base: str, low: Math | None, high: Math | None) -> str:
    below, above = (None if part is None else _written(part) for part in (low, high))
    if below is None:
        return _element("msup", base + (above or "<mrow/>"))
    return _element("msub", base + below) if above is None else _element("msubsup", base + below + above)


def _grid(rows: Sequence[Sequence[Math]]) -> str:
    lines = "".join(
        _element("mtr", "".join(_element("mtd", _written(cell)) for cell in row), "") + "\n" for row in rows
    )
    table = _element("mtable", f"\n{lines}", ' class="matrix"')
    return _row(f"<mo>[</mo>{table}<mo>]</mo>")


def _accent(mark: str) -> str:
    shown = {"\u0302": "^", "\u0303": "~", "\u0304": "¯", "\u0307": "˙", "\u0308": "¨"}[mark]
    return _element("mo", shown)


def _row(content: str) -> str:
    return _element("mrow", content)


def _element(name: str, content: str, attributes: str = "") -> str:
    return f"<{name}{attributes}>{content}</{name}>"
