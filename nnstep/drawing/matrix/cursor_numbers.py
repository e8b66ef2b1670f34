"""The number under the cursor, and what its row and its column are like, in one line."""

from __future__ import annotations

import numpy as np

from nnstep.drawing.matrix.array_facts import short_text
from nnstep.drawing.matrix.shown_array import ShownArray
from nnstep.expr.digits import MINUS, Digits


def cursor_line(shown: ShownArray, digits: Digits) -> str:
    """Return ``[5,12] = −0.0931  row max 0.31  column mean 0.004``; nothing where there is no cursor on a value.

    The maximum and the mean are NaN or infinite where a number of the row or of the column is.
    """
    if not shown.cursor or shown.values is None:
        return ""
    row, column = shown.cursor
    number = digits.number(shown.values[row, column].item()).replace("-", MINUS)
    with np.errstate(all="ignore"):
        largest = float(shown.values[row].max())
        mean = float(shown.values[:, column].mean(dtype=np.float64))
    parts = [f"[{row},{column}] = {number}"]
    parts += [f"row max {short_text(largest)}"] if shown.columns > 1 else []
    parts += [f"column mean {short_text(mean)}"] if shown.rows > 1 else []
    return "  ".join(parts)
