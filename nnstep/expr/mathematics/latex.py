"""A formula in LaTeX. Needs amsmath only; whatever a scenario's own symbol holds is escaped."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import assert_never

from nnstep.expr.array import Array
from nnstep.expr.digits import MINUS
from nnstep.expr.mathematics.math_lines import lines_of
from nnstep.expr.mathematics.math_setting import value_math
from nnstep.expr.mathematics.math_text import symbol_math, text_math
from nnstep.expr.mathematics.math_tree import (
    Blank,
    Equation,
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
from nnstep.expr.walks.pen import Pen

_FUNCTIONS = frozenset({"max", "min", "exp", "ln", "log", "tanh", "sin", "cos", "arctan"})
"""Functions that LaTeX has a command for."""
_SIGNS = {
    "·": r" \cdot ",
    "×": r" \times ",
    "⊙": r"\odot ",
    "∘": r"\circ ",
    "∂": r"\partial ",
    "∇": r"\nabla ",
    "←": r"\leftarrow ",
    "→": r"\to ",
    "≥": r"\ge ",
    "≤": r"\le ",
    "⋯": r"\cdots ",
    "⋮": r"\vdots ",
    "⋱": r"\ddots ",
    "√": r"\surd ",
    "∞": r"\infty ",
    "½": r"\tfrac{1}{2}",
    "¼": r"\tfrac{1}{4}",
    "¾": r"\tfrac{3}{4}",
    "⌊": r"\lfloor ",
    "⌋": r"\rfloor ",
    "Σ": r"\sum ",
    "′": "'",
    "ℓ": r"\ell ",
    MINUS: "-",
    "\\": r"\backslash ",
    ":=": ":=",
    "~": r"\sim ",
    "^": r"\wedge ",
    **{sign: f"\\{sign}" for sign in "$%#&_{}"},
}
_SPACED = frozenset({"+", "-", MINUS, "=", "<", ">", ":=", "≥", "≤", "←", "→", "⊙", "∘"})
_PRIMES = (Glyph("′"), Glyph("'"))
_AS_IT_IS = frozenset("0123456789+-*/=<>(),.:;|![]'? ")
_ACCENTS = {"\u0302": r"\hat", "\u0303": r"\tilde", "\u0304": r"\bar", "\u0307": r"\dot", "\u0308": r"\ddot"}
_LIKE_LATIN = frozenset(
    ("omicron", "alpha", "beta", "epsilon", "zeta", "eta", "iota", "kappa", "mu", "nu", "rho", "tau", "upsilon", "chi")
)
"""Greek letters whose capitals LaTeX has no command for, since they look like Latin ones."""
_BLANK = r"\underline{\hspace{3em}}"


def latex_value(value: Array, pen: Pen) -> str:
    """Return a number or a matrix in LaTeX, cut down to the pen's most rows and columns."""
    return latex(value_math(value, pen))


def latex_symbol(symbol: str) -> str:
    """Return a quantity's symbol in LaTeX: ``∂E/∂W₁`` as a fraction, ``δ₂`` with an index."""
    return latex(symbol_math(symbol))


def latex_text(text: str) -> str:
    """Return signs, numbers, names and words in LaTeX's mathematical mode."""
    return latex(text_math(text))


def latex(math: Math, *, aligned: bool = False) -> str:
    """Return a formula in LaTeX; with `aligned`, the numbers of a matrix are right-aligned, in more code."""
    return _LatexWriter(aligned=aligned).written(math)


def equation_lines(equation: Equation) -> str:
    """Return an equation in LaTeX, each side of it on lines of its own, and numbers in matrices right-aligned."""
    lines = []
    for line in lines_of(equation):
        left = "" if line.left is None else latex(line.left, aligned=True)
        sign = r"\quad" if line.sign is None else latex(Glyph(line.sign))
        lines.append(f"{left} &{sign} {latex(line.right, aligned=True)}")
    separator = " \\\\[4pt]\n"
    return rf"\begin{{aligned}}{chr(10)}{separator.join(lines)}{chr(10)}\end{{aligned}}"


