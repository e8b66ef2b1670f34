"""The signs of an expression's text, one by one, in an order that makes sense; and the error that shows a place in it.

What passes is short and plain enough to be handed to Python's parser. Knows text only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NoReturn

from nnstep.errors import ExpressionError, Lines
from nnstep.expr.parsing import unsupported as refused
from nnstep.harmless_text import visible
from nnstep.limits import EXPRESSION_DEPTH

MAX_DEPTH = EXPRESSION_DEPTH.default
ANYTHING = "names, numbers, + - * / @ **, round brackets, .T and functions such as exp(x)"
VALUE = "a name, a number, a function or an opening bracket"
_SHOWN = 76
"""So many characters of a long text are shown around the place."""

_TOKEN = re.compile(
    r"(?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)|(?P<name>np\.\w+|[A-Za-z_]\w*)"
    r"|(?P<transpose>\. *T\b)|(?P<sign>\*\*|[-+*/@(),])|(?P<space> +)",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class SourceLine:
    """The text that is read, from column `start` on."""

    text: str
    origin: str
    start: int = 0

    def fail(self, column: int, found: str, expected: str, hint: str = "") -> NoReturn:
        """Raise the error that shows the place at `column`."""
        summary = visible(f"{self.origin}: {found}" if self.origin else found)
        begin = max(0, column - _SHOWN // 2) if len(self.text) > _SHOWN else 0
        before, after = visible(self.text[begin:column]), visible(self.text[column : begin + _SHOWN])
        opening = "…" if begin else ""
        closing = "…" if len(self.text) > begin + _SHOWN else ""
        # What stands before the place was read already, so each of its characters is one cell wide.
        picture = f"  {opening}{before}{after}{closing}\n  {' ' * len(opening + before)}^"
        message = Lines(f"{summary}\n{picture}\nexpected {visible(expected)}")
        raise ExpressionError(message, hint, summary=summary, column=column)

    def too_deep(self, column: int) -> NoReturn:
        """Raise the error for what stands inside too many operations or brackets."""
        hint = "put brackets around the halves of a long sum, or split it into several lines"
        self.fail(column, "too many operations inside one another", f"at most {MAX_DEPTH}", hint)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    column: int

    @property
    def begins(self) -> bool:
        """Whether a value begins with it."""
        return self.kind in ("number", "name") or self.text == "("

    @property
    def ends(self) -> bool:
        """Whether a value may end with it."""
        return self.kind in ("number", "name", "transpose") or self.text == ")"


def check(line: SourceLine) -> None:
    """Raise ExpressionError unless the text from the line's start on is signs of the language in a sensible order."""
    tokens = list(_tokens(line))
    if not tokens:
        line.fail(line.start, "nothing to read here", VALUE)
    for previous, token in zip([None, *tokens], tokens, strict=False):
        _check_pair(line, previous, token)
    if not tokens[-1].ends:
        line.fail(tokens[-1].column, f"nothing comes after {tokens[-1].text}", f"{VALUE} after it")
    _check_brackets(line, tokens)


def _tokens(line: SourceLine) -> Iterator[_Token]:
    column = line.start
    while column < len(line.text):
        match, reason = _TOKEN.match(line.text, column), refused.at(line.text, column)
        if reason is None and match is not None and match.lastgroup == "name":
            reason = refused.word(match[0])
        if reason or match is None:
            reason = reason or refused.character(line.text[column])
            line.fail(column, f"found {reason.found}", ANYTHING, reason.hint)
        if match.lastgroup != "space":
            yield _Token(match.lastgroup or "", match[0], column)
        column = match.end()


def _check_pair(line: SourceLine, previous: _Token | None, token: _Token) -> None:
    """Refuse two values without a sign between them, and a sign without the values it needs."""
    if previous is not None and previous.ends and token.begins:
        if previous.kind == "name" and token.text == "(":
            return
        before, after = previous.text.replace(")", "(...)"), token.text.replace("(", "(...)")
        hint = f"write {before}*{after}"
        line.fail(token.column, f"no sign between {previous.text} and {token.text}", "a sign such as *", hint)
    needs_value = token.kind == "transpose" or token.text in ("*", "/", "@", "**", ",", ")")
    if needs_value and (previous is None or not previous.ends):
        after = f" after {previous.text}" if previous else ""
        line.fail(token.column, f"found {token.text}{after}", VALUE)


def _check_brackets(line: SourceLine, tokens: Sequence[_Token]) -> None:
    """Refuse brackets that don't match or stand too deep, and a comma outside of a function's brackets."""
    opened: list[tuple[_Token, bool]] = []
    for previous, token in zip([None, *tokens], tokens, strict=False):
        match token.text:
            case "(":
                opened.append((token, previous is not None and previous.kind == "name"))
            case ")" if not opened:
                line.fail(token.column, "this bracket was never opened", "as many ( as )")
            case ")":
                opened.pop()
            case "," if not opened or not opened[-1][1]:
                line.fail(token.column, "found a comma", "one only between a function's values", "write 0.5, not 0,5")
        if len(opened) > MAX_DEPTH:
            line.too_deep(token.column)
    if opened:
        line.fail(opened[-1][0].column, "this bracket is never closed", "as many ( as )")
