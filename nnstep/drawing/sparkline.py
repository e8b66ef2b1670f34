"""A series of sizes as one line of blocks, on a logarithmic scale."""

from __future__ import annotations

import numpy as np

from nnstep.expr.array import Array

BLOCKS = "▁▂▃▄▅▆▇"
"""Lines of them that stand one below the other do not touch."""
ZERO, NOT_FINITE, UNKNOWN = "0", "!", " "
LEAST_FACTOR = 10.0
"""The height spans at least this factor: what hardly changes is drawn as a line that hardly changes."""


def sparkline(sizes: Array, known: Array, width: int) -> str:
    """Return the last `width` of `sizes`, shape (n,), not negative, right-aligned; the largest is the full height.

    `known`, shape (n,), says which sizes are known: the others are blank.
    """
    shown, there = sizes[-width:] if width else sizes[:0], known[-width:] if width else known[:0]
    drawn = there & np.isfinite(shown) & (shown > 0)
    levels = np.zeros(shown.size, dtype=np.intp)
    if drawn.any():
        exponents = np.log10(shown[drawn])
        top = exponents.max()
        span = max(top - exponents.min(), np.log10(LEAST_FACTOR))
        steps = len(BLOCKS) - 1
        levels[drawn] = steps - np.rint((top - exponents) / span * steps).astype(np.intp)
    marks = [_mark(*cell) for cell in zip(shown.tolist(), levels.tolist(), there.tolist(), strict=True)]
    return "".join(marks).rjust(width)


def _mark(size: float, level: int, known: bool) -> str:  # noqa: FBT001 - a cell of three columns
    if not known:
        return UNKNOWN
    if not np.isfinite(size):
        return NOT_FINITE
    return BLOCKS[level] if size > 0 else ZERO