class _LatexWriter:
    """Writes parts of formulas."""

    def __init__(self, *, aligned: bool) -> None:
        self._aligned = aligned

    def written(self, math: Math) -> str:
        """Return a part."""
        match math:
            case Letter(character, accent):
                letter = _letter(character)
                return rf"{_ACCENTS[accent]}{{{letter}}}" if accent else letter
            case Word(text):
                return _word(text)
            case Prose(text):
                return rf"\text{{{_plain(text)}}}"
            case Numeral(digits, exponent):
                mantissa = "".join(map(_sign, digits))
                return rf"{mantissa} \cdot 10^{{{exponent.replace(MINUS, '-')}}}" if exponent else mantissa
            case Glyph(character):
                return _sign(character)
            case ThinSpace():
                return " "
            case Blank():
                return _BLANK
            case Joined(parts):
                return "".join(self._part(parts, number) for number in range(len(parts))).strip()
            case Scripted(base, low, high):
                lowered = "" if low is None else f"_{{{self.written(low).strip()}}}"
                raised = "" if high is None else f"^{{{self.written(high).strip()}}}"
                return f"{self._base(base)}{lowered}{raised}"
            case Stacked(above, below):
                return rf"\frac{{{self.written(above)}}}{{{self.written(below)}}}"
            case Rooted(inside):
                return rf"\sqrt{{{self.written(inside)}}}"
            case Fenced(inside):
                return rf"\left({self.written(inside)}\right)"
            case Matrix(rows):
                return self._grid(
                    [" & ".join(self.written(cell).strip() for cell in row) for row in rows], len(rows[0])
                )
            case _:
                assert_never(math)

    def _part(self, parts: Sequence[Math], number: int) -> str:
        code = self.written(parts[number])
        match parts[number]:
            case Glyph(character) if character in _SPACED and not stands_before(parts, number):
                return f" {code.strip()} "
            case Glyph("′" | "'") if number and isinstance(parts[number - 1], Scripted | Glyph):
                return "{}" + code  # a prime is an exponent, and nothing has two
            case ThinSpace() if any(_is_word(part) for part in parts[max(0, number - 1) : number + 2]):
                return r" \, "
        return code

    def _base(self, base: Math) -> str:
        """Return what an index or an exponent stands at, in braces where it has its own, or is of many parts."""
        code = self.written(base)
        plain = isinstance(base, Letter | Word | Numeral | Glyph) and base not in _PRIMES
        # TeX takes braces off that hold nothing but an accented letter, and its exponent would be a second one.
        accented = isinstance(base, Scripted) and isinstance(base.base, Letter) and base.base.accent
        return code if plain else f"{{{'{}' if accented else ''}{code}}}"

    def _grid(self, rows: list[str], columns: int) -> str:
        lines = r" \\ ".join(rows)
        if not self._aligned:
            return rf"\begin{{bmatrix}} {lines} \end{{bmatrix}}"
        return rf"\left[\begin{{array}}{{{'r' * columns}}} {lines} \end{{array}}\right]"


def _is_word(math: Math) -> bool:
    return isinstance(math.base if isinstance(math, Scripted) else math, Word)


def _word(word: str) -> str:
    return f"\\{word} " if word in _FUNCTIONS else rf"\mathrm{{{_plain(word)}}}"


def _plain(text: str) -> str:
    return text.replace("_", r"\_")


def _letter(character: str) -> str:
    if character.isascii():
        return character
    return _SIGNS.get(character) or _greek(character) or rf"\text{{{character}}}"


def _sign(character: str) -> str:
    if character in _SIGNS:
        return _SIGNS[character]
    return character if character in _AS_IT_IS else rf"\text{{{character}}}"


def _greek(character: str) -> str:
    """Return a Greek letter's command, or nothing for another character."""
    words = unicodedata.name(character, "").split()
    if len(words) != 4 or words[0] != "GREEK" or words[2] != "LETTER":
        return ""
    name = {"LAMDA": "lambda"}.get(words[3], words[3].lower())
    if words[1] == "SMALL":
        return "o" if name == "omicron" else f"\\{name} "
    return rf"\mathrm{{{unicodedata.name(character)[21:22]}}}" if name in _LIKE_LATIN else f"\\{name.capitalize()} "
