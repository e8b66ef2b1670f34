"""A matrix of colour levels as an image within an SVG: a PNG of 256 colours, its pixels not blurred when enlarged."""

from __future__ import annotations

import struct
import zlib
from base64 import b64encode

import numpy as np
from numpy.typing import NDArray

from nnstep.drawing.svg.markup import element
from nnstep.drawing.svg.palette import level_colours
from nnstep.drawing.svg.scale import Area

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_EIGHT_BITS_OF_A_PALETTE = bytes([8, 3, 0, 0, 0])


def raster(levels: NDArray[np.uint8], box: Area) -> str:
    """Return levels, shape (rows, columns), as an image that fills `box`, row 0 at the top."""
    data = b64encode(png_of_levels(levels)).decode()
    return element(
        "image",
        x=box.left,
        y=box.top,
        width=box.width,
        height=box.height,
        preserveAspectRatio="none",
        image_rendering="optimizeSpeed",
        style="image-rendering:pixelated",
        href=f"data:image/png;base64,{data}",
    )


def png_of_levels(levels: NDArray[np.uint8]) -> bytes:
    """Return levels, shape (rows, columns), as a PNG file (W3C: Portable Network Graphics, third edition)."""
    rows, columns = levels.shape
    # Before each row the number of its filter: none.
    lines = np.concatenate([np.zeros((rows, 1), dtype=np.uint8), levels], axis=1)
    header = struct.pack(">II", columns, rows) + _EIGHT_BITS_OF_A_PALETTE
    parts = (
        (b"IHDR", header),
        (b"PLTE", level_colours().tobytes()),
        (b"IDAT", zlib.compress(lines.tobytes(), 9)),
        (b"IEND", b""),
    )
    return _SIGNATURE + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
