"""The one way from cells to a .csv file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from nnstep.harmless_text import harmless_cell


class CellNumber(str):
    """The text of a number, which may begin with its sign."""

    __slots__ = ()


def csv_text(rows: Iterable[Sequence[str]], separator: str = ",") -> str:
    """Return the table, in which no cell is a formula and no character steers a terminal or hides."""
    table = io.StringIO()
    writer = csv.writer(table, delimiter=separator, lineterminator="\n")
    for row in rows:
        writer.writerow([cell if isinstance(cell, CellNumber) else harmless_cell(cell) for cell in row])
    return table.getvalue()
