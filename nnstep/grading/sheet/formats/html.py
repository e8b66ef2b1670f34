"""Sheets as a form in a browser, which saves a sheet as TOML.

The page itself, saved by the browser, is read too, and so are pages whose text has the lines of a sheet: learning
platforms keep what is typed into their editors as such.
"""

from __future__ import annotations

import re
from html import unescape

from nnstep.grading.sheet.form.sheet_form import SheetForm
from nnstep.grading.sheet.formats.format import BlankFormat, FilledFormat
from nnstep.grading.sheet.place_table import PlaceTable
from nnstep.grading.sheet.prose.prose_sheet import prose_document
from nnstep.grading.sheet.sheet_document import SheetDocument
from nnstep.problems.text_lines import Span

_VALUE = r"\"[^\"]{0,999}\"|'[^']{0,999}'|[^\s\"'<>=]{1,999}"
_INPUT = re.compile(rf"<input((?:\s{{1,99}}[\w-]{{1,99}}(?:=(?:{_VALUE}))?){{0,40}})\s{{0,99}}/?>", re.IGNORECASE)
_ATTRIBUTE = re.compile(rf"([\w-]+)(?:=({_VALUE}))?")
"""As browsers write them; the parser of Python's library takes hours for a page that is made to."""
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*+)?[^<>]*+>", re.IGNORECASE)
_ENTITY = re.compile(r"&#?\w{1,31};")
_STATES = re.compile(r"[=≈→⇒]|->|\\approx|[:|]\s{0,9}[-+−(\[.\d]")
"""What the text of a page has that states an answer."""
_BLOCKS = frozenset(("address", "blockquote", "br", "div", "h1", "h2", "h3", "h4", "li", "ol", "p", "pre", "tr", "ul"))
"""Tags at which a line ends."""
_UNSEEN = frozenset(("head", "math", "script", "style", "svg", "title"))
"""Elements whose text is no line of the page."""


def html_document(text: str, path: str) -> SheetDocument:
    """Return what a page states: the inputs that have a place and what stands in them, else the lines of its text."""
    table = PlaceTable()
    for match in _INPUT.finditer(text):
        attributes = {name.lower(): _plain(value) for name, value in _ATTRIBUTE.findall(match[1])}
        if place := attributes.get("data-place"):
            table.add(place, [attributes.get("value", "").strip()], Span(*match.span()))
    if table.answers or _STATES.search(seen := _seen_text(text)) is None:
        return SheetDocument(table.answers, table.positions, has_places=True)
    return prose_document(seen, path, is_page=True)


def _seen_text(page: str) -> str:
    """Return the text that a browser shows, every sign at the place where it stands in `page`."""
    parts, end, unseen = list[str](), 0, ""
    for tag in _TAG.finditer(page):
        is_closing, name = bool(tag[1]), (tag[2] or "").lower()
        parts.append(_blank(page[end : tag.start()]) if unseen else _ENTITY.sub(_sign, page[end : tag.start()]))
        parts.append(("\n" if name in _BLOCKS else " ").ljust(len(tag[0])))
        end = tag.end()
        if name in _UNSEEN and not (unseen and unseen != name):
            unseen = "" if is_closing else name
    return "".join((*parts, _blank(page[end:]) if unseen else _ENTITY.sub(_sign, page[end:])))


def _blank(text: str) -> str:
    return " " * len(text)


def _sign(entity: re.Match[str]) -> str:
    return unescape(entity[0]).replace("\xa0", " ").rjust(len(entity[0]))


def _plain(value: str) -> str:
    return unescape(value[1:-1] if value[:1] in ("'", '"') else value)


def _is_page(text: str) -> bool:
    return text.lstrip()[:100].lower().startswith(("<!doctype html", "<html"))


def _page(form: SheetForm) -> str:
    from nnstep.grading.sheet.page.form_page import form_page  # loaded to write one, not to read a sheet

    return form_page(form)


HTML = BlankFormat("html", (".html", ".htm"), "a form for a browser", _page)
FILLED_HTML = FilledFormat((".html", ".htm"), html_document, _is_page, is_doubtful=True)
