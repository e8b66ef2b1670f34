"""The colours of pictures, chosen so that people with any colour vision can tell them apart."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nnstep.expr.array import Array

BACKGROUND = "#ffffff"
GRID = "#e3e3e3"
ZERO_LINE = "#b0b0b0"
FRAME = "#8a8a8a"
MISSING = "#9a9a9a"
"""What stands for a value that is no finite number."""

LINE_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000")
"""M. Okabe, K. Ito: Color Universal Design, 2008; without the yellow, which white swallows."""
DASHES = ("", "7 3", "2 3", "9 3 2 3", "14 4")
"""Beside the colour the other sign of a curve: 35 curves differ in the one or the other."""
MOST_CURVES = len(LINE_COLOURS) * len(DASHES)

_NEGATIVE = ("#08306b", "#2166ac", "#67a9cf", "#d1e5f0")
_POSITIVE = ("#fddbc7", "#ef8a62", "#b2182b", "#67001f")
_MIDDLE = "#f7f7f7"
_LEVELS = 127
"""Levels of colour on each side of zero."""
LEVEL_COUNT = 2 * _LEVELS + 2
"""One for what is no number, then from the most negative to the most positive, zero in the middle."""


def level_colours() -> NDArray[np.uint8]:
    """Return the colour of each level as red, green and blue: shape (256, 3)."""
    anchors = np.array([_channels(colour) for colour in (*_NEGATIVE, _MIDDLE, *_POSITIVE)], dtype=np.float64)
    at = np.linspace(0, len(anchors) - 1, LEVEL_COUNT - 1)
    mixed = [np.interp(at, np.arange(len(anchors)), anchors[:, channel]) for channel in range(3)]
    found = np.vstack([_channels(MISSING), np.rint(np.stack(mixed, axis=1))])
    return np.asarray(found, dtype=np.uint8)


def levels(values: Array, extent: float) -> NDArray[np.uint8]:
    """Return the level of each value on a scale from `-extent` to `extent`; 0 where it is no finite number."""
    finite = np.isfinite(values)
    known = np.where(finite, values, 0.0)
    places = known / extent if extent > 0 else np.zeros(known.shape)
    shown = _LEVELS + 1 + np.rint(places.clip(-1, 1) * _LEVELS)
    return np.where(finite, shown, 0).astype(np.uint8)


def _channels(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return red, green, blue
