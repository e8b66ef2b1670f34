"""A layer whose neurons are the pixels of an image, drawn as that image: in shades, or in half blocks if it is high."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnstep.drawing.network.character_grid import CharacterGrid
from nnstep.expr.array import Array

_SHADES = " ░▒▓█"
_HALVES = " ▀▄█"
"""By the sum of 1 for a bright upper and 2 for a bright lower pixel."""
_BRIGHT = 0.4
"""Share of the way from the least value to the largest from which on a half block is inked."""


@dataclass(frozen=True, slots=True)
class PixelGrid:
    """Where an image stands. A cell shows `across` by `down` pixels, or a pixel takes two cells."""

    x: int
    y: int
    rows: int
    columns: int
    pooled: int
    """Each side of the squares of pixels that are drawn as one."""
    halves: bool
    """Whether a cell shows two such squares, one above the other; else two cells show one."""

    @property
    def height(self) -> int:
        """Lines."""
        down = -(-self.rows // self.pooled)
        return -(-down // 2) if self.halves else down

    def unit_at(self, x: int, y: int) -> int | None:
        """Return the neuron of the pixel at a cell."""
        across = (x - self.x) if self.halves else (x - self.x) // 2
        down = (y - self.y) * (2 if self.halves else 1)
        row, column = down * self.pooled, across * self.pooled
        return row * self.columns + column if 0 <= row < self.rows and 0 <= column < self.columns else None


def pixel_grid(span: tuple[int, int], body: range, shape: tuple[int, int]) -> PixelGrid:
    """Return where an image is drawn as large as it fits; the last line is left for the number of its pixels."""
    (x, width), (rows, columns), lines = span, shape, max(1, len(body) - 1)
    for pooled in range(1, max(rows, columns) + 1):
        down, across = -(-rows // pooled), -(-columns // pooled)
        for halves in (False, True):
            wide, high = (across, -(-down // 2)) if halves else (2 * across, down)
            if (wide <= width and high <= lines) or (pooled == max(rows, columns) and halves):
                left, top = x + max(0, width - wide) // 2, body.start + max(0, lines - high) // 2
                return PixelGrid(left, top, rows, columns, pooled, halves)
    raise AssertionError(shape)


def image_width(shape: tuple[int, int], lines: int) -> int:
    """Return how many cells across an image would like to have."""
    rows, columns = shape
    return 2 * columns if rows <= lines else columns


def draw_image(grid: CharacterGrid, pixels: PixelGrid, values: Array, style: str) -> None:
    """Draw the values of an image, shape (pixels,), from the least to the largest; what is not finite is blank."""
    finite = np.isfinite(values)
    least, largest = (float(end(values[finite])) if finite.any() else 0.0 for end in (np.min, np.max))
    scaled = np.where(finite, values - least, 0.0) / (largest - least or 1.0)
    shares = _pooled(scaled.reshape(pixels.rows, pixels.columns), pixels.pooled)
    for row in range(pixels.height):
        if pixels.halves:
            below = shares[2 * row + 1] if 2 * row + 1 < len(shares) else np.zeros(shares.shape[1])
            inked = (shares[2 * row] >= _BRIGHT) + 2 * (below >= _BRIGHT)
            text = "".join(_HALVES[int(sign)] for sign in inked)
        else:
            levels = np.ceil(shares[row] * (len(_SHADES) - 1)).astype(int).tolist()
            text = "".join(_SHADES[level] * 2 for level in levels)
        grid.put(pixels.x, pixels.y + row, text, style)


def _pooled(image: Array, size: int) -> Array:
    """Return the means of squares of `size` by `size` pixels; those at the edges may have fewer."""
    means = image
    for axis in (0, 1):
        starts = np.arange(0, image.shape[axis], size)
        counts = np.diff([*starts, image.shape[axis]])
        means = np.add.reduceat(means, starts, axis=axis) / np.expand_dims(counts, 1 - axis)
    return means
