"""Which of the readings of a value counts: the one whose size is the quantity's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import prod
from typing import Any, Literal

from nnstep.errors import SheetError
from nnstep.expr.array import Shape
from nnstep.grading.sheet.answer_sheet import place_in, sizes_of
from nnstep.grading.sheet.number_forms import BLANK_GROUPED, TypedNumber, comma_in, number_of, shown_of_commas
from nnstep.grading.sheet.values.number_faults import short
from nnstep.grading.sheet.values.value_text import Cells, Separators, readings

_GROUPED = re.compile(BLANK_GROUPED)
_BRACKET = re.compile(r"[\[\](){}]")
_EMPTY_LINES = re.compile(r"\n\s*\n")
_MOST_ENDS = 16
"""So many of the empty lines in an answer are tried as its end, the last ones first."""


def chosen(value: object, shape: Shape, *, pads: bool = False) -> tuple[Separators | None, object]:
    """Return the separators and the cells of a value: of text, in the way whose size is `shape`, or else the best one.

    There are no separators where the value is no text. With `pads` empty cells at the ends of rows may be missing.
    Raise SheetError where text can't be taken apart, or in two ways that are not the same numbers.
    """
    if pads and shape and isinstance(value, str) and number_of(value) is not None:
        value = [value]
    if isinstance(value, list) and _is_text(value):
        value = _of_width(value, shape, max(shape, default=0) if pads else 0)
    text = _text(value, shape)
    return (None, _each_plain(value)) if text is None else _chosen(text, shape)


def complete_lines(text: str, shape: Shape) -> int:
    """Return how many lines of a text, up to an empty one, have the size of `shape` that the whole text has not; or 0.

    What stands below them is no part of the quantity: the number of a page, perhaps. Below brackets that are closed it
    never is one, and below ``16 553`` only if more digits stand in groups.
    """
    text = text.rstrip()
    ends = [match.start() for match in _EMPTY_LINES.finditer(text)]
    whole = _fit_of(text, shape) if ends else "plain"
    for end in reversed(ends[: prod(shape) + 1][-_MOST_ENDS:]):
        is_closed = text[:end].rstrip().endswith(("]", ")")) and not _BRACKET.search(text, end)
        if whole == "plain" and not is_closed:
            continue
        fit = _fit_of(text[:end], shape)
        if whole == "grouped" and not is_closed and (text.startswith("\n") or _GROUPED.search(text, end)):
            return 0
        if fit and (is_closed or fit != whole):
            return text.count("\n", 0, end) + 1
    return 0


def _fit_of(text: str, shape: Shape) -> Literal["", "plain", "grouped"]:
    """Return whether a text has the size of `shape`, and whether only if blanks in it separate groups of digits."""
    try:
        fitting = [
            separators
            for separators, cells in readings(text)
            if place_in(shape, sizes_of(cells)) is not None
            and all(not cell.strip(" ?") or number_of(cell) is not None for cell in texts(cells))
        ]
    except SheetError:
        return ""
    if not fitting:
        return ""
    return "grouped" if all(separators.blanks_group for separators in fitting) else "plain"


def texts(cells: object) -> Iterator[str]:
    """Yield the texts in nested cells, one after another."""
    if isinstance(cells, str):
        yield cells
    elif isinstance(cells, list | tuple):
        for part in cells:
            yield from texts(part)


def _of_width(cells: list[Any], shape: Shape, least: int) -> object:
    """Return a table's row, or rows, as wide as the quantity: empty cells at their ends are there, or are not.

    They are added up to `least` cells.
    """
    rows = cells if all(isinstance(row, list) for row in cells) else [cells]
    filled = max((at for row in rows for at, cell in enumerate(row, start=1) if cell), default=0)
    if not filled:
        return ()
    widest = max(least, *map(len, rows))
    heads = (len(rows),) if rows is cells else ()
    width = next((width for width in range(filled, widest + 1) if place_in(shape, (*heads, width))), filled)
    wide = [(row + [""] * widest)[:width] for row in rows]
    if rows is cells:
        return wide
    return wide[0] if shape or width > 1 else wide[0][0]


def _text(value: object, shape: Shape) -> str | None:
    """Return a value's text; also that of cells which do not fit, as their commas may not have separated them."""
    if isinstance(value, list) and place_in(shape, sizes_of(_nested(value))) is None and _is_text(value):
        return _joined(value)
    return value if isinstance(value, str) else None


def _each_plain(value: object) -> object:
    """Return a list of texts with each of them as one plain number, where that is what it shows."""
    if isinstance(value, list):
        return list(map(_each_plain, value))
    if not isinstance(value, str) or number_of(value) is not None:
        return value
    try:
        cells = [cells for _, cells in readings(value)]
    except SheetError:
        return value
    return next((cell for cell in cells if isinstance(cell, str) and number_of(cell) is not None), value)


def _nested(value: object) -> object:
    return tuple(map(_nested, value)) if isinstance(value, list) else value


def _is_text(value: object) -> bool:
    return all(map(_is_text, value)) if isinstance(value, list) else isinstance(value, str)


def _joined(value: object) -> str:
    return f"[{','.join(map(_joined, value))}]" if isinstance(value, list) else f"{value}"


def _chosen(text: str, shape: Shape) -> tuple[Separators | None, object]:
    """Return the cells of the reading of a text that has the size of a quantity, or else of the best one.

    Raise SheetError where two readings have it and are not the same numbers.
    """
    found = list(readings(text))
    for place in ("same", "transposed"):
        fitting = [pair for pair in found if place_in(shape, sizes_of(pair[1])) == place and _are_numbers(pair[1])]
        if fitting:
            _check_same(cells for _, cells in fitting)
            return fitting[0]
    whole = [pair for pair in found if _are_numbers(pair[1])]
    if not whole and not shape:
        cells = found[0][1]
        return None, cells if isinstance(cells, str) else text.strip()  # a number with something behind it, perhaps
    return (whole or found)[0]


def _check_same(several: Iterable[Cells]) -> None:
    ways = {tuple(map(number_of, texts(cells))) for cells in several}
    if len(ways) > 1:
        shown = sorted(f"[{', '.join(map(_plainly, numbers))}]" for numbers in ways)
        raise SheetError("can be read in two ways", f"write {short(shown[0])} or {short(shown[1])}")


def _plainly(number: TypedNumber | None) -> str:
    if number is None:
        return "''"
    return str(number) if isinstance(number, Fraction) else f"{number:f}"


def _are_numbers(cells: object) -> bool:
    """Return whether all cells are numbers or blank, and commas and points have one meaning in those that have both."""
    if not all(not text.strip() or number_of(text) is not None for text in texts(cells)):
        return False
    with_both = {comma_in(text) for text in texts(cells) if "," in text and "." in text}
    return not with_both or len(set().union(with_both, *map(shown_of_commas, texts(cells)))) == 1
