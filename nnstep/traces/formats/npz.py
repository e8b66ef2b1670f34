"""NumPy's archive, an array a quantity: its values one after another along the first axis.

``trace.*`` are columns with an entry a record; ``trace.array`` names the array that holds its value. What no quantity
has, as errors and figures, is in ``trace.other``, one number after another. Values that are smaller than others of the
same quantity, as in a smaller last batch, are filled up with NaN.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from math import prod
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from nnstep import limits
from nnstep.array_files.formats import FORMATS
from nnstep.errors import OutputError
from nnstep.expr.array import Array, frozen
from nnstep.traces.formats.format import Remark, TraceFormat
from nnstep.traces.loading.value_shapes import ValueShapes
from nnstep.traces.record import INTEGERS, TEXTS, RecordKind, TraceRecord, facts_of, record_of

_OTHER = "trace.other"
_OF_RUN: tuple[RecordKind, ...] = ("start", "batch", "op", "edit")
_NPZ = FORMATS[".npz"]
_WORDS = frozenset((*TEXTS, "array")) - {"text"}
"""The columns that hold a text for each record."""
_LAST_CHARACTER = 0x10FFFF


class _Growing:
    """The values of one array, as bytes."""

    def __init__(self, first: Array) -> None:
        self.rank, self.dtype = first.ndim, first.dtype
        self.data = bytearray()
        self.shapes = ValueShapes()

    @property
    def size(self) -> int:
        """Bytes of the whole array."""
        return self.shapes.size * self.dtype.itemsize

    def whole(self) -> NDArray[Any]:
        return self.shapes.whole(np.frombuffer(self.data, self.dtype))


class _Texts:
    """A column of texts of which few are different."""

    def __init__(self) -> None:
        self.rows = array("q")
        self._numbers: dict[str, int] = {}

    def add(self, text: str) -> None:
        self.rows.append(self._numbers.setdefault(text, len(self._numbers)))

    def whole(self) -> NDArray[Any]:
        return np.array(list(self._numbers), np.str_)[np.frombuffer(self.rows, np.int64)]


class _Columns:
    """All that is written. Beyond the limit it is counted, and not kept."""

    def __init__(self) -> None:
        self._arrays: dict[str, _Growing] = {}
        self._others = bytearray()
        self._integers = {name: array("q") for name in (*INTEGERS, "rank", "text_length")}
        self._shapes = array("q")
        self._text = bytearray()
        self._texts = {name: _Texts() for name in (*TEXTS, "array") if name != "text"}
        self._widest = dict.fromkeys(self._texts, 0)
        self._records = self._bytes = 0

    def add(self, record: TraceRecord) -> None:
        value, text, name = record.value, record.text.encode(), self._array_of(record)
        facts: dict[str, Any] = {**facts_of(record), "rank": value.ndim, "text_length": len(text), "array": name}
        self._records += 1
        self._bytes += len(text) + 8 * value.ndim + (8 * value.size if name == _OTHER else 0)
        for column, width in self._widest.items():
            self._widest[column] = max(width, len(facts[column]))
        if name != _OTHER:
            self._arrays[name].shapes.note(value.shape)
        if self.size > limits.TRACE_ARRAYS_BYTES.most:
            self._drop()
            return
        if name == _OTHER:
            self._others += value.astype(np.float64, copy=False).tobytes()
        else:
            self._arrays[name].data += value.tobytes()
        for column, numbers in self._integers.items():
            numbers.append(facts[column])
        for column, cells in self._texts.items():
            cells.add(facts[column])
        self._shapes.extend(value.shape)
        self._text += text

    @property
    def size(self) -> int:
        """Bytes of all arrays together; NumPy gives each text of a column room for the longest one."""
        row = 8 * len(self._integers) + 4 * sum(self._widest.values())
        return self._bytes + self._records * row + sum(growing.size for growing in self._arrays.values())

    def whole(self) -> dict[str, NDArray[Any]]:
        found = {name: growing.whole() for name, growing in self._arrays.items()}
        found[_OTHER] = np.frombuffer(self._others, np.float64)
        columns: dict[str, NDArray[Any]] = {
            name: np.frombuffer(column, np.int64) for name, column in self._integers.items()
        }
        columns |= {name: cells.whole() for name, cells in self._texts.items()}
        columns["shape"] = np.frombuffer(self._shapes, np.int64)
        columns["text"] = np.frombuffer(self._text, np.uint8)
        return found | {f"trace.{name}": column for name, column in columns.items()}

    def _array_of(self, record: TraceRecord) -> str:
        """Return the name of the array that a record's value goes to."""
        value, name = record.value, record.target
        if record.kind not in _OF_RUN or not name.isidentifier() or not value.size:
            return _OTHER
        there = self._arrays.setdefault(name, _Growing(value))
        return name if there.rank == value.ndim and there.dtype == value.dtype else _OTHER

    def _drop(self) -> None:
        texts = [texts.rows for texts in self._texts.values()]
        data = [growing.data for growing in self._arrays.values()]
        for kept in (self._others, self._shapes, self._text, *self._integers.values(), *texts, *data):
            del kept[:]


