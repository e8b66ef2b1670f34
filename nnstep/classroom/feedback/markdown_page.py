"""Pages as Markdown; a text of strangers in them is text, and no markup."""

from __future__ import annotations

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
    Preformatted,
    Section,
    Sentences,
)
from nnstep.harmless_text import visible
from nnstep.outputs.document_text import beginning_escaped, markdown_piece


def markdown_page(page: Page) -> str:
    """Return a page as Markdown, with a blank line between its blocks."""
    return "\n\n".join("\n".join(_lines(block)) for block in page) + "\n"


def _lines(block: PageBlock) -> Iterator[str]:
    match block:
        case Section(line, level):
            yield f"{'#' * level} {_line(line)}"
        case Sentences(line):
            yield beginning_escaped(_line(line))
        case Items(lines):
            for line in lines:
                yield f"- {beginning_escaped(_line(line))}"
        case PageTable(head, rows, numeric):
            yield _row([markdown_piece(cell) for cell in head])
            yield _row(["---:" if number in numeric else "---" for number in range(len(head))])
            for row in rows:
                yield _row([_line(cell) for cell in row])
        case Preformatted(lines):
            # No sign of a text ends such a block, as it may end one between fences.
            yield from (f"    {visible(line)}".rstrip() for line in lines)
        case _:
            assert_never(block)


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _line(line: PageLine) -> str:
    return "".join(map(_piece, line))


def _piece(piece: Piece) -> str:
    match piece:
        case str():
            return markdown_piece(piece)
        case Emphasis(text):
            return f"**{markdown_piece(text)}**" if text.strip() else markdown_piece(text)
        case CodeText(text):
            return _code(visible(text))
        case FileLink(text, file):
            return f"[{markdown_piece(text)}]({quote(file)})"
        case _:
            assert_never(piece)


def _code(text: str) -> str:
    """Return a text as code; with a backtick or a bar in it as text, since a table ends a cell at any bar."""
    return markdown_piece(text) if set(text) & set("`|\\") or not text.strip() else f"`{text}`"
