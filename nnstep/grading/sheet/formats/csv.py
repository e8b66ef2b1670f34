"""Sheets for a spreadsheet: matrices as grids of cells; read back in whatever dialect the spreadsheet saves.

A line is a place, then its numbers: ``z1,3.3,3.8,4.3`` is a whole quantity, ``W1[0],1,2`` a row of one, ``W1,1,2`` and
``W1,3,4`` are its rows in their order, ``W1[0,2],0.5`` (in quotes) or ``W1.0.2,0.5`` is an element, ``step.2.E,0.29``
belongs to a later training step. Lines without a place, and those that begin with ``#``, say nothing.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from functools import partial
from textwrap import wrap

from nnstep.errors import SheetError
from nnstep.explain.explanation import operation_formula
from nnstep.grading.sheet.form.sheet_form import FormField, SheetForm
from nnstep.grading.sheet.formats.format import BlankFormat, FilledFormat
from nnstep.grading.sheet.number_forms import Comma
from nnstep.grading.sheet.place_table import PlaceTable
from nnstep.grading.sheet.sheet_document import SheetDocument
from nnstep.harmless_text import visible
from nnstep.outputs.csv_text import CellNumber, csv_text
from nnstep.problems.problem import Problem, located_error
from nnstep.problems.text_lines import Span, TextLines

_HEADINGS = {"id", "quantity", "name", ""}
_DECLARED = re.compile(r"\"?sep=(.)\"?", re.IGNORECASE)
"""The first line by which a file tells Excel what separates its fields."""
_FORMULA = re.compile(r'=\s*"([^"]*)"|[=\'](.*)', re.DOTALL)
"""A number that was kept from being changed: ="0.50", '0.50; and a formula that was saved as it was typed: =1/3."""
_STATEMENT = re.compile(
    r"^[ \t]{0,99}(?:(?:\(?\w{1,2}[.)]|[-*•])[ \t]{1,9})?[^\W\d]\w{0,40}"
    r"(?:(?:\[[\d, ]{1,40}\])?[ \t]{0,9}(?::?=|≈)|\[[\d, ]{1,40}\][ \t]{0,9}:)",
    re.MULTILINE,
)
"""A line that no table has: ``W1[0,2] = 0.5``, ``- W1[0,2]: 0.5``."""
_ROW = re.compile(
    r"^[ \t]{0,99}\"?[^\W\d][\w.]{0,60}(?:\[[\d, ]{1,40}\])?\"?[ \t]{0,9}[,;\t][\s,;\"'=(−+-]{0,99}[.\d]", re.M
)
"""A line that no sentence has: a place, and a number in a cell behind it."""
_SIGN = re.compile(r"[=≈:→⇒>|\\]")
"""What stands in lines of other formats."""
_BYTE_ORDER_MARK = "\ufeff"
"""Excel takes a text for UTF-8 only if it begins with it."""
_ADVICE = (
    "Write each number in its cell, with as many digits as you have: they say what is compared.",
    "Write fractions as =1/3: a spreadsheet makes a date of 1/3.",
)
_HEADING_WIDTH = 40
"""Characters in a line of the heading: LibreOffice makes the first column as wide as its longest text."""
_MOST_LINES = 50
"""In quotes that are closed on a later line; those that never close belong to their own line."""


def csv_document(text: str, path: str) -> SheetDocument:
    """Return what the lines of `text` state; raise SheetError, naming `path`, where a line can't be taken apart."""
    separator, at = _separator(text)
    table = _table(text, path, separator, at)
    comma: Comma = "decimals" if separator == ";" else "unknown"
    return SheetDocument(table.answers, table.positions, comma, is_table=True, has_places=True)


def cells_document(text: str, path: str) -> SheetDocument:
    """Return what the cells of a spreadsheet's own file state, lines parted by tabs; raise SheetError as for a text."""
    table = _table(text, path, "\t", 0)
    return SheetDocument(table.answers, table.positions, is_table=True, is_trimmed=True, has_places=True)


def _table(text: str, path: str, separator: str, at: int) -> PlaceTable:
    table = PlaceTable()
    for record, span in _records(text, at):
        try:
            fields = next(csv.reader(io.StringIO(record, newline=""), delimiter=separator, skipinitialspace=True), [])
        except csv.Error as error:
            raise _refusal(span, text, path, f"this is no line of a table: {error}", "write: z1,3.3,3.8") from None
        if len(fields) > 1 and fields[0].strip().lower() not in _HEADINGS and not fields[0].startswith("#"):
            table.add(fields[0], list(map(_number, fields[1:])), span)
        elif len(fields) == 1 and '"' in record and separator in fields[0] and not fields[0].startswith("#"):
            raise _refusal(span, text, path, "the whole line is in quotes", "write it without them")
    return table


