"""Numeric values as bytes, without loading NumPy or PyTorch where the program has not."""

from __future__ import annotations

import math
import struct
import sys

from .libraries import is_array, is_frame, is_of, is_tensor, numpy, numpy_is_loaded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

FLOAT = "<f8" if sys.byteorder == "little" else ">f8"


class NumberCopy:
    """A number, an array or a list of numbers as it is now; equal ones have equal numbers of one type and shape."""

    __slots__ = ("data", "dtype", "shape", "stored", "type_name")

    def __init__(self, type_name: str, dtype: str, shape: tuple[int, ...], stored: str, data: bytes) -> None:
        self.type_name = type_name
        self.dtype = dtype
        self.shape = shape
        self.stored = stored
        """How `data` is to be read: a type of NumPy's, as `<f8`."""
        self.data = data

    def same_form(self, other: NumberCopy) -> bool:
        """Return whether both have one type and shape."""
        return self.stored == other.stored and self.shape == other.shape and self.type_name == other.type_name


def name_of(kind: type) -> str:
    """Return the name of a type as a person writes it: `float`, `numpy.ndarray`, `torch.Tensor`."""
    module = kind.__module__
    return kind.__qualname__ if module == "builtins" else f"{module}.{kind.__qualname__}"


def number_bytes(value: float) -> bytes | None:
    """Return a number as float64, None for an integer that is too large."""
    try:
        return struct.pack("d", value)
    except (OverflowError, struct.error):
        return None


class NumberCopies:
    """Take snapshots of values of at most so many elements."""

    def __init__(self, most_elements: int) -> None:
        self.most_elements = most_elements
        self._takers: dict[type, Callable[[Any], NumberCopy | None] | None] = {}
        self.left_out = 0
        """Arrays that had too many elements."""

    def take(self, value: Any) -> NumberCopy | None:
        """Return the value's numbers, None where it is not numeric as a whole or is too large."""
        kind = type(value)
        try:
            taker = self._takers[kind]
        except KeyError:
            taker = self._takers[kind] = self._taker(value)
        return None if taker is None else taker(value)

    def _taker(self, value: Any) -> Callable[[Any], NumberCopy | None] | None:
        """Return how the numbers of values of this type are taken."""
        kind = type(value)
        if issubclass(kind, bool | int | float):
            return self._number
        if issubclass(kind, list | tuple):
            return self._rows
        if is_array(value):
            return self._array
        if is_of(value, "numpy", "generic"):
            return lambda scalar: self._array(numpy().asarray(scalar), name_of(kind))
        if is_tensor(value):
            return self._tensor
        if is_frame(value):
            return lambda frame: self._array(frame.to_numpy(), f"pandas.{kind.__name__}")
        return None

    def _number(self, value: Any) -> NumberCopy | None:
        kind = type(value)
        data = number_bytes(value)
        dtype = NUMBERS.get(kind, "float64")
        return None if data is None else NumberCopy(name_of(kind), dtype, (), FLOAT, data)

    def _array(self, value: Any, type_name: str = "") -> NumberCopy | None:
        type_name = type_name or name_of(type(value))
        dtype = value.dtype
        if dtype.kind not in "fiub":
            return None
        if value.size > self.most_elements:
            self.left_out += 1
            return None
        if is_of(value, "numpy.ma", "MaskedArray"):
            value = value.astype(float).filled(math.nan)
        elif dtype.itemsize > 8:  # long double: its bytes are this machine's own
            value = value.astype(float)
        return NumberCopy(type_name, dtype.name, value.shape, value.dtype.str, value.tobytes())

    def _tensor(self, value: Any) -> NumberCopy | None:
        if value.numel() > self.most_elements:
            self.left_out += 1
            return None
        if value.is_complex() or value.is_sparse or value.device.type == "meta":
            return None
        dtype = str(value.dtype).removeprefix("torch.")
        detached = value.detach().cpu()
        if dtype == "bfloat16":
            detached = detached.float()
        numbers = detached.numpy()
        return NumberCopy(name_of(type(value)), dtype, numbers.shape, numbers.dtype.str, numbers.tobytes())

    def _rows(self, value: Any) -> NumberCopy | None:
        if is_larger(value, self.most_elements):
            self.left_out += 1
            return None
        shape = shape_of(value, MOST_AXES)
        if shape is None:
            return None
        flat = value
        for _ in shape[1:]:
            flat = [element for row in flat for element in row]
        kinds = set(map(type, flat))
        if not kinds or not all(kind in NUMBERS or is_scalar(kind) for kind in kinds):
            return None
        try:
            data = struct.pack(f"{len(flat)}d", *flat)
        except (TypeError, ValueError, OverflowError, struct.error):
            return None
        dtype = "int64" if kinds == {int} else "bool" if kinds == {bool} else "float64"
        return NumberCopy(name_of(type(value)), dtype, shape, FLOAT, data)


MOST_AXES = 4
"""Of nested lists."""
NUMBERS: dict[type, str] = {float: "float64", int: "int64", bool: "bool"}


def is_scalar(kind: type) -> bool:
    """Return whether a type is that of NumPy's real numbers."""
    return numpy_is_loaded() and issubclass(kind, (numpy().floating, numpy().integer, numpy().bool_))


def is_larger(rows: Any, most: int) -> bool:
    """Return whether nested lists of numbers have more elements, were all as long as the first of them."""
    size = 1
    for _ in range(MOST_AXES):
        if not isinstance(rows, list | tuple) or not rows:
            break
        size *= len(rows)
        rows = rows[0]
    return size > most and isinstance(rows, int | float)


def shape_of(rows: Any, depth: int) -> tuple[int, ...] | None:
    """Return the shape of nested lists of numbers; None if they are empty, too deep or not all of one length."""
    if not rows:
        return None
    first = rows[0]
    if not isinstance(first, list | tuple):
        return (len(rows),)
    if depth == 1:
        return None
    inner = shape_of(first, depth - 1)
    if inner is None:
        return None
    for row in rows:
        if not isinstance(row, list | tuple) or shape_of(row, depth - 1) != inner:
            return None
    return (len(rows), *inner)


def changed_positions(before: NumberCopy, after: NumberCopy) -> list[int] | None:
    """Return the flat positions that differ, None where most do; both have one form."""
    size = int(after.stored[2:])
    old, new = before.data, after.data
    found: list[int] = []
    for begin in range(0, len(new), CHUNK):
        end = min(begin + CHUNK, len(new))
        if old[begin:end] != new[begin:end]:
            found += [n // size for n in range(begin, end, size) if old[n : n + size] != new[n : n + size]]
            if len(found) * size * 2 > len(new):
                return None
    return found


CHUNK = 512
"""Bytes that are compared at once; a multiple of the size of every number."""
