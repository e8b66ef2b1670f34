"""The ways to read a value as it stands on a sheet: a number, or an array as people and programs write it.

A comma may separate numbers or be a decimal sign, a blank may separate numbers or groups of digits, a semicolon and a
new line may begin a row or go on with one: of the readings of a text the one counts whose size is the quantity's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import product
from typing import NamedTuple, TypeAlias

from nnstep.errors import SheetError
from nnstep.grading.sheet.number_forms import BLANK_GROUPED
from nnstep.grading.sheet.values.plain_values import plain_value

Cells: TypeAlias = "str | tuple[Cells, ...]"
"""The text of a number, or nested lists of such texts."""

_DEEPEST = 8
_CLOSING = {"[": "]", "(": ")", "{": "}"}
_CELL = r"[^\s,;\[\](){}\"']"
_GROUPS = rf"(?:[-+−]?{BLANK_GROUPED})"
_DECIMAL_COMMA = r"(?<=\d),(?=\d)"
_FIELDS = re.compile(r"(?<![\d.])\d+(?:,\d+)+(?![\d.])")
"""Digits between commas alone: 0,5,0,25."""
_NOT_IN_PAIRS = re.compile(r"\d[ \u00a0]+[-+−]?\d|(?<!\d)[1-9]\d{0,2}(?:,\d{3}){2}(?!\d)")
"""What shows that commas between digits are not decimal signs and separators in turn: blanks, or two thousands."""
_TURNED = re.compile(r"(?<=[\])])\s*(?:\^\s*\{?\s*(?:T|\\top|\\intercal)\s*\}?|\.T|ᵀ|')$")
"""The mark of a transposed matrix, or of a column written as a row."""


class Separators(NamedTuple):
    """What separates numbers and rows in one reading of a text."""

    decimal_comma: bool
    """Whether a comma between digits belongs to a number."""
    every_second: bool
    """Whether, of several commas between digits, the second, fourth ... separate numbers: ``0,5,0,25``."""
    lines_are_rows: bool
    blanks_group: bool
    """Whether a blank before three digits belongs to a number: ``16 553``."""
    semicolons_are_commas: bool
    """Whether a semicolon separates numbers, and nothing else does, instead of rows."""

    @property
    def cell(self) -> re.Pattern[str]:
        """The pattern of the text of one number."""
        return _PATTERNS[self.decimal_comma, self.blanks_group]


_PATTERNS = {
    (comma, blanks): re.compile(f"{_GROUPS + '?' if blanks else ''}(?:{_CELL}{'|' + _DECIMAL_COMMA if comma else ''})*")
    for comma, blanks in product((False, True), repeat=2)
}
_OCCASIONS = (
    re.compile(_DECIMAL_COMMA),
    re.compile(r"\d,\d+,\d+,\d"),
    re.compile(r"\n"),
    re.compile(rf"(?<![\d.]){_GROUPS}"),
    re.compile(r";"),
)
"""What a text has where each of the separators can matter."""


def readings(text: str) -> Iterator[tuple[Separators, Cells]]:
    """Yield what a text may mean, the plainest reading first; raise SheetError where it can't be taken apart."""
    plain, scale = plain_value(text)
    if "..." in plain or "…" in plain:
        raise SheetError("is shortened with ...", "print the array whole: np.set_printoptions(threshold=np.inf)")
    plain, turns = _TURNED.subn("", plain)
    choices = ((False, True) if occasion.search(plain) else (False,) for occasion in _OCCASIONS)
    for separators in map(Separators._make, product(*choices)):
        try:
            cells = _Parser(_in_pairs(plain) if separators.every_second else plain, separators).parse()
        except _NoReadingError:
            continue
        scaled = _mapped(cells, lambda cell: f"{cell}{scale}") if scale else cells
        yield separators, _turned(scaled) if turns else scaled


def _in_pairs(text: str) -> str:
    """Return a text with a blank after every second comma between digits; raise _NoReadingError for an odd field."""
    if _NOT_IN_PAIRS.search(text):
        raise _NoReadingError
    return _FIELDS.sub(_pairs, text)


def _pairs(match: re.Match[str]) -> str:
    fields = match[0].split(",")
    if len(fields) % 2:
        raise _NoReadingError
    return ", ".join(map(",".join, zip(fields[::2], fields[1::2], strict=True)))


def _turned(cells: Cells) -> Cells:
    """Return a matrix transposed; of numbers in one line, standing or lying is no difference."""
    rows = [row for row in cells if isinstance(row, tuple)]
    return tuple(zip(*rows, strict=True)) if len(rows) == len(cells) and len(set(map(len, rows))) == 1 else cells


def _mapped(cells: Cells, change: Callable[[str], str]) -> Cells:
    return change(cells) if isinstance(cells, str) else tuple(_mapped(part, change) for part in cells)


class _NoReadingError(Exception):
    """The text can't be read with these separators."""


class _Parser:
    """Takes a text apart into nested lists of cells."""

    def __init__(self, text: str, separators: Separators) -> None:
        self._text = text
        self._separators = separators
        self._at = 0

    def parse(self) -> Cells:
        """Return the cells of the whole text: one cell, a list, or, without brackets, rows."""
        rows = self._rows("", 0)
        if self._at < len(self._text):
            raise SheetError(f"has a {self._text[self._at]} that closes nothing", "write as many [ as ]")
        if len(rows) > 1:
            return tuple(rows)
        row = rows[0] if rows else ()
        return row[0] if len(row) == 1 else row

    def _rows(self, closing: str, depth: int) -> list[tuple[Cells, ...]]:
        """Return what stands up to a closing bracket as rows: at semicolons and new lines, where these begin one."""
        if depth > _DEEPEST:
            raise SheetError("is nested too deep", "a matrix is a list of rows: [[1, 2], [3, 4]]")
        rows: list[tuple[Cells, ...]] = []
        row: list[Cells] = []
        is_after_number = False
        while self._at < len(self._text) and self._text[self._at] not in "])}":
            here = self._text[self._at]
            if self._begins_row(here):
                rows += [tuple(row)] if row else []
                row, is_after_number = [], False
                self._at += 1
            elif here == ";" or here == "," or here.isspace():
                is_after_number &= here != ";"
                self._at += 1
            else:
                row.append(self._item(depth))
                if is_after_number and isinstance(row[-1], str):
                    raise _NoReadingError
                is_after_number = self._separators.semicolons_are_commas and isinstance(row[-1], str)
        if closing and self._text[self._at : self._at + 1] != closing:
            raise SheetError(f"has a list without its {closing}", "write as many [ as ]")
        self._at += len(closing)
        return [*rows, tuple(row)] if row or not rows else rows

    def _begins_row(self, sign: str) -> bool:
        if sign == ";":
            return not self._separators.semicolons_are_commas
        return sign == "\n" and self._separators.lines_are_rows

    def _item(self, depth: int) -> Cells:
        here = self._text[self._at]
        if here in _CLOSING:
            self._at += 1
            rows = self._rows(_CLOSING[here], depth + 1)
            if len(rows) > 1:
                return tuple(rows)
            return rows[0][0] if here == "(" and len(rows[0]) == 1 else rows[0]
        if here in "\"'":
            end = self._text.find(here, self._at + 1)
            if end < 0:
                raise SheetError(f"has a {here} without its partner", "close the quotes, or leave them out")
            cell, self._at = self._text[self._at + 1 : end], end + 1
            return cell
        match = self._separators.cell.match(self._text, self._at)
        cell = match[0] if match and match[0] else here
        self._at += len(cell)
        return cell