def _refusal(span: Span, text: str, path: str, message: str, hint: str) -> Exception:
    lines = TextLines(text)
    place = lines.place(span)
    problem = Problem(place.line, place.column, place.end_column, "", message, hint)
    return located_error([problem], path, lines, SheetError)


def _number(cell: str) -> str:
    match = _FORMULA.fullmatch(cell.strip())
    return cell.strip() if match is None else (match[1] or match[2] or "").strip()


def _separator(text: str) -> tuple[str, int]:
    """Return what separates the fields, and where the lines begin.

    Where commas are decimal signs, spreadsheets write semicolons.
    """
    first, _, _ = text.partition("\n")
    if (match := _DECLARED.fullmatch(first.strip())) is not None:
        return match[1], len(first) + 1
    if first.strip().lower() == "sep=":  # a tabulator, which was stripped
        return "\t", len(first) + 1
    lines = (line for line in text.split("\n") if line.strip(" \t;,") and not line.lstrip('"').startswith("#"))
    found = next(lines, "")
    return (";" if ";" in found else "\t" if "\t" in found else ","), 0


def _records(text: str, at: int) -> Iterator[tuple[str, Span]]:
    """Yield each line from `at` on; one with open quotes goes on up to the line that closes them."""
    while at < len(text):
        first = end = _line_end(text, at)
        quotes = text.count('"', at, end)
        for _ in range(_MOST_LINES if quotes % 2 else 0):
            if end == len(text) or quotes % 2 == 0:
                break
            following = _line_end(text, end + 1)
            quotes += text.count('"', end, following)
            end = following
        end = first if quotes % 2 else end
        yield text[at:end], Span(at, end)
        at = end + 1


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _text(form: SheetForm, separator: str) -> str:
    """Return a sheet as a table, its fields parted by `separator`."""
    return _BYTE_ORDER_MARK + csv_text(_lines(form), separator)


def _lines(form: SheetForm) -> Iterator[list[str]]:
    for paragraph in (form.title, form.program.title, *_ADVICE):
        yield from ([f"# {line}"] for line in wrap(visible(paragraph), _HEADING_WIDTH))
    for step, fields in form.steps:
        if step > 1:
            yield []
            yield [f"# Training step {step}"]
        for field in fields:
            yield []
            yield from _field_lines(form, field)


def _field_lines(form: SheetForm, field: FormField) -> Iterator[list[str]]:
    if field.op is not None:
        yield [f"# {operation_formula(field.op, form.program)}"]
    if not field.rows:
        yield [f"# {field.id} has {'×'.join(map(str, field.shape))} numbers: give some, as {field.name}.0.0"]
    if field.is_grid:
        yield ["", *(f"[{column}]" for column in range(len(field.rows[0])))]
    for row, cells in enumerate(field.rows):
        yield [field.row_name(row), *(CellNumber(cell.text) for cell in cells)]


def _is_table(text: str) -> bool:
    """Return whether the first answer has a separator before any sign that would make it a line of another format.

    Where such a sign follows, a line must be a row of a table: a sentence has commas, too.
    """
    if _STATEMENT.search(text) is not None or re.search(r"[,;\t]", text) is None:
        return False
    lines = [line for line in text.split("\n") if line.strip(" \t;,") and not line.lstrip('" ').startswith("#")]
    if not any(map(_SIGN.search, lines)):
        return True
    before = _SIGN.split(lines[0], maxsplit=1)[0]
    return re.search(r"[,;\t]", before) is not None and _ROW.search(text) is not None


CSV = BlankFormat("csv", (".csv",), "a table", partial(_text, separator=","))
SEMICOLONS = BlankFormat(
    "csv-semicolon", (".csv",), "a table where commas are decimal signs", partial(_text, separator=";")
)
TSV = BlankFormat("tsv", (".tsv",), "a table parted by tabs", partial(_text, separator="\t"))
FILLED_TABLE = FilledFormat((".csv", ".tsv", ".tab"), csv_document, _is_table, encodings=("utf-16", "cp1252"))
"""Western versions of Excel save a CSV in cp1252, unless they are asked for UTF-8."""
