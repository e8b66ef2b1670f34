"""Sheets as a form in a browser, which saves a sheet as TOML; the page itself, saved by the browser, is read too."""

from __future__ import annotations

from html.parser import HTMLParser

from nnstep.grading.sheet.form.sheet_form import SheetForm
from nnstep.grading.sheet.formats.format import BlankFormat, FilledFormat, SheetDocument
from nnstep.grading.sheet.place_table import PlaceTable
from nnstep.problems.text_lines import Span, TextLines, TextPlace


class _Places(HTMLParser):
    """Collects the inputs that have a place, with what stands in them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.table = PlaceTable()
        self._lines = TextLines(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take one tag."""
        attributes = dict(attrs)
        place = attributes.get("data-place")
        if tag != "input" or not place:
            return
        line, column = self.getpos()
        start = self._lines.offset(TextPlace(line, column + 1, column + 1))
        tag_text = self.get_starttag_text() or ""
        self.table.add(place, [(attributes.get("value") or "").strip()], Span(start, start + len(tag_text)))


def html_document(text: str, _path: str) -> SheetDocument:
    """Return what the form of a page states."""
    places = _Places(text)
    places.feed(text)
    places.close()
    return SheetDocument(places.table.answers, places.table.positions, has_places=True)


def _is_page(text: str) -> bool:
    return text.lstrip()[:100].lower().startswith(("<!doctype html", "<html"))


def _page(form: SheetForm) -> str:
    from nnstep.grading.sheet.page.form_page import form_page  # loaded to write one, not to read a sheet

    return form_page(form)


HTML = BlankFormat("html", (".html", ".htm"), "a form for a browser", _page)
FILLED_HTML = FilledFormat((".html", ".htm"), html_document, _is_page)
