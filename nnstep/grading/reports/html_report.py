"""The report on one sheet as a part of a page, for notebooks: the same rows as in text, in a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from typing import assert_never

from nnstep.grading.reports.report_rows import STYLES, GroupRow, NoteRow, NumberRow, Row, RowStyle, TextRow
from nnstep.grading.reports.text_report import result_rows
from nnstep.grading.result import GradingResult
from nnstep.harmless_text import visible

CSS: dict[RowStyle, str] = {
    "faint": "opacity: 0.65",
    "strong": "font-weight: bold",
    "right": "color: #1a7f37",
    "follows": "color: #9a6700",
    "doubt": "color: #9a6700",
    "off": "color: #cf222e; font-weight: bold",
}
"""How a page shows each style: with a contrast of 3:1 at least on light and on dark grounds."""
_ROW = '<tr style="background: none">'
"""Pages of notebooks shade every other row."""
_CELL = "text-align: left; vertical-align: top; padding: 0.15em 0.6em 0.15em 0; border: none; background: none"


def result_html(result: GradingResult) -> str:
    """Return the report as HTML without any style sheet or script; every text in it is escaped."""
    rows = "".join(_row(row) for row in _without_gaps(result_rows(result)))
    return f'<table style="border: none; border-collapse: collapse">{rows}</table>'


def _without_gaps(rows: Iterable[Row]) -> Iterator[Row]:
    return (row for row in rows if not isinstance(row, TextRow) or row.text)


def _row(row: Row) -> str:
    match row:
        case NumberRow(kind, place, written, label, text):
            cells = (f"<code>{_text(place)}</code>", f"<code>{_text(written)}</code>", _styled(label, STYLES[kind]))
            return f"{_ROW}{''.join(map(_cell, cells))}{_cell(_text(text))}</tr>"
        case NoteRow(text, style):
            return f"{_ROW}{_cell('')}{_cell('')}{_cell('')}{_cell(_styled(text, style))}</tr>"
        case GroupRow(kind, label, text):
            return f"{_ROW}{_cell(f'{_styled(label, STYLES[kind])}: {_text(text)}', 4)}</tr>"
        case TextRow(text, style):
            return f"{_ROW}{_cell(_styled(text, style), 4)}</tr>"
        case _:
            assert_never(row)


def _cell(content: str, columns: int = 1) -> str:
    span = f' colspan="{columns}"' if columns > 1 else ""
    return f'<td{span} style="{_CELL}">{content}</td>'


def _styled(text: str, style: RowStyle) -> str:
    return f'<span style="{CSS[style]}">{_text(text)}</span>' if style in CSS else _text(text)


def _text(text: str) -> str:
    return escape(visible(text))
