"""The scale of heat maps: from blue for negative through the background for zero to orange for positive numbers.

Without colours the same levels are glyphs: dots that get denser for positive numbers, lines for negative ones.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nnstep.expr.array import Array

LEVELS = 8
"""Levels on each side of zero. Few enough to be told apart, and for most cells to stay the same from step to step."""
NAN_LEVEL = LEVELS + 1
INFINITE_LEVEL = LEVELS + 2
"""Of both infinities: they are farther from zero than any level."""

NAN_SIGN, INFINITY_SIGN = "?", "∞"
_POSITIVE_GLYPHS, _NEGATIVE_GLYPHS = "░▒▓█", "╌─═≡"

Rgb = tuple[float, float, float]
"""Red, green and blue, each from 0 to 1."""
_ENDS: dict[bool, tuple[Rgb, Rgb]] = {
    True: ((0.42, 0.72, 1.0), (1.0, 0.66, 0.18)),
    False: ((0.03, 0.22, 0.55), (0.56, 0.22, 0.0)),
}
"""The colours of the most negative and the most positive number, on a dark background and on a light one."""
_LEAST = 0.2
"""How far the first level lies from the background towards the end of its side."""


def levels_of(values: Array, extent: float) -> NDArray[np.int8]:
    """Return the level of each value on a scale from `-extent` to `extent`, from `-LEVELS` to `LEVELS`.

    Only 0 has level 0, so that what is exactly zero is seen; what is not finite has a level of its own.
    """
    finite = np.isfinite(values)
    share = np.abs(np.where(finite, values, 0.0)) / extent if extent > 0 else np.zeros(values.shape)
    sizes = np.ceil(share * LEVELS).clip(0, LEVELS)
    found = np.where(finite, np.sign(np.where(finite, values, 0.0)) * np.maximum(sizes, 1), INFINITE_LEVEL)
    return np.where(np.isnan(values), NAN_LEVEL, found).astype(np.int8)


def glyph_of(level: int) -> str:
    """Return the glyph that stands for a level without colours; a space for 0."""
    if level in (NAN_LEVEL, INFINITE_LEVEL):
        return NAN_SIGN if level == NAN_LEVEL else INFINITY_SIGN
    glyphs = _POSITIVE_GLYPHS if level > 0 else _NEGATIVE_GLYPHS
    return glyphs[-(-abs(level) * len(glyphs) // LEVELS) - 1] if level else " "


def is_dark(background: Rgb) -> bool:
    """Return whether a background asks for light ends of the scale."""
    return _lightness(background) < 0.6


def colour_of(level: int, background: Rgb) -> Rgb:
    """Return the colour of a level on this background: the background's own for 0."""
    if level == 0:
        return background
    end = _ENDS[is_dark(background)][level > 0]
    share = _LEAST + (1 - _LEAST) * (min(abs(level), LEVELS) - 1) / (LEVELS - 1)
    start, goal = (np.array(_oklab(colour)) for colour in (background, end))
    return _from_oklab(start + (goal - start) * share)


def _lightness(colour: Rgb) -> float:
    return _oklab(colour)[0]


# B. Ottosson, A perceptual color space for image processing, 2020: equal distances look equally large.
_TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def _oklab(colour: Rgb) -> tuple[float, float, float]:
    channels = np.array(colour)
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    lightness, a, b = (_TO_LAB @ np.cbrt(_TO_CONES @ linear)).tolist()
    return lightness, a, b


def _from_oklab(lab: NDArray[np.float64]) -> Rgb:
    linear = (np.linalg.inv(_TO_CONES) @ (np.linalg.inv(_TO_LAB) @ lab) ** 3).clip(0, 1)
    curved = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    red, green, blue = curved.tolist()
    return red, green, blue
