"""The pixels of a small image, as nnstep puts images into its pictures: a PNG of 256 colours without filters."""

from __future__ import annotations

import struct
import zlib
from base64 import b64decode
from typing import TypeAlias

Colour: TypeAlias = tuple[int, int, int]

_SIGNATURE_BYTES = 8
_HEAD = struct.Struct(">I4s")


def pixels_of(address: str) -> list[list[Colour]]:
    """Return the colours of an image, row by row, from its ``data:`` address."""
    data = b64decode(address.partition(",")[2])
    parts: dict[bytes, bytes] = {}
    at = _SIGNATURE_BYTES
    while at < len(data):
        length, kind = _HEAD.unpack_from(data, at)
        parts[kind] = parts.get(kind, b"") + data[at + 8 : at + 8 + length]
        at += length + 12  # with the length, the kind and the checksum
    columns, rows = struct.unpack_from(">II", parts[b"IHDR"])
    palette, lines = parts[b"PLTE"], zlib.decompress(parts[b"IDAT"])
    starts = (row * (columns + 1) + 1 for row in range(rows))  # each line begins with the number of its filter
    return [[_colour(palette, level) for level in lines[start : start + columns]] for start in starts]


def _colour(palette: bytes, level: int) -> Colour:
    red, green, blue = palette[3 * level : 3 * level + 3]
    return red, green, blue
