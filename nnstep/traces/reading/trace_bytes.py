"""The bytes of a trace, compressed or not, at any offset: without an index, and without all of it in memory."""

from __future__ import annotations

import os
import tempfile
import zlib
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Protocol

from nnstep.errors import DataError
from nnstep.harmless_text import visible
from nnstep.input_files import open_regular, unreadable

_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_CHUNK = 1 << 20
_LINES = 1 << 18
"""Bytes that are read at once where lines are looked for."""
_LARGEST_FRAME = 1 << 25
"""Bytes of a frame that is unpacked as a whole when something in it is read."""
_KEPT_FRAMES = 8
_NO_ZSTD = "pip install 'nnstep[zstd]', or unpack the file with the program zstd"


class TraceBytes(Protocol):
    """Readable at any offset."""

    @property
    def size(self) -> int:
        """How many bytes there are unpacked."""
        ...

    def read(self, start: int, length: int) -> bytes:
        """Return `length` bytes from `start` on, fewer at the end."""
        ...

    def close(self) -> None:
        """Close the file."""
        ...


@dataclass(frozen=True, slots=True)
class PlainBytes:
    """Those of a file that is not compressed."""

    file: IO[bytes]
    size: int

    def read(self, start: int, length: int) -> bytes:
        """Return `length` bytes from `start` on, fewer at the end."""
        length = min(length, self.size - start)
        parts = []
        while length > 0:
            part = os.pread(self.file.fileno(), length, start)
            if not part:
                break
            parts.append(part)
            start, length = start + len(part), length - len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def close(self) -> None:
        """Close the file."""
        self.file.close()


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
                raise DataError(visible(message), "the file is damaged: copy it again") from None
        return self._kept[number]


def open_bytes(path: Path) -> TraceBytes:
    """Open a trace, compressed or not, whatever its name; raise DataError where it can't be read."""
    try:
        file = open_regular(path)
        plain = PlainBytes(file, os.fstat(file.fileno()).st_size)
        magic = plain.read(0, 4)
        if magic[:2] == _GZIP:
            return _unpacked(plain, _gunzipped(plain))
        if magic == _ZSTD:
            return _framed(plain, path)
    except (OSError, ValueError) as error:
        raise DataError(visible(f"{path}: {unreadable(error)}")) from None
    return plain


def line_blocks(data: TraceBytes, start: int, end: int) -> Iterator[tuple[int, bytes]]:
    """Yield the whole lines between two offsets as texts of many lines, each with the offset of its first one."""
    at, rest = start, b""
    chunk = _LINES
    while at + len(rest) < end:
        rest += data.read(at + len(rest), min(chunk, end - at - len(rest)))
        ends = rest.rfind(b"\n") + 1
        if ends:
            yield at, rest[:ends]
        at, rest = at + ends, rest[ends:]
        chunk = max(_LINES, len(rest))


def line_at(data: TraceBytes, offset: int) -> bytes | None:
    """Return the line that begins at an offset, or None where it is not complete."""
    parts: list[bytes] = []
    while chunk := data.read(offset, _LINES):
        newline = chunk.find(b"\n")
        if newline >= 0:
            return b"".join([*parts, chunk[: newline + 1]])
        parts.append(chunk)
        offset += len(chunk)
    return None


def next_line(data: TraceBytes, offset: int, end: int) -> int | None:
    """Return where the first line begins at or after an offset, None where there is none before `end`."""
    at = offset - 1
    while at < end:
        chunk = data.read(at, min(_LINES, end - at))
        if (newline := chunk.find(b"\n")) >= 0:
            return at + newline + 1
        at += len(chunk)
    return None


def line_before(data: TraceBytes, end: int) -> int:
    """Return where the line begins that ends before `end`."""
    at = end - 1
    while at > 0:
        start = max(0, at - _LINES)
        newline = data.read(start, at - start).rfind(b"\n")
        if newline >= 0:
            return start + newline + 1
        at = start
    return 0


def _unpacked(plain: PlainBytes, parts: Iterator[bytes]) -> PlainBytes:
    """Unpack a file that does not seek into one that has no name and goes when it is closed."""
    unpacked = tempfile.TemporaryFile()  # noqa: SIM115 - it is closed with the trace
    size = 0
    for part in parts:
        unpacked.write(part)
        size += len(part)
    unpacked.flush()
    plain.close()
    return PlainBytes(unpacked, size)


def _gunzipped(plain: PlainBytes) -> Iterator[bytes]:
    """Yield what gzip's members hold, as far as they go: the last one may be cut off."""
    at, unpacking = 0, zlib.decompressobj(wbits=31)
    while chunk := plain.read(at, _CHUNK):
        at += len(chunk)
        while chunk:
            try:
                yield unpacking.decompress(chunk)
            except zlib.error:
                return
            chunk = unpacking.unused_data
            if chunk:
                unpacking = zlib.decompressobj(wbits=31)
        if unpacking.eof:
            unpacking = zlib.decompressobj(wbits=31)


def _framed(packed: PlainBytes, path: Path) -> TraceBytes:
    try:
        import zstandard
    except ImportError:
        raise DataError(visible(f"{path}: the package zstandard is needed to read this file"), _NO_ZSTD) from None
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
    return framed if starts[-1] == packed.size else _unpacked(packed, _unzstd(packed))


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


def _unzstd(packed: PlainBytes) -> Iterator[bytes]:
    """Yield what frames hold, as far as they go: the last one may be cut off, or not be seekable."""
    import zstandard

    at, unpacking = 0, zstandard.ZstdDecompressor().decompressobj()
    while chunk := packed.read(at, _CHUNK):
        at += len(chunk)
        while chunk:
            try:
                yield unpacking.decompress(chunk)
            except zstandard.ZstdError:
                return
            chunk = unpacking.unused_data if unpacking.eof else b""
            if unpacking.eof:
                unpacking = zstandard.ZstdDecompressor().decompressobj()
