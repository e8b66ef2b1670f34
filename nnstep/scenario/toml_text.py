"""How TOML writes numbers, lists of them, texts and tables; every number with all its digits."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

import numpy as np

from nnstep.expr.array import shortest


def table_lines(header: str, table: Mapping[str, str]) -> list[str]:
    """Return a table under its header, below an empty line; the values are TOML already."""
    return ["", header, *(f"{key} = {value}" for key, value in table.items())]


def rows_text(rows: Iterable[Iterable[float]]) -> str:
    """Return rows of numbers; several stand on lines of their own."""
    texts = [row_text(row) for row in rows]
    return f"[{texts[0]}]" if len(texts) == 1 else "[\n" + "".join(f"    {text},\n" for text in texts) + "]"


def row_text(numbers: Iterable[float]) -> str:
    """Return a list of numbers."""
    return f"[{', '.join(exact_text(shortest(number)) for number in numbers)}]"


def exact_text(value: float) -> str:
    """Return a number that is read as the same float64; TOML's integers have no negative zero."""
    is_short = value.is_integer() and abs(value) < 1e15 and (value or not np.signbit(value))
    return str(int(value)) if is_short else repr(value)


def quoted_text(value: str) -> str:
    """Return a text in quotes: TOML has the escapes of JSON, and does not allow the delete character bare."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
