"""What is said of an array that is not seen as a whole: extremes, mean, zeros, and the cursor's row and column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnstep.drawing.matrix.shown_array import ShownArray
from nnstep.expr.array import Array
from nnstep.expr.digits import MINUS, Digits

_SHORT = Digits(3)


@dataclass(frozen=True, slots=True)
class ArrayFacts:
    """Measures of all elements of an array; `least`, `mean` and `most` are of the finite ones, 0 if there are none."""

    least: float
    mean: float
    most: float
    zeros: int
    nans: int
    infinite: int
    size: int

    @property
    def extent(self) -> float:
        """The largest distance from zero of a finite element."""
        return max(-self.least, self.most, 0.0)

    def texts(self) -> list[str]:
        """Return the measures as short texts, the most important first."""
        if self.nans + self.infinite == self.size:
            found = []
        else:
            named = {"min": self.least, "mean": self.mean, "max": self.most}
            found = [f"{name} {short_text(value)}" for name, value in named.items()]
        found.append(f"{share_text(self.zeros, self.size)} zeros")
        found += [f"{self.nans:,} NaN"] if self.nans else []
        return [*found, *([f"{self.infinite:,} infinite"] if self.infinite else [])]


def facts_of(values: Array) -> ArrayFacts:
    """Return the measures of an array that has at least one element."""
    least, most = float(values.min()), float(values.max())
    zeros = int(np.count_nonzero(values == 0))  # quicker than counting what is not 0
    if np.isfinite(least) and np.isfinite(most):
        return ArrayFacts(least, _mean(values), most, zeros, 0, 0, values.size)
    finite = values[np.isfinite(values)]
    nans = int(np.count_nonzero(np.isnan(values)))
    ends = (float(finite.min()), _mean(finite), float(finite.max())) if finite.size else (0.0, 0.0, 0.0)
    return ArrayFacts(*ends, zeros, nans, values.size - finite.size - nans, values.size)


def _mean(values: Array) -> float:
    with np.errstate(over="ignore"):
        mean = float(values.mean(dtype=np.float64))
    return mean if np.isfinite(mean) else float((values / values.size).sum(dtype=np.float64))


def short_text(value: float) -> str:
    """Return a number with three significant digits."""
    return _SHORT.number(value).replace("-", MINUS)


def share_text(count: int, whole: int) -> str:
    """Return a share in percent; only none is 0 %, and only all are 100 %."""
    percent = 100 * count / whole
    if 0 < percent < 1 or 99 < percent < 100:
        return "<1 %" if percent < 1 else ">99 %"
    return f"{percent:.0f} %"


def joined(texts: Sequence[str], room: int) -> str:
    """Return as many of the first texts as `room` cells hold, two blanks apart."""
    line = ""
    for number, text in enumerate(texts):
        longer = f"{line}  {text}" if number else text
        if len(longer) > room:
            break
        line = longer
    return line


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
