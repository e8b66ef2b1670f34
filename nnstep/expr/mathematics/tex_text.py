"""Texts in LaTeX: every sign that means something to TeX escaped, and nothing left that a TeX can't read."""

from __future__ import annotations

import unicodedata

from nnstep.expr.mathematics.latex import latex_text
from nnstep.harmless_text import visible

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    **{sign: f"\\{sign}" for sign in "$%#&_{}"},
}
_ACCENTS = {
    "\u0300": r"\`",
    "\u0301": r"\'",
    "\u0302": r"\^",
    "\u0303": r"\~",
    "\u0304": r"\=",
    "\u0306": r"\u",
    "\u0307": r"\.",
    "\u0308": r"\"",
    "\u030a": r"\r",
    "\u030b": r"\H",
    "\u030c": r"\v",
    "\u0327": r"\c",
    "\u0328": r"\k",
}
_LETTERS = {
    "ß": r"\ss{}",
    "æ": r"\ae{}",
    "Æ": r"\AE{}",
    "œ": r"\oe{}",
    "Œ": r"\OE{}",
    "ø": r"\o{}",
    "Ø": r"\O{}",
    "ł": r"\l{}",
    "Ł": r"\L{}",
    "ı": r"\i{}",
    "–": "--",
    "—": "---",
    "‘": "`",
    "’": "'",
    "“": "``",
    "”": "''",
    "…": r"\ldots{}",
    "•": r"\textbullet{}",
    "§": r"\S{}",
    "©": r"\copyright{}",
    "°": r"\textdegree{}",
    "▶": r"$\triangleright$",
    "◀": r"$\triangleleft$",
}

SIGN_COMMAND = r"""% A character: where neither the font nor TeX has it, its number.
\providecommand{\nnstepsign}[1]{\ifdefined\Umathchar
  \iffontchar\font"#1\relax\char"#1\relax\else\texttt{U+#1}\fi\else\texttt{U+#1}\fi}
"""
r"""The definition of ``\nnstepsign``, which a document with such texts needs."""


def tex_text(text: str) -> str:
    """Return any text on one line as LaTeX shows it."""
    return "".join(map(_character, unicodedata.normalize("NFC", visible(" ".join(text.split())))))


def plain_ascii(code: str) -> str:
    r"""Return LaTeX code in which each other character has become a command: an accent, or ``\nnstepsign``."""
    return code if code.isascii() else "".join(char if char.isascii() else _other(char) for char in code)


def _character(character: str) -> str:
    if character.isascii():
        return _SPECIAL.get(character, character)
    return _other(character)


def _other(character: str) -> str:
    if character in _LETTERS:
        return _LETTERS[character]
    apart = unicodedata.normalize("NFD", character)
    if len(apart) == 2 and apart[0].isascii() and apart[1] in _ACCENTS:
        return f"{_ACCENTS[apart[1]]}{{{apart[0]}}}"
    in_mathematics = latex_text(character)
    return rf"\ensuremath{{{in_mathematics}}}" if in_mathematics.isascii() else rf"\nnstepsign{{{ord(character):X}}}"
