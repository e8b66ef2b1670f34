"""Answer sheets as CSV: one line a quantity, a row of it, or an element, then its numbers.

``z1,3.3,3.8,4.3`` is a whole quantity, ``W1,1,2`` and ``W1,3,4`` are the rows of one, ``W1[0,2],0.5`` (in quotes) or
``W1.0.2,0.5`` is an element, ``step.2.E,0.29`` belongs to a later training step.
"""

from __future__ import annotations

import csv
import io
import re

from nnstep.errors import SheetError
from nnstep.grading.sheet.number_forms import Comma
from nnstep.problems.problem import Problem, located_error
from nnstep.problems.text_lines import Span, TextLines
from nnstep.problems.toml_positions import KeyPath, Positions

_HEADINGS = {"id", "quantity", "name", ""}
_STEP = re.compile(r"step\.(\d+)\.(.+)")
_DOTTED = re.compile(r"([A-Za-z_]\w*)((?:\.\d+)+)")


def csv_document(text: str, path: str) -> tuple[dict[str, object], Positions, Comma]:
    """Return the document that the lines of `text` are, where its keys stand, and what a comma in a cell means.

    That is what it means where no number of the sheet shows it.
    Raise SheetError, naming `path`, where a line can't be taken apart.
    """
    document: dict[str, object] = {}
    positions = Positions()
    offset, separator = 0, _separator(text)
    for number, line in enumerate(text.split("\n"), start=1):
        try:
            fields = next(csv.reader(io.StringIO(line), delimiter=separator, skipinitialspace=True), [])
        except csv.Error as error:
            problem = Problem(number, 1, len(line) + 1, "", f"this is no line of a table: {error}", "write: z1,3.3,3.8")
            raise located_error([problem], path, TextLines(text), SheetError) from None
        if len(fields) > 1 and fields[0].strip().lower() not in _HEADINGS and not fields[0].startswith("#"):
            _add(document, positions, fields, Span(offset, offset + len(line)))
        elif len(fields) == 1 and '"' in line and separator in fields[0]:
            problem = Problem(number, 1, len(line) + 1, "", "the whole line is in quotes", "write it without them")
            raise located_error([problem], path, TextLines(text), SheetError)
        offset += len(line) + 1
    return document, positions, "decimals" if separator == ";" else "unknown"


def _separator(text: str) -> str:
    """Return what separates the fields: where commas are decimal points, spreadsheets write semicolons."""
    lines = (line for line in text.split("\n") if line.strip(" \t;,") and not line.startswith("#"))
    first = next(lines, "")
    return ";" if ";" in first else "\t" if "\t" in first else ","


def _add(document: dict[str, object], positions: Positions, fields: list[str], span: Span) -> None:
    key = fields[0].strip()
    path: KeyPath = ()
    table = document
    if (match := _STEP.fullmatch(key)) is not None:
        steps = document.setdefault("step", {})
        table = steps.setdefault(match[1], {}) if isinstance(steps, dict) else {}
        key, path = match[2], ("step", match[1])
    if (match := _DOTTED.fullmatch(key)) is not None:
        key = f"{match[1]}[{match[2][1:].replace('.', ',')}]"
    numbers: list[object] = [field.strip() for field in fields[1:]]
    new = numbers[0] if len(numbers) == 1 else numbers
    earlier = table.get(key)
    if earlier is None:
        table[key] = new
    else:  # another row of a matrix
        rows = earlier if isinstance(earlier, list) and isinstance(earlier[0], list) else [_row(earlier)]
        rows.append(_row(new))  # in place: a sheet may have very many rows
        table[key] = rows
    positions.keys[(*path, key)] = span
    positions.values[(*path, key)] = span


def _row(value: object) -> object:
    return value if isinstance(value, list) else [value]
