"""Sheets that Excel saved as a workbook: the first table is read as one that was saved as text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from nnstep.grading.sheet.formats.csv import cells_document
from nnstep.grading.sheet.formats.format import FilledFormat
from nnstep.grading.sheet.packed_table import PackedTable, attributes, inside, local, number_text

_DATES = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
"""Excel's own formats that show a number as a date or a time."""
_DATE_FORMAT = re.compile(r"[dmyhs]", re.IGNORECASE)
_MOST_COLUMNS = 16_384
"""Of a table in Excel."""
_NO_FORMAT = re.compile(r'"[^"]*"|\\.|\[[^\[\]]*\]|_.|General', re.IGNORECASE)
"""What is shown as it is, or chooses a colour, in a format."""


def workbook_text(data: bytes, path: str) -> str:
    """Return the first table of a workbook as lines of cells; raise SheetError where there is none."""
    table = PackedTable(data, path)
    sheet = table.root(_first_sheet(table))
    if sheet is None:
        raise table.fault("there is no table in it")
    strings = table.root("xl/sharedStrings.xml")
    texts = [] if strings is None else [_shown(item) for item in strings if local(item) == "si"]
    styles = table.root("xl/styles.xml")
    return table.text(_rows(sheet, texts, set() if styles is None else set(_dates(styles))))


def _first_sheet(table: PackedTable) -> str:
    """Return the name of the part with the first table."""
    workbook, links = table.root("xl/workbook.xml"), table.root("xl/_rels/workbook.xml.rels")
    if workbook is None or links is None:
        raise table.fault("this is no workbook")
    targets = {link.get("Id"): link.get("Target", "") for link in inside(links, "Relationship")}
    first = next(inside(workbook, "sheet"), None)
    target = "" if first is None else targets.get(attributes(first).get("id"), "")
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _rows(sheet: Element, texts: list[str], dates: set[int]) -> Iterator[list[str]]:
    """Yield each row from the first on, empty ones too."""
    done = 0
    for row in inside(sheet, "row"):
        place = row.get("r", "")
        number = int(place) if place.isdecimal() and len(place) < 9 else done + 1
        for _ in range(done, number - 1):
            yield []
        yield _cells(row, texts, dates)
        done = max(done + 1, number)


def _cells(row: Element, texts: list[str], dates: set[int]) -> list[str]:
    cells: list[str] = []
    for cell in inside(row, "c"):
        column = _column(cell.get("r", ""))
        if column is not None and column < _MOST_COLUMNS:
            cells += [""] * (column - len(cells))
        cells.append(_text(cell, texts, dates))
    return cells


def _column(place: str) -> int | None:
    """Return the column, from 0, of a place such as ``AB12``."""
    letters = re.match(r"[A-Z]{1,3}", place)
    if letters is None:
        return None
    number = 0
    for letter in letters[0]:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number - 1


def _text(cell: Element, texts: list[str], dates: set[int]) -> str:
    value = next(inside(cell, "v"), None)
    text = "" if value is None else value.text or ""
    match cell.get("t", "n"):
        case "s":
            return texts[int(text)] if text.isdecimal() and int(text) < len(texts) else ""
        case "inlineStr":
            return _shown(cell)
        case "b":
            return "true" if text == "1" else "false"
        case "n":
            style = cell.get("s", "")
            is_date = bool(text) and style.isdecimal() and int(style) in dates
            return _date(text) if is_date else number_text(text)
        case _:  # a formula's text, an error, a date as text
            return text


def _date(text: str) -> str:
    """Return the date that is shown for a number of days, as a text that no reader takes for a number."""
    from datetime import datetime, timedelta

    try:
        shown = (datetime(1899, 12, 30) + timedelta(days=float(text))).isoformat(" ", "seconds")
    except (OverflowError, ValueError):
        return text
    return shown.removesuffix(" 00:00:00")


def _shown(item: Element) -> str:
    """Return a text without what is written above it to read it aloud."""
    skipped = {part for above in inside(item, "rPh") for part in inside(above, "t")}
    return "".join(part.text or "" for part in inside(item, "t") if part not in skipped)


def _dates(styles: Element) -> Iterator[int]:
    """Yield the numbers of the styles that show dates."""
    own = {row.get("numFmtId"): row.get("formatCode", "") for row in inside(styles, "numFmt")}
    formats = next(inside(styles, "cellXfs"), None)
    for number, style in enumerate(formats if formats is not None else ()):
        kind = style.get("numFmtId", "")
        if kind in own:
            is_date = _DATE_FORMAT.search(_NO_FORMAT.sub("", own[kind])) is not None
        else:
            is_date = kind.isdecimal() and int(kind) in _DATES
        if is_date:
            yield number


WORKBOOK = FilledFormat((".xlsx", ".xlsm"), cells_document, unpacked=workbook_text)
