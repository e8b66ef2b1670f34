"""The one array type of the language: of rank 0 (a number) or 2 (a matrix, one column a sample), float64 by default.

In a run of single precision every array is float32.
"""

from __future__ import annotations

from typing import Any, Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.float64]
"""A read-only array: rank 0 for a number such as the error, rank 2 for everything else. Its numbers are float64; in a
run of single precision they are float32, which the type checker isn't told."""

Mask: TypeAlias = NDArray[np.bool_]
"""Which elements of an array something holds of."""

Shape: TypeAlias = tuple[int, ...]

RunPrecision: TypeAlias = Literal["float64", "float32"]
"""The type of number that a run computes with."""

NUMBER_TYPES: dict[RunPrecision, type[np.float64]] = {name: getattr(np, name) for name in get_args(RunPrecision)}
"""NumPy's type of each precision."""


def frozen(values: object) -> Array:
    """Return `values` as an array that nobody can write to; raise ValueError where they are no numbers.

    An array of float32 stays one, all else becomes float64. Its rows lie one after another in memory: the last bit of
    a matrix product can depend on how they do.
    """
    single = isinstance(values, np.ndarray | np.generic) and values.dtype == np.float32
    return in_precision(values, "float32" if single else "float64")


def in_precision(values: object, precision: RunPrecision) -> Array:
    """Return `values` as `frozen` does, rounded to this precision; what is too large for it becomes infinite."""
    with np.errstate(over="ignore"):
        array = np.array(values, dtype=NUMBER_TYPES[precision], order="C")
    array.flags.writeable = False
    return array


def shortest(number: Any) -> float:
    """Return the float with the fewest digits that is `number` again once it is rounded to its own type, as float32."""
    if isinstance(number, float):  # NumPy's float64 is one, too
        return float(number)
    text = float(str(number))
    return text if type(number)(text) == number else float(number)


def plain(value: Array) -> Any:
    """Return an array as nested lists of numbers, with strings for NaN and the infinities, which JSON does not have."""
    return value.tolist() if np.isfinite(value).all() else _named(value.tolist())


def _named(value: Any) -> Any:
    if isinstance(value, list):
        return [_named(item) for item in value]
    return value if np.isfinite(value) else str(float(value))
