"""The number under the cursor, and what its row and its column are like."""

from __future__ import annotations

import numpy as np

from nnstep.drawing.matrix.array_facts import short_text
from nnstep.drawing.matrix.shown_array import ShownArray
from nnstep.expr.digits import MINUS, Digits


def cursor_texts(shown: ShownArray, digits: Digits) -> list[str]:
    """Return ``[5,12] = −0.0931``, ``row max 0.31``, ``column mean 0.004``; nothing where there is no cursor.

    The maximum and the mean are NaN or infinite where a number of the row or of the column is.
    """
    if not shown.cursor:
        return []
    (row, column), values = shown.cursor, shown.present
    number = digits.number(values[row, column].item()).replace("-", MINUS)
    with np.errstate(all="ignore"):
        largest = float(values[row].max())
        mean = float(values[:, column].mean(dtype=np.float64))
    parts = [f"[{row},{column}] = {number}"]
    parts += [f"row max {short_text(largest)}"] if shown.columns > 1 else []
    return [*parts, *([f"column mean {short_text(mean)}"] if shown.rows > 1 else [])]
