"""Styled lines as rich shows them, and as a notebook does."""

from __future__ import annotations

import re
from collections.abc import Iterable

from nnstep.grading.reports.html_report import CSS
from nnstep.grading.reports.report_rows import RowStyle, StyledText
from nnstep.harmless_text import visible
from nnstep.outputs.document_text import html_text

_MARKUP: dict[RowStyle, str] = {
    "faint": "dim",
    "strong": "bold",
    "right": "green",
    "follows": "yellow",
    "doubt": "yellow",
    "off": "bold red",
}
_TAG = re.compile(r"(?<!\\)(\\*+)(\[[a-zA-Z#/@][^[]*?\])")
"""What rich takes for markup."""


def rich_of(lines: Iterable[Iterable[StyledText]]) -> str:
    """Return lines in the markup of rich, which shows it when an object returns it."""
    return "\n".join("".join(_marked(text, style) for text, style in line) for line in lines)


def _marked(text: str, style: RowStyle) -> str:
    text = rich_text(text)
    return f"[{_MARKUP[style]}]{text}[/]" if style in _MARKUP and text.strip() else text


def rich_text(text: str) -> str:
    """Return a text that rich shows as it is."""
    text = _TAG.sub(r"\1\1\\\2", visible(text))
    return f"{text}\\" if text.endswith("\\") and not text.endswith("\\\\") else text


def html_of(lines: Iterable[Iterable[StyledText]]) -> str:
    """Return lines as HTML."""
    text = "\n".join("".join(_spanned(text, style) for text, style in line) for line in lines)
    return f"<pre style='line-height: 1.25'>{text}</pre>"


def _spanned(text: str, style: RowStyle) -> str:
    inner = html_text(text)
    return f"<span style='{CSS[style]}'>{inner}</span>" if style in CSS and text.strip() else inner
