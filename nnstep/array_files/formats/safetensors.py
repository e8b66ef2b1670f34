"""Safetensors files, as many programs exchange weights: the length of a header, the header as JSON, then raw numbers.

They are read and written without the package of that name: the format is short, nothing in it is ever run, and so a
file of a stranger meets only checks that stand here. Source: the format's own README, section Format.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import prod
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

import numpy as np
from numpy.typing import NDArray

from nnstep import limits
from nnstep.array_files.formats.format import Format
from nnstep.array_files.formats.raw import check_room, read_numbers
from nnstep.errors import DataError
from nnstep.expr.array import Array, Shape
from nnstep.input_files import open_regular, too_large

_METADATA = "__metadata__"
_HALF = "BF16"
_TYPES = {
    "F64": "<f8",
    "F32": "<f4",
    "F16": "<f2",
    _HALF: "<u2",
    "I64": "<i8",
    "I32": "<i4",
    "I16": "<i2",
    "I8": "<i1",
    "U64": "<u8",
    "U32": "<u4",
    "U16": "<u2",
    "U8": "<u1",
    "BOOL": "?",
}
"""NumPy's type by that of the format; bfloat16, which NumPy lacks, is the upper half of a float32."""
_NAMES = {np.dtype(code): name for name, code in _TYPES.items() if name != _HALF}
_ALIGNMENT = 8
_MOST_AXES = 32


@dataclass(frozen=True, slots=True)
class _StoredArray:
    """What the header says of one array."""

    type: str
    shape: Shape
    begin: int
    """In the file."""
    end: int

    @property
    def dtype(self) -> np.dtype[Any]:
        """The type of the stored numbers, which must be a known one."""
        return np.dtype(_TYPES[self.type])


def _names(path: Path) -> tuple[str, ...]:
    with open_regular(path) as file:
        return tuple(_header(file))


def _read(path: Path, name: str, most: int) -> NDArray[Any]:
    with open_regular(path) as file:
        entry = _header(file)[name]
        if entry.type not in _TYPES:
            message = f"{path}: array {name[:100]} holds {entry.type[:20]} numbers, which are not read"
            raise DataError(message, "save it as F32 or F64")
        dtype = np.dtype("<f4") if entry.type == _HALF else entry.dtype
        check_room(entry.shape, dtype, most)
        file.seek(entry.begin)
        if entry.type == _HALF:
            return (read_numbers(file, entry.shape, entry.dtype).astype("<u4") << 16).view("<f4")
        return read_numbers(file, entry.shape, dtype)


def _header(file: BinaryIO) -> dict[str, _StoredArray]:
    """Return what the header says of each array; raise ValueError where it is none, or does not fit the file."""
    size = os.fstat(file.fileno()).st_size
    length = int.from_bytes(file.read(8), "little")
    if size < 8 or length > size - 8:
        raise ValueError("it is shorter than its header says")
    if length > limits.DIRECTORY_BYTES.most:
        raise too_large(length, limits.DIRECTORY_BYTES, what="its header")
    entries = {
        name: _entry(name, facts, 8 + length) for name, facts in _json(file.read(length)).items() if name != _METADATA
    }
    _check_places(entries, 8 + length, size)
    return entries


def _json(text: bytes) -> dict[str, Any]:
    try:
        found = json.loads(text.decode(), object_pairs_hook=_without_doubles, parse_constant=_refuse)
    except (UnicodeDecodeError, RecursionError):
        raise ValueError("its header is not JSON") from None
    if not isinstance(found, dict):
        raise ValueError("its header names no arrays")
    return found


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("its header has the same name twice")
    return found


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"its header has {constant}")


def _entry(name: str, facts: object, start: int) -> _StoredArray:
    match facts:
        case {"dtype": str(kind), "shape": [*shape], "data_offsets": [begin, end]} if len(shape) <= _MOST_AXES and all(
            map(_is_count, (*shape, begin, end))
        ):
            entry = _StoredArray(kind, tuple(shape), start + begin, start + end)
        case _:
            raise ValueError(f"its header says no type, shape and place of {name[:100]!r}")
    if kind in _TYPES and entry.end - entry.begin != prod(shape) * entry.dtype.itemsize:
        raise ValueError(f"its header gives {name[:100]!r} a shape that does not fit its bytes")
    return entry


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _check_places(entries: Mapping[str, _StoredArray], start: int, size: int) -> None:
    """Raise ValueError where the arrays do not fill the file one after the other."""
    places = sorted((entry.begin, entry.end) for entry in entries.values())
    if any(end > size for _, end in places):
        raise ValueError("its header promises more numbers than there are")
    if any(begin > end for begin, end in places) or any(one[1] > other[0] for one, other in pairwise(places)):
        raise ValueError("its header has arrays that overlap")
    if [start, *(end for _, end in places)] != [*(begin for begin, _ in places), size]:
        raise ValueError("its header leaves a part of the file unused")


def _write(file: BinaryIO, arrays: Mapping[str, Array]) -> None:
    if _METADATA in arrays:
        raise DataError(f"an array in such a file can't be called {_METADATA}", "choose another name")
    at, header, parts = 0, {}, []
    for name, array in arrays.items():
        stored = np.asarray(array, dtype=array.dtype.newbyteorder("<"), order="C")
        header[name] = {
            "dtype": _NAMES[stored.dtype],
            "shape": list(stored.shape),
            "data_offsets": [at, at + stored.nbytes],
        }
        at += stored.nbytes
        parts.append(stored.tobytes())
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % _ALIGNMENT)  # so that the numbers begin where programs can map them
    file.write(len(text).to_bytes(8, "little") + text + b"".join(parts))


SAFETENSORS = Format((".safetensors",), _names, _read, _write, named=True, title="arrays by name")
