"""A formula in LaTeX: the setting of its parts, and symbols, signs and numbers translated character by character.

Needs amsmath only. Whatever a scenario's own symbol holds is escaped.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from nnstep.expr.array import Array
from nnstep.expr.digits import MINUS
from nnstep.expr.tree import Expr
from nnstep.expr.walks.pen import Pen
from nnstep.expr.walks.setter import Setter

_OPERATORS = frozenset({"max", "min", "exp", "ln", "log", "tanh", "sin", "cos", "arctan"})
"""Functions that LaTeX has a command for."""
_LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉₊₋₍₎ᵢⱼₖₙₛ", "0123456789+-()ijkns")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ᵀ", "0123456789+-()T")
_SIGNS = {
    "·": r" \cdot ",
    "⊙": r"\odot",
    "∘": r"\circ",
    "∂": r"\partial ",
    "∇": r"\nabla ",
    "←": r"\leftarrow",
    "→": r"\to",
    "≥": r"\ge",
    "≤": r"\le",
    "⋯": r"\cdots",
    "⋮": r"\vdots",
    "⋱": r"\ddots",
    "√": r"\surd",
    "∞": r"\infty",
    "½": r"\tfrac{1}{2}",
    "¼": r"\tfrac{1}{4}",
    "¾": r"\tfrac{3}{4}",
    "⌊": r"\lfloor ",
    "⌋": r"\rfloor",
    "Σ": r"\sum ",
    "′": "'",
    "ℓ": r"\ell ",
    MINUS: "-",
    "\\": r"\backslash ",
    "~": r"\sim ",
    "^": r"\wedge ",
    **{sign: f"\\{sign}" for sign in "$%#&_{}"},
}
_AS_IT_IS = frozenset("0123456789+-*/=<>(),.:;|![]'? ")
_ACCENTS = {"\u0302": r"\hat", "\u0303": r"\tilde", "\u0304": r"\bar", "\u0307": r"\dot", "\u0308": r"\ddot"}
_LIKE_LATIN = frozenset(
    ("omicron", "alpha", "beta", "epsilon", "zeta", "eta", "iota", "kappa", "mu", "nu", "rho", "tau", "upsilon", "chi")
)
"""Greek letters whose capitals LaTeX has no command for, since they look like Latin ones."""
_TOKENS = re.compile(
    r"(?P<number>\d+(?:\.\d+)?e[-+−]?\d+)|(?P<word>[A-Za-z][A-Za-z0-9_]*)|(?P<low>[₀-₉₊₋₍₎ᵢⱼₖₙₛ]+)"
    r"|(?P<high>[⁰¹²³⁴-⁹⁺⁻⁽⁾ᵀ]+)|(?P<root>√(?P<under>\d+))|(?P<other>.)",
    re.DOTALL,
)
_DERIVATIVE = re.compile(r"∂(?P<of>[^/\s∂]+)/∂(?P<by>[^\s∂)]+)")


def latex_formula(expr: Expr, pen: Pen) -> str:
    """Return `expr` in LaTeX: in symbols or, with `pen.values`, with numbers and matrices written out."""
    return Setter(pen, LatexSetting()).formula(expr).code


def latex_value(value: Array, pen: Pen) -> str:
    """Return a number or a matrix in LaTeX, cut down to the pen's most rows and columns."""
    return Setter(pen, LatexSetting()).value(value).code


def latex_symbol(symbol: str) -> str:
    """Return a quantity's symbol in LaTeX: ``∂E/∂W₁`` as a fraction, ``δ₂`` with an index."""
    parts, at = [], 0
    for match in _DERIVATIVE.finditer(symbol):
        above, below = latex_text(f"∂{match['of']}"), latex_text(f"∂{match['by']}")
        parts += [latex_text(symbol[at : match.start()]), rf"\frac{{{above}}}{{{below}}}"]
        at = match.end()
    return "".join([*parts, latex_text(symbol[at:])])


def latex_text(text: str) -> str:
    """Return signs, numbers, names and words in LaTeX's mathematical mode."""
    return "".join(map(_token, _TOKENS.finditer(unicodedata.normalize("NFC", text))))


