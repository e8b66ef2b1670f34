"""Signs, names and numbers as a line of text has them, taken apart into a formula: ``δ₂``, ``∂E/∂W₁``, ``2.5e−07``."""

from __future__ import annotations

import re
import unicodedata

from nnstep.expr.digits import MINUS
from nnstep.expr.mathematics.math_tree import (
    Glyph,
    Joined,
    Letter,
    Math,
    Numeral,
    Prose,
    Rooted,
    Scripted,
    Stacked,
    ThinSpace,
    Word,
    joined,
)

_LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉₊₋₍₎ᵢⱼₖₙₛ", "0123456789+−()ijkns")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ᵀ", "0123456789+−()T")
_ACCENTS = frozenset("\u0302\u0303\u0304\u0307\u0308")
"""The accents that every language of formulas has: of x̂, x̃, x̄, ẋ, ẍ."""
_PROSE = frozenset({"if", "else"})
_LETTERS = frozenset("∂∇∞ℓ")
"""Signs that are read as letters."""
_TOKENS = re.compile(
    r"(?P<scientific>\d+(?:\.\d+)?e[-+−]?\d+)|(?P<number>\d+(?:\.\d+)?|[½¼¾])|(?P<word>[A-Za-z][A-Za-z0-9_]*)"
    r"|(?P<low>[₀-₉₊₋₍₎ᵢⱼₖₙₛ]+)|(?P<high>[⁰¹²³⁴-⁹⁺⁻⁽⁾ᵀ]+)|(?P<root>√(?P<under>\d+))|(?P<space>\s+)|(?P<other>:=|.)",
    re.DOTALL,
)
_DERIVATIVE = re.compile(r"∂(?P<of>[^/\s∂]+)/∂(?P<by>[^\s∂)]+)")
_NUMBER = re.compile(r"(?P<digits>[-−]?\d+(?:\.\d+)?)(?:e(?P<exponent>[-+−]?\d+))?")


def symbol_math(symbol: str) -> Math:
    """Return a quantity's symbol: ``∂E/∂W₁`` as a quotient, ``δ₂`` with an index."""
    parts: list[Math] = []
    at = 0
    for match in _DERIVATIVE.finditer(symbol):
        parts += text_parts(symbol[at : match.start()])
        parts.append(Stacked(text_math(f"∂{match['of']}"), text_math(f"∂{match['by']}")))
        at = match.end()
    return joined(*parts, *text_parts(symbol[at:]))


def text_math(text: str) -> Math:
    """Return signs, numbers, names and words as one part."""
    return joined(*text_parts(text))


def number_math(text: str) -> Math:
    """Return a number as `Digits` writes it: with an exponent, as a fraction, or ``nan``."""
    text = text.replace("-", MINUS)
    match = _NUMBER.fullmatch(text)
    if match is None:
        return text_math(text)
    exponent = match["exponent"]
    return Numeral(match["digits"], "" if exponent is None else _whole(exponent))


def raised_math(mark: str) -> Math:
    """Return raised characters, such as ``²`` or the transpose's ``ᵀ``, as what stands in an exponent."""
    return text_math(mark.translate(_RAISED))


def text_parts(text: str) -> tuple[Math, ...]:
    """Return signs, numbers, names and words, one part each; an index belongs to what stands before it."""
    parts: list[Math] = []
    text = unicodedata.normalize("NFC", text)
    for match in _TOKENS.finditer(text):
        match match.lastgroup:
            case "low":
                parts.append(_indexed(parts, low=text_math(match[0].translate(_LOWERED))))
            case "high":
                parts.append(_indexed(parts, high=raised_math(match[0])))
            case "space":
                parts += _space(text, match)
            case _:
                parts.append(_part(match))
    return tuple(parts)


def _indexed(parts: list[Math], *, low: Math | None = None, high: Math | None = None) -> Math:
    """Return what stands last, taken off `parts`, with an index or an exponent."""
    base = parts.pop() if parts else Joined(())
    match base:
        case Scripted(inner, None, above) if low is not None:
            return Scripted(inner, low, above)
        case Scripted(inner, below, None) if high is not None:
            return Scripted(inner, below, high)
    return Scripted(base, low, high)


def _space(text: str, match: re.Match[str]) -> list[Math]:
    """Return a space as what it is: between two names it separates words, and beside a sign it says nothing."""
    if len(match[0]) == len(text):
        return [ThinSpace()]
    before, after = text[: match.start()][-1:], text[match.end() :][:1]
    return [Prose(" ")] if before.isalnum() and after.isalnum() else []


def _part(match: re.Match[str]) -> Math:
    text = match[0]
    match match.lastgroup:
        case "scientific":
            return number_math(text)
        case "number":
            return Numeral(text)
        case "word":
            return Prose(f" {text} ") if text in _PROSE else Letter(text) if len(text) == 1 else Word(text)
        case "root":
            return Rooted(Numeral(match["under"]))
        case _:
            return _character(text)


def _character(character: str) -> Math:
    if character in _LETTERS:
        return Letter(character)
    apart = unicodedata.normalize("NFD", character)
    if len(apart) == 2 and apart[1] in _ACCENTS:
        return Letter(apart[0], apart[1])
    return Letter(character) if character.isalpha() and character != "Σ" else Glyph(character)


def _whole(exponent: str) -> str:
    return str(int(exponent.replace(MINUS, "-"))).replace("-", MINUS)
