"""Tables of numbers as text: one row a line, with commas, semicolons or tabs between, maybe one line of names above.

The first row is names where none of its cells is a number and one of them begins with a letter; else it is data.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from functools import partial
from io import TextIOWrapper
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from nnstep import limits
from nnstep.array_files.formats.format import Format, one_without_name
from nnstep.errors import DataError
from nnstep.expr.array import Array
from nnstep.input_files import open_regular, too_large

_SPECIAL = '_"−\x1c\x1d\x1e\x1f'
"""Signs that float reads otherwise than `_number`; without them all cells of a line take a tenth of the time."""


def _read(path: Path, _name: str, most: int) -> NDArray[Any]:
    """Return the one table; raise DataError that names line and column of what is no number."""
    try:
        return _table(path, most)
    except UnicodeDecodeError as error:
        kind = "UTF-16" if error.object.startswith((b"\xff\xfe", b"\xfe\xff")) else "another encoding"
        raise DataError(f"{path}: this is text in {kind}, not in UTF-8", "save it as UTF-8") from None


def _table(path: Path, most: int) -> NDArray[Any]:
    numbers, separator, width, named = array("d"), "", 0, 0
    with open_regular(path, limits.TABLE_BYTES) as raw, TextIOWrapper(raw, "utf-8-sig") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            if not width:
                # Where commas are decimal points, spreadsheets write semicolons.
                separator = next(sign for sign in ";\t," if sign in line or sign == ",")
                width = _width(path, line, separator)
                if _is_heading(line.split(separator)):
                    named = number
                    continue
            numbers.extend(_row(path, number, line, separator, width, named))
            if len(numbers) * 8 > most:
                raise too_large(None, limits.ARRAYS_BYTES, most)
    if not numbers:
        raise DataError(f"{path}: there are no rows {'of numbers ' if named else ''}in it")
    return np.array(numbers, dtype=np.float64).reshape(-1, width)


def _width(path: Path, line: str, separator: str) -> int:
    width = line.count(separator) + 1
    if width > limits.TABLE_COLUMNS.most:
        message = f"{path}: its first row has {limits.TABLE_COLUMNS.refusal(width, 'columns')}"
        raise DataError(message, "write one row a line, or save it as .npy")
    return width


def _is_heading(cells: list[str]) -> bool:
    return not any(map(_is_number, cells)) and any(_bare(cell)[:1].isalpha() for cell in cells)


def _row(path: Path, number: int, line: str, separator: str, width: int, named: int) -> list[float]:
    """Return the numbers of a line; `named` is the line of the names, where there are any."""
    if (count := line.count(separator) + 1) != width:
        first = f"the row of names in line {named}" if named else "the first row"
        message = f"{path}, line {number}: there are {count} cells, but {first} has {width}"
        raise DataError(message, "every row must have as many")
    cells = line.split(separator)
    try:
        is_plain = not any(sign in line for sign in _SPECIAL)
        return list(map(float if is_plain else _number, cells))
    except ValueError:
        column = next(at for at, cell in enumerate(cells, start=1) if not _is_number(cell))
        raise _not_a_number(path, number, column, cells[column - 1].strip(), named) from None


def _not_a_number(path: Path, number: int, column: int, cell: str, named: int) -> DataError:
    found = f'"{cell[:40]}"' if cell else "nothing"
    if cell.startswith('"') and not cell.endswith('"'):
        hint = "the whole row is in quotes: write it without them"
    elif len(cell.split()) > 1 and all(map(_is_number, cell.split())):
        hint = "put commas, semicolons or tabs between numbers"
    else:
        hint = "write numbers with a decimal point, as in 0.5"
    names = f"; line {named} was taken for the names of the columns" if named else ""
    message = f"{path}, line {number}, column {column}: a number is expected here, but there is {found}"
    return DataError(message, f"{hint}{names}")


def _number(cell: str) -> float:
    """Return the number of a cell, in quotes or not, with a hyphen or a minus sign; raise ValueError if it is none."""
    if "_" in cell:  # which Python allows between digits
        raise ValueError(cell)
    return float(_bare(cell))


def _bare(cell: str) -> str:
    cell = cell.strip()
    if len(cell) > 1 and cell[0] == cell[-1] == '"':
        cell = cell[1:-1].strip()
    return cell.replace("−", "-")


def _is_number(cell: str) -> bool:
    try:
        _number(cell)
    except ValueError:
        return False
    return True


def _write(separator: str, file: BinaryIO, arrays: Mapping[str, Array]) -> None:
    (array,) = arrays.values()
    for row in np.atleast_2d(array).tolist():
        file.write((separator.join(map(repr, row)) + "\n").encode())


COMMAS = Format((".csv",), one_without_name, _read, partial(_write, ","), title="one table of numbers")
TABS = Format((".tsv",), one_without_name, _read, partial(_write, "\t"), title="one table of numbers")
