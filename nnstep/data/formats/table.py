"""Tables of numbers as text: one row a line, with commas, semicolons or tabs between, maybe one line of names above."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from nnstep.data.formats.format import LARGEST, Format
from nnstep.errors import DataError
from nnstep.visible import visible

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from nnstep.expr.array import Array


def _read(path: Path) -> dict[str, NDArray[Any]]:
    """Return the one table; raise DataError that names line and column of what is no number."""
    with path.open("rb") as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise DataError(visible(f"{path}: the file is too large"))
    lines = [(number, line) for number, line in enumerate(data.decode("utf-8-sig").splitlines(), 1) if line.strip()]
    if not lines:
        raise DataError(visible(f"{path}: there are no rows in it"))
    separator = max(",;\t", key=lines[0][1].count)
    if not any(_is_number(cell) for cell in lines[0][1].split(separator)) and len(lines) > 1:
        lines = lines[1:]
    width = lines[0][1].count(separator) + 1
    rows = [_row(path, number, line.split(separator), width) for number, line in lines]
    return {"": np.array(rows, dtype=np.float64)}


def _row(path: Path, number: int, cells: list[str], width: int) -> list[float]:
    if len(cells) != width:
        message = f"{path}, line {number}: there are {len(cells)} numbers, but the first row has {width}"
        raise DataError(visible(message), "every row must have as many")
    for column, cell in enumerate(cells, start=1):
        if not _is_number(cell):
            found = f'"{cell.strip()[:40]}"' if cell.strip() else "nothing"
            message = f"{path}, line {number}, column {column}: a number is expected here, but there is {found}"
            raise DataError(visible(message), "write numbers with a decimal point, as in 0.5")
    return [float(cell) for cell in cells]


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return "_" not in cell


def _write(separator: str, file: BinaryIO, arrays: Mapping[str, Array]) -> None:
    (array,) = arrays.values()
    for row in np.atleast_2d(array).tolist():
        file.write((separator.join(map(repr, row)) + "\n").encode())


COMMAS = Format((".csv",), _read, partial(_write, ","), title="one table of numbers")
TABS = Format((".tsv",), _read, partial(_write, "\t"), title="one table of numbers")
