"""The idx files in which MNIST and its kin come, packed with gzip or not.

Source: Y. LeCun, C. Cortes, C. Burges, The MNIST database of handwritten digits, section File formats.
"""

from __future__ import annotations

import gzip
import struct
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from nnstep.data.formats.format import LARGEST, Format

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

_TYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}


def _read(path: Path) -> dict[str, NDArray[Any]]:
    """Return the one array; raise ValueError where the file is none of its kind, EOFError where its end is missing."""
    packed = path.name.lower().endswith(".gz")
    with path.open("rb") as raw, gzip.GzipFile(fileobj=raw) if packed else raw as file:
        zero, code, rank = struct.unpack(">HBB", _exactly(file, 4))
        if zero != 0 or code not in _TYPES or rank == 0:
            raise ValueError("it does not begin as idx files do")
        shape = struct.unpack(f">{rank}I", _exactly(file, 4 * rank))
        kind = np.dtype(_TYPES[code])
        size = prod(shape) * kind.itemsize
        if size > LARGEST:
            raise ValueError("its header promises too many numbers")
        data = _exactly(file, size)
        if file.read(1):
            raise ValueError("there is more in it than its header promises")
    return {"": np.frombuffer(data, kind).reshape(shape).astype(kind.newbyteorder("="))}


def _exactly(file: Any, count: int) -> bytes:
    """Return the next `count` bytes, read piece by piece, so that a false header takes no memory."""
    pieces, left = [], count
    while left:
        piece: bytes = file.read(min(left, 2**20))
        if not piece:
            raise EOFError("its end is missing")
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


IDX = Format(("ubyte", ".idx", "ubyte.gz", ".idx.gz"), _read)
