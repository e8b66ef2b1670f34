"""Sheets that LibreOffice saved as a document: the first table is read as one that was saved as text."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from nnstep.grading.sheet.formats.csv import cells_document
from nnstep.grading.sheet.formats.format import FilledFormat
from nnstep.grading.sheet.packed_table import PackedTable, attributes, inside, local, number_text
from nnstep.limits import TABLE_CELLS


def document_text(data: bytes, path: str) -> str:
    """Return the first table of a document as lines of cells; raise SheetError where there is none."""
    packed = PackedTable(data, path)
    content = packed.root("content.xml")
    table = None if content is None else next(inside(content, "table"), None)
    if table is None:
        raise packed.fault("there is no table in it")
    return packed.text(_rows(table))


def _rows(table: Element) -> Iterator[list[str]]:
    """Yield each row up to the last one with anything in it, as often as it is repeated."""
    empty = 0
    for row in inside(table, "table-row"):
        cells, repeated = _cells(row), _repeated(row, "number-rows-repeated")
        if not cells:
            empty += repeated
            continue
        yield from ([] for _ in range(min(empty, TABLE_CELLS.most)))
        yield from (cells for _ in range(repeated))
        empty = 0


def _cells(row: Element) -> list[str]:
    """Return the cells up to the last one with anything in it."""
    cells: list[str] = []
    empty = 0
    for cell in row:
        if local(cell) not in ("table-cell", "covered-table-cell"):
            continue
        text, repeated = _text(cell), _repeated(cell, "number-columns-repeated")
        if text:
            cells += [""] * min(empty, TABLE_CELLS.most) + [text] * min(repeated, TABLE_CELLS.most)
            empty = 0
        else:
            empty += repeated
    return cells


def _repeated(element: Element, name: str) -> int:
    times = attributes(element).get(name, "1")
    return int(times) if times.isdecimal() and len(times) < 9 else 1


def _text(cell: Element) -> str:
    about = attributes(cell)
    match about.get("value-type"):
        case "float" | "percentage" | "currency":
            return number_text(about.get("value", ""))
        case "date":
            return about.get("date-value", "").replace("T", " ")
        case "boolean":
            return about.get("boolean-value", "")
        case _:
            return " ".join("".join(part.itertext()) for part in cell if local(part) == "p")


DOCUMENT = FilledFormat((".ods",), cells_document, unpacked=document_text)
