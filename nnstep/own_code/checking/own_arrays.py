"""Arrays of one's own code as answers: NumPy arrays, PyTorch tensors, lists; what is no array of numbers is refused."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnstep.grading.sheet.written_numbers import Typed

_SINGLE = {"float32": 1e-4, "float16": 1e-2, "bfloat16": 1e-1}
"""How far, relatively, numbers of these types may be off where float64 may be by a hundredth or less of it."""


def numbers_of(value: Any) -> tuple[NDArray[np.float64] | None, str]:
    """Return an array of float64 and nothing, or None and why there is none."""
    if value is None:
        return None, "it is None: does the function return its result?"
    if callable(value) and not hasattr(value, "__array__"):
        return None, "it is a function, not its result: is it called?"
    detached = _detached(value)
    try:
        array = np.asarray(detached)
    except (ValueError, TypeError):
        return None, "its rows differ in length, or it holds what is no number"
    if array.dtype == np.bool_:
        return None, "it holds true and false (dtype bool), not numbers: is it a tolerance?"
    if array.dtype == object:
        return None, "its dtype is object: it holds other things than numbers, or rows that differ in length"
    if np.iscomplexobj(array):
        return None, f"its dtype is {array.dtype}: complex numbers have no place here"
    if not np.issubdtype(array.dtype, np.number):
        return None, f"its dtype is {array.dtype}, which is not for numbers"
    return np.asarray(array, dtype=np.float64), ""


def relative_width(value: Any, asked: float) -> float:
    """Return how far, relatively, an array may be off: as asked, or more where its own type keeps fewer digits."""
    name = str(getattr(value, "dtype", "")).removeprefix("torch.")
    return max(asked, _SINGLE.get(name, 0.0))


def dtype_remark(value: Any, exact: NDArray[np.float64]) -> str:
    """Return what the type of an array may have done to its numbers, or nothing."""
    dtype = getattr(value, "dtype", None)
    if dtype is None:
        return ""
    name = str(dtype).removeprefix("torch.")
    if name.startswith(("int", "uint")) and not np.array_equal(exact, np.round(exact)):
        return f"its dtype is {name}: whole numbers can't hold these values, so decimals are cut off"
    if name in _SINGLE:
        return f"its dtype is {name}, which keeps fewer digits than float64"
    return ""


def typed_of(array: NDArray[np.float64]) -> Typed:
    """Return an array as numbers with all their digits, nested as it is."""
    if array.ndim == 0:
        return Decimal(repr(float(array)))
    return tuple(typed_of(part) for part in array)


def _detached(value: Any) -> Any:
    """Return a tensor's numbers without its history, and from whatever device."""
    for method in ("detach", "cpu"):
        if hasattr(value, method):
            value = getattr(value, method)()
    if "bfloat16" in str(getattr(value, "dtype", "")):
        value = value.float()
    return value
