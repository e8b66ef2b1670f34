"""A table of a class as spreadsheets and platforms save it: its separator, its encoding, its headings and its rows."""

from __future__ import annotations

import codecs
import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

from nnstep import limits
from nnstep.errors import CommandError
from nnstep.input_files import read_regular, unreadable

_SEPARATORS = ",;\t"
_STATED = re.compile(r"sep=([,;\t|])\r?\n")
"""A first line by which Excel knows the separator."""


@dataclass(frozen=True, slots=True)
class ClassTable:
    """The cells of a .csv file, and how they were written."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    """As many cells in each as there are headings; empty lines are left out."""
    separator: str
    line_end: str
    begins_with_mark: bool
    """Whether a byte order mark stands before it, by which Excel knows UTF-8."""

    def text(self) -> str:
        """Return the table as a .csv file of the same kind."""
        lines = "".join(self._line(cells) + self.line_end for cells in (self.headings, *self.rows))
        return ("\ufeff" if self.begins_with_mark else "") + lines

    def _line(self, cells: tuple[str, ...]) -> str:
        """Return a row without its end: whatever may be read as the end of a line stands in quotes."""
        written = io.StringIO()
        csv.writer(written, delimiter=self.separator, lineterminator="\r\n").writerow(cells)
        return written.getvalue().removesuffix("\r\n")


def read_table(path: Path) -> ClassTable:
    """Return the table of a .csv file; raise CommandError where it can't be read or has no rows."""
    try:
        data = read_regular(path, limits.TEXT_BYTES)
    except (OSError, ValueError) as error:
        raise CommandError(f"{path}: {unreadable(error)}") from None
    text = _decoded(data, path)
    bare = text.removeprefix("\ufeff")
    stated = _STATED.match(bare)
    separator = _separator(bare) if stated is None else stated[1]
    bare = bare if stated is None else bare[stated.end() :]
    try:
        cells = list(csv.reader(io.StringIO(bare, newline=""), delimiter=separator))
    except csv.Error as error:
        raise CommandError(f"{path}: this is no table: {error}", "save it as CSV in UTF-8") from None
    lines = [row for row in cells if any(cell.strip() for cell in row)]
    if len(lines) < 2:
        raise CommandError(f"{path}: the table has no rows", "the first line names the columns: id,name")
    headings, *rows = lines
    wide = len(headings)
    too_wide = next((number for number, row in enumerate(rows, start=2) if any(row[wide:])), None)
    if too_wide is not None:
        message = f"{path}: row {too_wide} has more cells than there are columns ({wide})"
        raise CommandError(message, "put cells with a separator in them in quotes")
    return ClassTable(
        tuple(headings),
        tuple(tuple((row + [""] * wide)[:wide]) for row in rows),
        separator,
        "\r\n" if "\r\n" in bare else "\n",
        text.startswith("\ufeff"),
    )


def _decoded(data: bytes, path: Path) -> str:
    """Return the text: UTF-8, UTF-16 with a mark, or what Excel saves in Western Europe."""
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ["utf-16"] if marked else ["utf-8", "cp1252"]:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise CommandError(f"{path}: this is no text", "save the table as CSV in UTF-8")


def _separator(text: str) -> str:
    """Return what separates the cells of the first line, outside of quotes."""
    first = text.lstrip("\r\n").split("\n", 1)[0]
    bare = "".join(first.split('"')[::2])
    return max(_SEPARATORS, key=bare.count)
