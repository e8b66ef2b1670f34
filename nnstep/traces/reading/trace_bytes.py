"""The bytes of a trace, compressed or not, at any offset: without an index, and without all of it in memory."""

from __future__ import annotations

import os
from bisect import bisect_right
from dataclasses import dataclass, field
from pathlib import Path

from nnstep.errors import DataError
from nnstep.input_files import open_regular, unreadable
from nnstep.traces.reading.plain_bytes import PlainBytes, TraceBytes
from nnstep.traces.reading.unpacking import GZIP, unpacked, zstd_packing

_GZIP_MAGIC, _ZSTD_MAGIC = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_LARGEST_FRAME = 1 << 25
"""Bytes of a frame that is unpacked as a whole when something in it is read."""
_KEPT_FRAMES = 8
_NO_ZSTD = "pip install 'nnstep[zstd]', or unpack the file with the program zstd"


@dataclass(frozen=True, slots=True)
class FramedBytes:
    """Those of independent Zstandard frames, unpacked as they are read."""

    packed: PlainBytes
    path: Path
    starts: list[int]
    """Where each frame begins in the file, and where the last one ends."""
    offsets: list[int]
    """The same unpacked."""
    _kept: dict[int, bytes] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many bytes there are unpacked."""
        return self.offsets[-1]

    @property
    def packed_size(self) -> int:
        """How many bytes the file has."""
        return self.packed.size

    def read(self, start: int, length: int) -> bytes:
        """Return `length` bytes from `start` on, fewer at the end."""
        end = min(start + length, self.size)
        parts = []
        while start < end:
            number = bisect_right(self.offsets, start) - 1
            begins = self.offsets[number]
            part = self._frame(number)[start - begins : end - begins]
            parts.append(part)
            start += len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def close(self) -> None:
        """Close the file."""
        self.packed.close()

    def _frame(self, number: int) -> bytes:
        if number not in self._kept:
            from zstandard import ZstdDecompressor, ZstdError

            begins, ends = self.starts[number : number + 2]
            while len(self._kept) >= _KEPT_FRAMES:
                del self._kept[next(iter(self._kept))]
            try:
                self._kept[number] = ZstdDecompressor().decompress(self.packed.read(begins, ends - begins))
            except ZstdError as error:
                message = f"{self.path}: what begins at byte {begins:,} can't be unpacked: {error}"
                raise DataError(message, "the file is damaged: copy it again") from None
        return self._kept[number]


def open_bytes(path: Path) -> TraceBytes:
    """Open a trace, compressed or not, whatever its name; raise DataError where it can't be read."""
    try:
        file = open_regular(path)
    except (OSError, ValueError) as error:
        raise DataError(f"{path}: {unreadable(error)}") from None
    try:
        size = os.fstat(file.fileno()).st_size
        return _opened(PlainBytes(file, size, size), path)
    except OSError as error:
        file.close()
        raise DataError(f"{path}: {unreadable(error)}") from None
    except BaseException:
        file.close()
        raise


def _opened(plain: PlainBytes, path: Path) -> TraceBytes:
    magic = plain.read(0, 4)
    if magic[:2] == _GZIP_MAGIC:
        return unpacked(plain, GZIP, path)
    return _framed(plain, path) if magic == _ZSTD_MAGIC else plain


def _framed(packed: PlainBytes, path: Path) -> TraceBytes:
    try:
        import zstandard
    except ImportError:
        raise DataError(f"{path}: the package zstandard is needed to read this file", _NO_ZSTD) from None
    starts, offsets = [0], [0]
    while starts[-1] < packed.size:
        try:
            parameters = zstandard.get_frame_parameters(packed.read(starts[-1], 18))
        except zstandard.ZstdError:  # cut off in its first bytes, or something else
            break
        end = _end_of_frame(packed, starts[-1], has_checksum=parameters.has_checksum)
        if end is None or not 0 <= parameters.content_size <= _LARGEST_FRAME:
            break
        starts.append(end)
        offsets.append(offsets[-1] + parameters.content_size)
    framed = FramedBytes(packed, path, starts, offsets)
    return framed if starts[-1] == packed.size else unpacked(packed, zstd_packing(), path)


def _end_of_frame(packed: PlainBytes, start: int, *, has_checksum: bool) -> int | None:
    """Return where a Zstandard frame ends (RFC 8878, 3.1.1), None where it is cut off."""
    descriptor = packed.read(start + 4, 1)[0]
    single = descriptor >> 5 & 1
    size_bytes = (1 if single else 0, 2, 4, 8)[descriptor >> 6]
    at = start + 5 + (not single) + (0, 1, 2, 4)[descriptor & 3] + size_bytes
    while True:
        header = packed.read(at, 3)
        if len(header) < 3:
            return None
        block = int.from_bytes(header, "little")
        at += 3 + (1 if block >> 1 & 3 == 1 else block >> 3)
        if block & 1:
            at += 4 * has_checksum
            return at if at <= packed.size else None
