"""The numbers of a pasted text, in whatever form they were written, and the cells that they go into."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from nnstep.errors import SheetError
from nnstep.expr.array import Shape
from nnstep.grading.sheet.answer_sheet import Index, place_in, sizes_of
from nnstep.grading.sheet.number_forms import number_of
from nnstep.grading.sheet.values.value_choice import texts
from nnstep.grading.sheet.values.value_text import readings
from nnstep.harmless_text import visible

_LONGEST = 60
_LABEL = re.compile(r"^[^=:\[\](){}\n]*[=:]\s*")
"""What stands before the numbers: ``W2 =``."""
_MINUS = str.maketrans("−–", "--")
_ROW_ENDS = re.compile(r"[;\[\](){}⎡⎢⎣⎤⎥⎦]|\\\\")
_NUMBER = re.compile(r"[+-]?(\d+(?:\.\d*)?|\.\d+)([eE][+-]?\d+)?(/\d+)?")
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")


def plain(text: str) -> str:
    """Return a number as it is read: with a plain minus sign, and a point for a decimal comma."""
    return _DECIMAL_COMMA.sub(".", text.translate(_MINUS).strip())


def rows_in(text: str, wanted: int) -> list[list[str]]:
    """Return the numbers of a text by rows: of a list of lists, a printed array, lines, a spreadsheet's cells.

    Commas that may be decimal commas or separators are read in the way that gives the `wanted` count. Otherwise they
    are decimal commas, except in a list in brackets or with several in a row. A word among numbers is kept, so that it
    is refused in its place.
    """
    text = text.translate(_MINUS)
    lists = _rows(text.replace(",", " "))
    if "." in text or "," not in text:
        return lists
    decimals = _rows(_DECIMAL_COMMA.sub(".", text).replace(",", " "))
    counts = [sum(map(len, rows)) for rows in (lists, decimals)]
    if wanted in counts and counts[0] != counts[1]:
        return lists if counts[0] == wanted else decimals
    is_list = re.search(r",\d+,", text) or ("[" in text and all(len(row) == 1 for row in decimals))
    return lists if is_list else decimals


def _rows(text: str) -> list[list[str]]:
    # A printed array breaks long rows, so that where there are brackets a line's end means nothing.
    parts = _ROW_ENDS.split(text if any(sign in text for sign in "[⎡(") else text.replace("\n", ";"))
    return [row for part in parts if (row := _numbers(re.split(r"[\s&|]+", part)))]


def _numbers(words: list[str]) -> list[str]:
    """Return a row from its first number on."""
    words = [word for word in words if word]
    first = next((n for n, word in enumerate(words) if _NUMBER.fullmatch(word)), len(words))
    return words[first:]


@dataclass(frozen=True, slots=True)
class Filling:
    """The texts for cells, by index, and what to say of how the paste was read."""

    texts: Mapping[Index, str]
    remark: str = ""


def filling(text: str, shape: Shape, asked: Sequence[Index], at: Index) -> Filling:
    """Return what a pasted text puts into which of the cells `asked` of a quantity of `shape`.

    The whole quantity fills them all wherever the cursor is, also transposed, in any form that an answer sheet takes;
    as many numbers as are asked for, too. Fewer are a block or a list from the cell at `at` on. Raise SheetError where
    the text fits nowhere, or in two ways.
    """
    rows = rows_in(text, len(asked))
    words = [word for row in rows for word in row]
    if len(words) < 2:
        return Filling({at: words[0] if words else visible(text.strip())[:_LONGEST]})
    whole = _whole(_readings(text), shape) or _whole([rows], shape)
    if whole is not None:
        cells, transposed = whole
        remark = f"rows and columns were exchanged: {_size(shape)} expected" if transposed else ""
        return Filling({index: cells[index] for index in asked}, remark)
    if len(words) == len(asked) and (len(rows) == 1 or not _is_matrix(shape, asked)):
        return Filling(dict(zip(asked, words, strict=True)))
    first = asked.index(at)
    in_line = len(rows) == 1 or (not _is_matrix(shape, asked) and len(words) == len(rows))
    places = list(asked[first : first + len(words)]) if in_line else _block(shape, at, rows)
    if len(places) < len(words) or not set(places) <= set(asked):
        raise SheetError(_refusal(rows, len(words), shape, asked))
    return Filling(dict(zip(places, words, strict=True)))


def _readings(text: str) -> list[object]:
    """Return what a text may mean as an answer sheet reads it, the plainest reading first; none where it is none."""
    try:
        return [cells for _, cells in readings(_LABEL.sub("", text, count=1))]
    except SheetError:
        return []


def _whole(found: Sequence[object], shape: Shape) -> tuple[dict[Index, str], bool] | None:
    """Return the numbers of a reading that is the whole of a quantity, and whether it is transposed; None if none is.

    Raise SheetError where several are, and not the same numbers.
    """
    for place in ("same", "transposed"):
        ways = [list(texts(cells)) for cells in found if place_in(shape, sizes_of(_nested(cells))) == place]
        ways = [flat for flat in ways if all(number_of(word) is not None for word in flat)]
        if len({tuple(map(number_of, flat)) for flat in ways}) > 1:
            raise SheetError("the pasted numbers can be read in two ways", "put blanks between them")
        if ways:
            order = np.ndindex(shape) if place == "same" else (index[::-1] for index in np.ndindex(shape[::-1]))
            return dict(zip(order, map(plain, ways[0]), strict=True)), place == "transposed"
    return None


def _nested(cells: object) -> object:
    return tuple(map(_nested, cells)) if isinstance(cells, list | tuple) else cells


def _is_matrix(shape: Shape, asked: Sequence[Index]) -> bool:
    """Return whether the cells are rows and columns: of numbers in one line, standing or lying is no difference."""
    return len(asked) == int(np.prod(shape, dtype=int)) and min((*shape, 1, 1)[:2]) > 1


def _block(shape: Shape, at: Index, rows: Sequence[Sequence[str]]) -> list[Index]:
    """Return the places of a block from one on, row by row; none where it does not fit."""
    width = max(map(len, rows))
    row, column = (*at, 0, 0)[:2]
    height, across = (*shape, 1, 1)[:2]
    if any(len(each) != width for each in rows) or column + width > across or row + len(rows) > height:
        return []
    return [(row + i, column + j) for i in range(len(rows)) for j in range(width)]


def _refusal(rows: Sequence[Sequence[str]], count: int, shape: Shape, asked: Sequence[Index]) -> str:
    widths = sorted({len(row) for row in rows})
    here = _size(shape) if _is_matrix(shape, asked) else f"{len(asked)} numbers"
    if len(widths) > 1:
        return f"the pasted rows have {' and '.join(map(str, widths))} numbers; {here} expected"
    found = f"{len(rows)}×{widths[0]}"
    if count <= len(asked):
        return f"pasted {found}, which does not fit into {here} from this cell on"
    return f"pasted {found}, {here} expected"


def _size(shape: Shape) -> str:
    return "×".join(map(str, shape)) or "one number"
