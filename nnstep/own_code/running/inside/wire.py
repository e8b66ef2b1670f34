"""Records for the process that watches: a file mapped into memory, so that they outlast a program that is killed.

No descriptor is needed to write: a program may close all of its own, and open others with their numbers.
"""

from __future__ import annotations

import marshal
import mmap

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

VERSION = 2
"""Of the marshal format: without references, the same in every version of Python."""
SEGMENT = 1 << 20
"""The file grows by so many bytes at a time; each record is its length and a tuple, and a length of zero ends them."""
START, FILE, ASSIGNMENT, LINE, EXCEPTION, STOP = range(6)
WHOLE, SAME, SOME = range(3)
"""How a value is written: its bytes, as that of an earlier assignment, or that with some elements replaced."""


class Wire:
    """A file of records that grows."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._segments: list[mmap.mmap] = []  # never closed: closing would close a descriptor, by then another's
        self._end = 0

    def write(self, record: tuple[Any, ...]) -> None:
        """Add a record."""
        data = marshal.dumps(record, VERSION)
        data = len(data).to_bytes(4, "little") + data
        start = self._end
        self._end = start + len(data)
        while len(self._segments) * SEGMENT < self._end + 4:
            self._grow()
        self._put(start, data)

    def _grow(self) -> None:
        begin = len(self._segments) * SEGMENT
        with open(self._path, "r+b", buffering=0) as file:
            file.truncate(begin + SEGMENT)
            self._segments.append(mmap.mmap(file.fileno(), SEGMENT, offset=begin))

    def _put(self, start: int, data: bytes) -> None:
        while data:
            number, offset = divmod(start, SEGMENT)
            part = data[: SEGMENT - offset]
            self._segments[number][offset : offset + len(part)] = part
            start += len(part)
            data = data[len(part) :]
