"""Styled lines as rich shows them, and as a notebook does."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from nnstep.grading.reports.report_rows import RowStyle, StyledText

_MARKUP: dict[RowStyle, str] = {
    "faint": "dim",
    "strong": "bold",
    "right": "green",
    "follows": "yellow",
    "doubt": "yellow",
    "off": "bold red",
}
_CSS: dict[RowStyle, str] = {
    "faint": "opacity: 0.65",
    "strong": "font-weight: bold",
    "right": "color: #1a7f37",
    "follows": "color: #9a6700",
    "doubt": "color: #9a6700",
    "off": "color: #cf222e; font-weight: bold",
}
_TAG = re.compile(r"(\\*)(\[[a-zA-Z#/@][^[]*?\])")
"""What rich takes for markup."""


def rich_of(lines: Iterable[Iterable[StyledText]]) -> str:
    """Return lines in the markup of rich, which shows it when an object returns it."""
    return "\n".join("".join(_marked(text, style) for text, style in line) for line in lines)


def _marked(text: str, style: RowStyle) -> str:
    text = _TAG.sub(r"\1\1\\\2", text)
    if text.endswith("\\") and not text.endswith("\\\\"):
        text += "\\"
    return f"[{_MARKUP[style]}]{text}[/]" if style in _MARKUP and text.strip() else text


def html_of(lines: Iterable[Iterable[StyledText]]) -> str:
    """Return lines as HTML."""
    text = "\n".join("".join(_spanned(text, style) for text, style in line) for line in lines)
    return f"<pre style='line-height: 1.25'>{text}</pre>"


def _spanned(text: str, style: RowStyle) -> str:
    inner = escape(text)
    return f"<span style='{_CSS[style]}'>{inner}</span>" if style in _CSS and text.strip() else inner
