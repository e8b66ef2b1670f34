"""The words of Python source by their kind: comments, strings and keywords."""

from __future__ import annotations

import io
import keyword
import tokenize
from collections.abc import Iterator, Sequence

from nnstep.drawing.styled_text import StyledPiece
from nnstep.harmless_text import visible

_TAB = 4


def styled_source(lines: Sequence[str]) -> list[list[StyledPiece]]:
    """Return lines of Python in styles, harmless to show; from where they are no Python on, without styles."""
    plain = [line.expandtabs(_TAB) for line in lines]
    spans: list[list[tuple[int, int, str]]] = [[] for _ in plain]
    for line, begin, end, style in _spans(plain):
        spans[line].append((begin, end, style))
    return [list(_pieces(text, found)) for text, found in zip(plain, spans, strict=True)]


def _pieces(text: str, spans: Sequence[tuple[int, int, str]]) -> Iterator[StyledPiece]:
    at = 0
    for begin, end, style in spans:
        if begin > at:
            yield visible(text[at:begin]), "plain"
        yield visible(text[begin:end]), style
        at = end
    if at < len(text):
        yield visible(text[at:]), "plain"


def _spans(lines: Sequence[str]) -> Iterator[tuple[int, int, int, str]]:
    """Yield line, begin, end and style of each word that has one, in order."""
    source = io.StringIO("".join(f"{line}\n" for line in lines))
    try:
        for token in tokenize.generate_tokens(source.readline):
            style = _style(token)
            (first, begin), (last, end) = token.start, token.end
            for line in range(first, last + 1) if style and first <= len(lines) else ():
                text = lines[line - 1]
                yield line - 1, begin if line == first else 0, end if line == last else len(text), style
    except (tokenize.TokenError, SyntaxError):
        return


def _style(token: tokenize.TokenInfo) -> str:
    if token.type == tokenize.COMMENT:
        return "faint"
    if token.type == tokenize.STRING:
        return "source"
    return "heading" if token.type == tokenize.NAME and keyword.iskeyword(token.string) else ""
