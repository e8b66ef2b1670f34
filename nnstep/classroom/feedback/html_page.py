"""Pages as HTML: one file without a script, which asks no other computer for anything."""

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
from nnstep.outputs.document_text import html_text
from nnstep.outputs.web_page import web_page

_STYLE = """
:root { color-scheme: light dark; }
body { max-width: 46rem; margin: 0 auto; padding: 1.5rem; font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; line-height: 1.25; }
h2 { font-size: 1.2rem; margin-top: 2rem; }
h3 { font-size: 1rem; margin: 1.5rem 0 0.25rem; }
h1, h2, h3, li, p { overflow-wrap: anywhere; }
p, ul { margin: 0.25rem 0 0.75rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; }
th, td { padding: 0.25rem 0.75rem 0.25rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid #8886; }
th.number, td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
code, pre { font-family: ui-monospace, monospace; }
pre { overflow-x: auto; }
@media print { body { max-width: none; padding: 0; } h2, h3 { break-after: avoid; } tr, li { break-inside: avoid; } }
"""
_ALLOWED = "style-src 'unsafe-inline'"


def html_page(page: Page) -> str:
    """Return a page as an HTML document; its title is its first heading."""
    title = next((_plain(block.line) for block in page if isinstance(block, Section)), "")
    return web_page(title, f"<main>\n{html_fragment(page)}</main>\n", _STYLE, _ALLOWED)


def html_fragment(page: Page) -> str:
    """Return a page as HTML that can be put into another document."""
    return "".join(f"{line}\n" for block in page for line in _lines(block))


def _lines(block: PageBlock) -> Iterator[str]:
    match block:
        case Section(line, level):
            yield f"<h{level}>{_line(line)}</h{level}>"
        case Sentences(line):
            yield f"<p>{_line(line)}</p>"
        case Items(lines):
            yield "<ul>"
            for line in lines:
                yield f"<li>{_line(line)}</li>"
            yield "</ul>"
        case PageTable(head, rows, numeric):
            yield '<div class="scroll"><table>'
            cells = (f"<th{_side(number, numeric)}>{html_text(cell)}</th>" for number, cell in enumerate(head))
            yield f"<thead><tr>{''.join(cells)}</tr></thead>"
            yield "<tbody>"
            for row in rows:
                cells = (f"<td{_side(number, numeric)}>{_line(cell)}</td>" for number, cell in enumerate(row))
                yield f"<tr>{''.join(cells)}</tr>"
            yield "</tbody></table></div>"
        case Preformatted(lines):
            yield f"<pre>{chr(10).join(map(html_text, lines))}</pre>"
        case _:
            assert_never(block)


def _side(number: int, numeric: frozenset[int]) -> str:
    return ' class="number"' if number in numeric else ""


def _line(line: PageLine) -> str:
    return "".join(map(_piece, line))


def _piece(piece: Piece) -> str:
    match piece:
        case str():
            return html_text(piece)
        case Emphasis(text):
            return f"<strong>{html_text(text)}</strong>"
        case CodeText(text):
            return f"<code>{html_text(text)}</code>"
        case FileLink(text, file):
            return f'<a href="{html_text(quote(file))}">{html_text(text)}</a>'
        case _:
            assert_never(piece)


def _plain(line: PageLine) -> str:
    return "".join(piece if isinstance(piece, str) else piece.text for piece in line)