def _write(records: Iterable[TraceRecord], file: BinaryIO) -> None:
    columns = _Columns()
    for record in records:
        columns.add(record)
    if columns.size > limits.TRACE_ARRAYS_BYTES.most:
        refusal = limits.TRACE_ARRAYS_BYTES.refusal(columns.size)
        message = f"the arrays of this trace take {refusal} in a .npz file"
        raise OutputError(message, "convert it to .parquet, or record a part of the run: --every, --only, --from, --to")
    if _NPZ.write is not None:
        _NPZ.write(file, columns.whole())


def _read(path: Path, _remark: Remark) -> Iterator[TraceRecord]:
    room, arrays = limits.TRACE_ARRAYS_BYTES.most, {}
    for name in _NPZ.names(path):
        arrays[name] = _NPZ.read(path, name, room)
        room -= arrays[name].nbytes
    columns = {name: _column(arrays, name).tolist() for name in (*INTEGERS, *TEXTS, "array", "rank", "text_length")}
    columns["text"] = _texts(_column(arrays, "text").tobytes(), columns["text_length"])
    shapes, read = iter(_column(arrays, "shape").tolist()), dict.fromkeys(arrays, 0)
    for row, (name, rank) in enumerate(zip(columns["array"], columns["rank"], strict=True)):
        shape = tuple(islice(shapes, rank))
        count = prod(shape) if name == _OTHER else 1
        part = arrays[name][read[name] : read[name] + count]
        read[name] += count
        value = part.reshape(shape) if name == _OTHER else part[0][tuple(map(slice, shape))]
        if len(shape) != rank or value.shape != shape:
            raise ValueError(f"the value of record {columns['n'][row]} has another shape than trace.shape says")
        yield record_of({key: columns[key][row] for key in (*INTEGERS, *TEXTS)}, frozen(value))


def _column(arrays: Mapping[str, NDArray[Any]], name: str) -> NDArray[Any]:
    if f"trace.{name}" not in arrays:
        raise ValueError(f"it has no array trace.{name}")
    column = arrays[f"trace.{name}"]
    if column.ndim != 1 or column.dtype.kind != ("U" if name in _WORDS else "i" if name != "text" else "u"):
        raise ValueError(f"trace.{name} is no column of {'texts' if name in _WORDS else 'whole numbers'}")
    if name in _WORDS:
        codes = np.ascontiguousarray(column).view(np.uint32)
        if ((codes > _LAST_CHARACTER) | ((codes >= 0xD800) & (codes <= 0xDFFF))).any():
            raise ValueError(f"trace.{name} holds what is no character")
    return column


def _texts(text: bytes, lengths: list[int]) -> list[str]:
    found, at = [], 0
    for length in lengths:
        found.append(text[at : at + length].decode())
        at += length
    return found


NPZ = TraceFormat((".npz",), "NumPy's archive, an array a quantity", _write, _read)
