"""Text of strangers in documents: in Markdown and in HTML it shows as it is, and is no markup."""

from __future__ import annotations

import re
from html import escape

from nnstep.harmless_text import visible

_MARKS = re.compile(r"([\\`*_{}\[\]#|~$^@]|:(?=/)|(?<=www)\.)")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_AT_THE_START = re.compile(r"^(\d{1,9}(?=[.)])|[-+=](?=\s|$|[-=]))")


def markdown_text(text: str) -> str:
    """Return any text on one line, such that it shows as it is: no mark, no link, no element of HTML, no formula."""
    return markdown_piece(" ".join(text.split()))


def markdown_piece(text: str) -> str:
    """Return a part of a line as `markdown_text` does, its blanks kept."""
    return "".join(_ENTITIES.get(character, character) for character in _MARKS.sub(r"\\\1", visible(text)))


def markdown_paragraph(text: str) -> str:
    """Return any text as a paragraph, which is no list, whatever it begins with."""
    return beginning_escaped(markdown_text(text))


def beginning_escaped(line: str) -> str:
    """Return a line of Markdown that begins no list and no heading."""
    return _AT_THE_START.sub(lambda match: f"{match[1]}\\" if match[1].isdigit() else f"\\{match[1]}", line)


def html_text(text: str) -> str:
    """Return a text so that HTML shows just its characters, in an attribute too."""
    return escape(visible(text))


def html_lines(text: str) -> str:
    """Return lines of text as `html_text` does each."""
    return "\n".join(map(html_text, text.split("\n")))
