"""Numbers as bytes: the memory they take, and reading them."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnstep.expr.array import Shape
from nnstep.input_files import too_large
from nnstep.limits import ARRAYS_BYTES


def check_room(shape: Shape, dtype: np.dtype[Any], most: int) -> None:
    """Raise OSError where an array takes more than `most` bytes as it is kept: all but whole numbers as float64."""
    if any(length < 0 for length in shape):
        raise ValueError("it has a negative size")
    size = prod(shape) * (8 if dtype.kind == "f" else dtype.itemsize)
    if size > most:
        raise too_large(size, ARRAYS_BYTES, most)


def read_numbers(file: Any, shape: Shape, dtype: np.dtype[Any], *, fortran: bool = False) -> NDArray[Any]:
    """Return the array whose numbers come next in `file`; raise EOFError where its end is missing."""
    flat = np.empty(prod(shape), dtype)
    room, at = flat.view(np.uint8).data, 0
    while at < len(room):
        count = file.readinto(room[at : at + 2**20])
        if not count:
            raise EOFError("its end is missing")
        at += count
    return flat.reshape(shape[::-1]).T if fortran else flat.reshape(shape)
