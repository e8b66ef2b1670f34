"""The bytes of a trace at any offset, and those of a file that is not compressed."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from threading import Lock
from typing import IO, Protocol


class TraceBytes(Protocol):
    """Readable at any offset."""

    @property
    def size(self) -> int:
        """How many bytes there are unpacked."""
        ...

    @property
    def packed_size(self) -> int:
        """How many bytes the file has."""
        ...

    def read(self, start: int, length: int) -> bytes:
        """Return `length` bytes from `start` on, fewer at the end."""
        ...

    def close(self) -> None:
        """Close the file."""
        ...


@dataclass(frozen=True, slots=True)
class PlainBytes:
    """Those of a file that is not compressed, or that was unpacked."""

    file: IO[bytes]
    size: int
    packed_size: int
    _alone: Lock = field(default_factory=Lock)
    """Held where reading takes two steps."""

    def read(self, start: int, length: int) -> bytes:
        """Return `length` bytes from `start` on, fewer at the end."""
        length = min(length, self.size - start)
        parts = []
        while length > 0:
            part = self._read(start, length)
            if not part:
                break
            parts.append(part)
            start, length = start + len(part), length - len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def close(self) -> None:
        """Close the file."""
        self.file.close()

    def _read(self, start: int, length: int) -> bytes:
        if hasattr(os, "pread"):  # not on Windows
            return os.pread(self.file.fileno(), length, start)
        with self._alone:
            self.file.seek(start)
            return self.file.read(length)
