"""A table as text with a number a row, for spreadsheets; what is not finite is nan, inf or -inf.

A cell of text that a spreadsheet would take for a formula has an apostrophe before it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from io import TextIOWrapper
from itertools import groupby
from math import prod
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from nnstep import limits
from nnstep.errors import DataError
from nnstep.expr.array import Shape, frozen
from nnstep.input_files import open_regular
from nnstep.traces.formats.format import Remark, TraceFormat
from nnstep.traces.record import INTEGERS, TraceRecord, encoded, record_of

COLUMNS = (
    *("n", "kind", "epoch", "step", "op", "position", "phase", "layer", "target", "shape"),
    *("row", "column", "value", "text", "hash"),
)
_TO_QUOTE = re.compile(r'[,"\n\r]')
_CELL = re.compile(r'(?:"((?:[^"]|"")*)"|([^,]*))(?:,|$)')
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
"""What a text does not begin with, as it is."""


def _write(records: Iterable[TraceRecord], file: BinaryIO) -> None:
    file.write(",".join(COLUMNS).encode() + b"\n")
    for record in records:
        place, shape = record.place, record.value.shape
        facts = (
            *(record.n, record.kind, place.epoch, place.step, place.op, place.position),
            *(_cell(record.phase), record.layer, _cell(record.target), "x".join(map(str, shape))),
        )
        begins = f"{','.join(map(str, facts))},".encode()
        numbers = _numbers(record) or [b""]
        rows = [begins + at + number for at, number in zip(_places(shape), numbers, strict=True)]
        rows[0] += f",{_cell(record.text)},{record.hash}\n".encode()
        file.write(b",,\n".join([rows[0] + rows[1], *rows[2:], b""]) if len(rows) > 1 else rows[0])


def _numbers(record: TraceRecord) -> list[bytes]:
    text, nonfinite = encoded(record.value)
    numbers = text[1:-1].split(b",") if record.value.size else []
    for entry in nonfinite.split():
        index, _, name = entry.partition(b":")
        numbers[int(index)] = name
    return numbers


@lru_cache(maxsize=256)
def _places(shape: Shape) -> list[bytes]:
    """Return the cells row and column of each number, both counted from 0, in C order."""
    if not shape or not prod(shape):
        return [b",,"]
    if len(shape) == 1:
        return [b"%d,," % row for row in range(shape[0])]
    return [b"%d,%d," % (row, column) for row in range(shape[0]) for column in range(prod(shape[1:]))]


def _cell(text: str) -> str:
    text = f"'{text}" if text.startswith(_FORMULA) else text
    return '"' + text.replace('"', '""') + '"' if _TO_QUOTE.search(text) else text


def _read(path: Path, remark: Remark) -> Iterator[TraceRecord]:
    with open_regular(path) as raw:
        raw.seek(-1, os.SEEK_END)
        ends_well = raw.read() == b"\n"
        raw.seek(0)
        with TextIOWrapper(raw, "utf-8-sig", newline="\n") as file:
            rows = _rows(path, file)
            if tuple(next(rows, [])) != COLUMNS:
                raise ValueError(f"its columns are not {','.join(COLUMNS)}")
            groups = (list(group) for _, group in groupby(rows, key=lambda row: row[0]))
            before: list[list[str]] = []
            for group in groups:
                if before:
                    yield _record(before)
                before = group
            if before and not ends_well:
                before = before[:-1]
            if before and len(before) == _rows_of(before[0]):
                yield _record(before)
            elif before or not ends_well:
                remark("its last record is not complete, and is left out")


def _rows(path: Path, file: TextIOWrapper) -> Iterator[list[str]]:
    """Yield the cells of each row; a last one that is cut off has fewer, and is not yielded."""
    lines = enumerate(file, start=1)
    for number, line in lines:
        text = line
        if line.count('"') % 2:
            more = _to_the_quote(lines, len(line))
            if more is None:
                return
            text += more
        text = text.rstrip("\r\n")
        cells = _quoted_cells(text) if '"' in text else text.split(",")
        if len(cells) == len(COLUMNS):
            yield cells
        elif next(lines, None) is not None:
            message = f"{path}:{number}: there are {len(cells)} cells, but the first row has {len(COLUMNS)}"
            raise DataError(message, "the file was changed, or is no trace of nnstep")


def _to_the_quote(lines: Iterator[tuple[int, str]], size: int) -> str | None:
    """Return the lines up to where a cell that has begun ends, None where the file ends before."""
    parts = []
    for _, line in lines:
        parts.append(line)
        size += len(line)
        if line.count('"') % 2:
            return "".join(parts)
        if size > limits.TABLE_BYTES.most:
            raise ValueError("a quote that is opened is never closed")
    return None


def _quoted_cells(text: str) -> list[str]:
    found = [match[2] if match[1] is None else match[1].replace('""', '"') for match in _CELL.finditer(text)]
    return found[: len(found) - (not text.endswith(","))]  # the pattern fits once more at the end


def _rows_of(row: list[str]) -> int:
    return prod(_shape(row[9])) or 1


def _shape(cell: str) -> Shape:
    return tuple(map(int, cell.split("x"))) if cell else ()


def _record(rows: list[list[str]]) -> TraceRecord:
    first = rows[0]
    shape = _shape(first[9])
    if len(rows) != _rows_of(first):
        raise ValueError(f"record {first[0]} has {len(rows)} rows, but its shape is {shape}")
    numbers = [float(row[12]) for row in rows] if prod(shape) else []
    facts: dict[str, Any] = dict(zip(COLUMNS, first, strict=True))
    facts |= {name: int(facts[name]) for name in INTEGERS}
    facts |= {name: facts[name].removeprefix("'") for name in ("phase", "target", "text")}
    return record_of(facts, frozen(np.reshape(numbers, shape)))


CSV = TraceFormat((".csv",), "CSV, a number a row", _write, _read)
