"""Pages as Markdown; a text of strangers in them is text, and no markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import assert_never
from urllib.parse import quote

from nnstep.classroom.feedback.page import (
    CodeText,
    Emphasis,
    FileLink,
    Items,
    Page,
    PageBlock,
    PageLine,
    PageTable,
    Piece,
    Section,
    Sentences,
)
from nnstep.harmless_text import visible

_MARKUP = re.compile(r"[\\`*_{}\[\]#|~$]")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_LINK = re.compile(r"(?i)(?<=http)(?=s?://)|(?<=www)(?=\.)")
_BEGINNING = re.compile(r"^(\s*)([-+=]|\d+(?=[.)]))")


def markdown_page(page: Page) -> str:
    """Return a page as Markdown, with a blank line between its blocks."""
    return "\n\n".join("\n".join(_lines(block)) for block in page) + "\n"


def markdown_text(text: str) -> str:
    """Return a text so that Markdown shows just its characters."""
    plain = _MARKUP.sub(lambda match: "\\" + match[0], visible(text))
    plain = re.sub("[&<>]", lambda match: _ENTITIES[match[0]], plain)
    return _LINK.sub("<!-- -->", plain)  # else it becomes a link by itself


def _lines(block: PageBlock) -> Iterator[str]:
    match block:
        case Section(line, level):
            yield f"{'#' * level} {_line(line)}"
        case Sentences(line):
            yield _BEGINNING.sub(_escaped, _line(line))
        case Items(lines):
            for line in lines:
                yield f"- {_BEGINNING.sub(_escaped, _line(line))}"
        case PageTable(head, rows, numeric):
            yield _row([markdown_text(cell) for cell in head])
            yield _row(["---:" if number in numeric else "---" for number in range(len(head))])
            for row in rows:
                yield _row([_line(cell) for cell in row])
        case _:
            assert_never(block)


def _escaped(match: re.Match[str]) -> str:
    return f"{match[1]}{match[2]}\\" if match[2].isdigit() else f"{match[1]}\\{match[2]}"


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _line(line: PageLine) -> str:
    return "".join(map(_piece, line))


def _piece(piece: Piece) -> str:
    match piece:
        case str():
            return markdown_text(piece)
        case Emphasis(text):
            return f"**{markdown_text(text)}**" if text.strip() else markdown_text(text)
        case CodeText(text):
            return _code(visible(text))
        case FileLink(text, file):
            return f"[{markdown_text(text)}]({quote(file)})"
        case _:
            assert_never(piece)


def _code(text: str) -> str:
    """Return a text as code; with a backtick or a bar in it as text, since a table ends a cell at any bar."""
    return markdown_text(text) if set(text) & set("`|\\") or not text.strip() else f"`{text}`"
