"""Sheets as a form in a browser, which saves a sheet as TOML; the page itself, saved by the browser, is read too."""

from __future__ import annotations

import re
from html import unescape

from nnstep.grading.sheet.form.sheet_form import SheetForm
from nnstep.grading.sheet.formats.format import BlankFormat, FilledFormat, SheetDocument
from nnstep.grading.sheet.place_table import PlaceTable
from nnstep.problems.text_lines import Span

_VALUE = r"\"[^\"]{0,999}\"|'[^']{0,999}'|[^\s\"'<>=]{1,999}"
_INPUT = re.compile(rf"<input((?:\s{{1,99}}[\w-]{{1,99}}(?:=(?:{_VALUE}))?){{0,40}})\s{{0,99}}/?>", re.IGNORECASE)
_ATTRIBUTE = re.compile(rf"([\w-]+)(?:=({_VALUE}))?")
"""As browsers write them; the parser of Python's library takes hours for a page that is made to."""


def html_document(text: str, _path: str) -> SheetDocument:
    """Return what the form of a page states: the inputs that have a place, and what stands in them."""
    table = PlaceTable()
    for match in _INPUT.finditer(text):
        attributes = {name.lower(): _plain(value) for name, value in _ATTRIBUTE.findall(match[1])}
        if place := attributes.get("data-place"):
            table.add(place, [attributes.get("value", "").strip()], Span(*match.span()))
    return SheetDocument(table.answers, table.positions, has_places=True)


def _plain(value: str) -> str:
    return unescape(value[1:-1] if value[:1] in ("'", '"') else value)


def _is_page(text: str) -> bool:
    return text.lstrip()[:100].lower().startswith(("<!doctype html", "<html"))


def _page(form: SheetForm) -> str:
    from nnstep.grading.sheet.page.form_page import form_page  # loaded to write one, not to read a sheet

    return form_page(form)


HTML = BlankFormat("html", (".html", ".htm"), "a form for a browser", _page)
FILLED_HTML = FilledFormat((".html", ".htm"), html_document, _is_page, is_doubtful=True)
