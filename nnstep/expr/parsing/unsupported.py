"""What the expression language leaves out of Python and of paper, each by its name and with what to write instead.

Knows text only.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from keyword import iskeyword

from nnstep.harmless_text import visible


@dataclass(frozen=True, slots=True)
class Refused:
    """One thing that is not allowed."""

    found: str
    hint: str = ""


_SIGNS = tuple(
    (re.compile(pattern, re.ASCII), Refused(*reason))
    for pattern, *reason in (
        (r"""(?:[rR]?[fF]|[fF][rR])['"]""", "an f-string"),
        (r"""[bBrRuU]{0,2}['"]""", "a text in quotes"),
        (r":=", "an assignment inside an expression (:=)"),
        (r"(?:\*\*|//|[-+*/@%&|^])=", "an assignment with an operation ({})"),
        (r"[=!<>]=|<>|[<>](?![<>])", "a comparison ({})"),
        (r"=", "an equals sign (=)", "leave out what stands left of it; where a condition is asked for, == compares"),
        (r"//", "a whole-number division (//)", "write /"),
        (r"\^", "^", "write ** for a power: x**2"),
        (r"%", "a remainder or percent sign (%)", "write 0.05 for 5%"),
        (r"<<|>>|[&|~]", "an operation on bits ({})"),
        (r"[\[\]]", "square brackets (an index, a list or a comprehension)", "for grouping, write ( and )"),
        (r"[{}]", "curly brackets", "for grouping, write ( and )"),
        (r":", "a colon"),
        (r";", "a semicolon", "one expression only"),
        (r"#", "a comment (#)"),
        (r"!", "!", "a factorial must be written out"),
        (r"[\r\n]", "a line break", "write it on one line"),
        (r"\.(?!\d| *T\b) *\w*", "an attribute ({})", "nothing inside a value can be reached; only .T, the transpose"),
    )
)

_WORDS = {
    "lambda": "a function definition (lambda)",
    "def": "a function definition (def)",
    "import": "an import",
    "from": "an import",
    "for": "a comprehension (for)",
    "if": "a choice (if)",
    "else": "a choice (else)",
    "in": "a comparison (in)",
    "is": "a comparison (is)",
    **{word: f"a logical {word}" for word in ("and", "or", "not")},
}

_PAPER = dict.fromkeys("−–", "-") | dict.fromkeys("·×⋅∗⊙", "*")
_PAPER |= {"÷": "/", "²": "**2", "³": "**3", "½": "1/2", "√": "sqrt(x)", "σ": "sigmoid(x)"}
_PAPER |= {"ᵀ": ".T", "π": "3.141592653589793"}

FOREIGN = {
    "log": "write ln(x), or ln(x)/ln(10) for the logarithm to base 10",
    "log10": "write ln(x)/ln(10)",
    "log2": "write ln(x)/ln(2)",
    "pow": "write x**y",
    "min": "write -max(-x, -y)",
    "tan": "write sin(x)/cos(x)",
    "e": "write exp(x) for a power of e, exp(1) for e itself",
    "pi": "write 3.141592653589793",
}
"""Names that other languages have, and what to write here."""


def at(text: str, column: int) -> Refused | None:
    """Return what is refused at `column` of `text`, unless a sign of the language may stand there."""
    for pattern, reason in _SIGNS:
        if match := pattern.match(text, column):
            return Refused(reason.found.replace("{}", match[0]), reason.hint)
    return None


def word(text: str) -> Refused | None:
    """Return why `text` can't be a name, or None where it can."""
    if iskeyword(text):
        return Refused(_WORDS.get(text, f"Python's word {text}"))
    return Refused(f"one of Python's inner names ({text})") if text.startswith("__") else None


def character(text: str) -> Refused:
    """Return what to say of a character that is no part of the language."""
    if text.isascii():
        return Refused(f"the character {visible(text)}")
    name = unicodedata.name(text, "without a name").lower()
    plain = _PAPER.get(text)
    return Refused(f"the character {visible(text)} ({name})", f"write {plain}" if plain else "write it in plain ASCII")
