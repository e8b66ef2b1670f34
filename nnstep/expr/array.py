"""The one array type of the language: float64, of rank 0 (a number) or 2 (a matrix, one column a sample)."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.float64]
"""A read-only float64 array: rank 0 for a number such as the error, rank 2 for everything else."""

Shape: TypeAlias = tuple[int, ...]


def frozen(values: object) -> Array:
    """Return `values` as a float64 array that nobody can write to; raise ValueError where they are no numbers.

    Its rows lie one after another in memory: the last bit of a matrix product can depend on how they do.
    """
    array = np.array(values, dtype=np.float64, order="C")
    array.flags.writeable = False
    return array
