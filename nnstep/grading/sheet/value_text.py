"""A value as it stands on a sheet: a number, or an array as NumPy, PyTorch, TensorFlow, MATLAB or Excel show it.

A comma may separate numbers or be a decimal sign, and a new line may begin a row or go on with one: of the readings of
a text the one counts whose size is the quantity's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from nnstep.errors import SheetError

Cells: TypeAlias = "str | tuple[Cells, ...]"
"""The text of a number, or nested lists of such texts."""

_WRAPPER = re.compile(r"(?:<[^>]*?numpy=)?\s*([A-Za-z_][\w.]*)\s*\(")
_SCALE = re.compile(r"\s*(1\.0+e[+-]?\d+)\s*\*\s*\n", re.IGNORECASE)
_NAMED = re.compile(r",\s*(?:dtype|shape|device|grad_fn|requires_grad|numpy|layout)\s*=")
_JOINED = re.compile(r"\s*([*·×⋅/^])\s*")
"""Signs within a number, around which people write spaces."""
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Separators:
    """What separates numbers, and whether a new line begins a row."""

    decimal_comma: bool = False
    lines_are_rows: bool = False

    @property
    def cell(self) -> re.Pattern[str]:
        """The pattern of the text of one number."""
        return _WITH_COMMA if self.decimal_comma else _WITHOUT_COMMA


_WITHOUT_COMMA = re.compile(r"[^\s,;\[\](){}\"']+")
_WITH_COMMA = re.compile(r"(?:[^\s,;\[\](){}\"']|(?<=\d),(?=\d))+")
_READINGS = tuple(Separators(comma, rows) for comma in (False, True) for rows in (False, True))


def readings(text: str) -> Iterator[tuple[Separators, Cells]]:
    """Yield what a text may mean, the plainest reading first; raise SheetError where it can't be taken apart."""
    plain, scale = _unwrapped(text)
    if "..." in plain or "…" in plain:
        raise SheetError("is shortened with ...", "print the array whole: np.set_printoptions(threshold=np.inf)")
    for separators in _READINGS:
        if (not separators.decimal_comma or "," in plain) and (not separators.lines_are_rows or "\n" in plain):
            cells = _Parser(plain, separators).parse()
            yield separators, _mapped(cells, lambda cell: f"{cell}{scale}") if scale else cells


def _mapped(cells: Cells, change: Callable[[str], str]) -> Cells:
    return change(cells) if isinstance(cells, str) else tuple(_mapped(part, change) for part in cells)


def _unwrapped(text: str) -> tuple[str, str]:
    """Return a text without what surrounds its numbers, ``array(..., dtype=float32)``, and MATLAB's common factor."""
    plain, scale = text.strip().rstrip(";").strip(), ""
    if (match := _SCALE.match(plain)) is not None:
        plain, scale = plain[match.end() :].strip(), f"*10^{int(match[1].lower().partition('e')[2])}"
    while (match := _WRAPPER.match(plain)) is not None:
        plain = plain[match.end() :]
        named = _NAMED.search(plain)
        plain = plain[: named.start()] if named else plain.rstrip().rstrip(">").rstrip().removesuffix(")")
        plain = plain.strip().rstrip(",").strip()
    return _JOINED.sub(r"\1", plain), scale


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
        """Return what stands up to a closing bracket as rows: at semicolons and, where they count, new lines."""
        if depth > _DEEPEST:
            raise SheetError("is nested too deep", "a matrix is a list of rows: [[1, 2], [3, 4]]")
        rows: list[tuple[Cells, ...]] = []
        row: list[Cells] = []
        while self._at < len(self._text) and self._text[self._at] not in "])}":
            here = self._text[self._at]
            if here == ";" or (here == "\n" and self._separators.lines_are_rows):
                rows += [tuple(row)] if row else []
                row = []
                self._at += 1
            elif here in ", \t\n\r":
                self._at += 1
            else:
                row.append(self._item(depth))
        if closing and self._text[self._at : self._at + 1] != closing:
            raise SheetError(f"has a list without its {closing}", "write as many [ as ]")
        self._at += len(closing)
        return [*rows, tuple(row)] if row or not rows else rows

    def _item(self, depth: int) -> Cells:
        here = self._text[self._at]
        if here in "[({":
            self._at += 1
            rows = self._rows({"[": "]", "(": ")", "{": "}"}[here], depth + 1)
            return tuple(rows) if len(rows) > 1 else rows[0]
        if here in "\"'":
            end = self._text.find(here, self._at + 1)
            if end < 0:
                raise SheetError(f"has a {here} without its partner", "close the quotes, or leave them out")
            cell, self._at = self._text[self._at + 1 : end], end + 1
            return cell
        match = self._separators.cell.match(self._text, self._at)
        cell = match[0] if match else here
        self._at += len(cell)
        return cell
