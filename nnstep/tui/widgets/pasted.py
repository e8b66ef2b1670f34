"""The numbers of a pasted text, row by row, in whatever form they were written."""

from __future__ import annotations

import re

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
