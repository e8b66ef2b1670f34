"""The idx files in which MNIST and its kin come, packed with gzip or not.

Source: Y. LeCun, C. Cortes, C. Burges, The MNIST database of handwritten digits, section File formats.
"""

from __future__ import annotations

import gzip
import os
import struct
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnstep.array_files.formats.format import Format, one_without_name
from nnstep.array_files.formats.raw import check_room, read_numbers
from nnstep.input_files import open_regular

_TYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
_LARGEST_FACTOR = 1032
"""How many times its own size a file packed with gzip can hold at most."""


def _read(path: Path, _name: str, most: int) -> NDArray[Any]:
    """Return the one array; raise ValueError where the file is none of its kind, EOFError where its end is missing."""
    packed = path.name.lower().endswith(".gz")
    with open_regular(path) as raw, gzip.GzipFile(fileobj=raw) if packed else raw as file:
        zero, code, rank = struct.unpack(">HBB", _exactly(file, 4))
        if zero != 0 or code not in _TYPES or rank == 0:
            raise ValueError("it does not begin as idx files do")
        shape = struct.unpack(f">{rank}I", _exactly(file, 4 * rank))
        kind = np.dtype(_TYPES[code])
        check_room(shape, kind, most)
        unpacked = os.fstat(raw.fileno()).st_size * (_LARGEST_FACTOR if packed else 1)
        if prod(shape) * kind.itemsize > unpacked:
            raise EOFError("its end is missing")
        array = read_numbers(file, shape, kind)
        if file.read(1):
            raise ValueError("there is more in it than its header promises")
    return array.astype(kind.newbyteorder("="), copy=False)


def _exactly(file: Any, count: int) -> bytes:
    data: bytes = file.read(count)
    if len(data) < count:
        raise EOFError("its end is missing")
    return data


IDX = Format(("ubyte", ".idx", "ubyte.gz", ".idx.gz"), one_without_name, _read)
