"""The path of a curve: as small as the picture is wide, without losing a spike, with gaps where values are left out.

Of the values that fall into one column of pixels the first, the lowest, the highest and the last are drawn; the
rest can't be seen (U. Jugel et al.: M4, a visualization-oriented time series data aggregation, 2014).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nnstep.drawing.svg.markup import coordinate
from nnstep.expr.array import Array, Mask

_DRAWN_OF_A_COLUMN = 4


def drawn_points(x: Array, y: Array, kept: Mask) -> NDArray[np.intp]:
    """Return which of the points at `x`, ascending, and `y` are enough to draw those that are `kept`, ascending."""
    found = np.flatnonzero(kept)
    if not found.size:
        return found
    columns = np.floor(x[found]).astype(np.intp)
    starts = np.flatnonzero(np.diff(columns, prepend=columns[0] - 1))
    if found.size <= _DRAWN_OF_A_COLUMN * starts.size:
        return found
    chosen: list[int] = []
    for start, end in zip(starts.tolist(), [*starts[1:].tolist(), found.size], strict=True):
        heights = y[found[start:end]]
        chosen += {start, start + int(heights.argmin()), start + int(heights.argmax()), end - 1}
    return found[np.sort(np.array(chosen, dtype=np.intp))]


def path_data(x: Array, y: Array, kept: Mask) -> str:
    """Return the `d` of a path through the kept points; where a point between two is left out there is a gap.

    A point that stands alone becomes a dot, if the ends of lines are round.
    """
    drawn = drawn_points(x, y, kept)
    left_out = np.cumsum(~kept)[drawn]
    begins = np.diff(left_out, prepend=-1) > 0
    alone = begins & np.append(begins[1:], True)
    parts = []
    for point, is_first, is_alone in zip(drawn.tolist(), begins.tolist(), alone.tolist(), strict=True):
        letter = "M" if is_first else "L"
        dot = "h0.01" if is_alone else ""
        parts.append(f"{letter}{coordinate(x[point])} {coordinate(y[point])}{dot}")
    return "".join(parts)