def _token(match: re.Match[str]) -> str:
    text = match[0]
    match match.lastgroup:
        case "number":
            mantissa, exponent = text.replace(MINUS, "-").split("e")
            return rf"{mantissa} \cdot 10^{{{int(exponent)}}}"
        case "word":
            return _word(text)
        case "low":
            return f"_{{{text.translate(_LOWERED)}}}"
        case "high":
            return f"^{{{text.translate(_RAISED)}}}"
        case "root":
            return rf"\sqrt{{{match['under']}}}"
        case _:
            return _character(text)


def _word(word: str) -> str:
    if word in _OPERATORS:
        return f"\\{word} "
    if word in ("if", "else"):
        return rf"\text{{ {word} }}"
    if len(word) == 1:
        return word
    return rf"\mathrm{{{word.replace('_', chr(92) + '_')}}}"


def _character(character: str) -> str:
    if character in _SIGNS:
        return _SIGNS[character]
    if character in _AS_IT_IS:
        return character
    return _greek(character) or _accented(character) or rf"\text{{{character}}}"


def _greek(character: str) -> str:
    """Return a Greek letter's command, or nothing for another character."""
    words = unicodedata.name(character, "").split()
    if len(words) != 4 or words[0] != "GREEK" or words[2] != "LETTER":
        return ""
    name = {"LAMDA": "lambda"}.get(words[3], words[3].lower())
    if words[1] == "SMALL":
        return "o" if name == "omicron" else f"\\{name} "
    return rf"\mathrm{{{unicodedata.name(character)[21:22]}}}" if name in _LIKE_LATIN else f"\\{name.capitalize()} "


def _accented(character: str) -> str:
    """Return a letter with an accent such as ŷ, or nothing for another character."""
    apart = unicodedata.normalize("NFD", character)
    if len(apart) != 2 or apart[1] not in _ACCENTS:
        return ""
    return rf"{_ACCENTS[apart[1]]}{{{apart[0]}}}"


@dataclass(frozen=True, slots=True)
class LatexPart:
    """A part of a formula in LaTeX."""

    code: str
    within: str | None = None
    """What stands in its brackets, if it is a part in brackets."""


class LatexSetting:
    """LaTeX: quotients with a bar, brackets as tall as what they hold."""

    stacks = True

    def text(self, content: str) -> LatexPart:
        """Return words and signs; what follows a lone ^ is raised, what follows a lone √ stands under it."""
        return LatexPart(content if content in ("^", "√") or content.endswith("e^") else latex_text(content))

    def symbol(self, content: str) -> LatexPart:
        """Return a symbol."""
        return LatexPart(latex_symbol(content))

    def beside(self, *parts: LatexPart) -> LatexPart:
        """Return the parts side by side."""
        code = ""
        for part in parts:
            inner = part.code if part.within is None else part.within
            if code.endswith("^"):
                base = code[:-1]
                code = f"{base}^{{{inner}}}" if base.endswith("e") else f"{{{base}}}^{{{inner}}}"
            elif code.endswith("√"):
                code = rf"{code[:-1]}\sqrt{{{inner}}}"
            else:
                code += part.code
        return LatexPart(code)

    def bracketed(self, part: LatexPart) -> LatexPart:
        """Return the part in brackets."""
        return LatexPart(rf"\left({part.code}\right)", part.code)

    def raised(self, part: LatexPart, mark: str) -> LatexPart:
        """Return the part with an exponent."""
        return LatexPart(f"{{{part.code}}}^{{{mark.translate(_RAISED)}}}")

    def quotient(self, above: LatexPart, below: LatexPart) -> LatexPart:
        """Return a fraction."""
        return LatexPart(rf"\frac{{{above.code}}}{{{below.code}}}")

    def matrix(self, cells: list[list[str]]) -> LatexPart:
        """Return a matrix in square brackets."""
        rows = r" \\ ".join(" & ".join(latex_text(cell.strip()) for cell in row) for row in cells)
        return LatexPart(rf"\begin{{bmatrix}} {rows} \end{{bmatrix}}")
