"""Unpacks a compressed trace that can't be read at any offset, piece by piece, into a file without a name."""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import disk_usage
from typing import IO, Protocol

from nnstep.errors import DataError, system_reason
from nnstep.limits import MB, TRACE_UNPACKED_BYTES, bytes_text
from nnstep.traces.reading.plain_bytes import PlainBytes

_ROOM = 512 * MB
"""What is left free on the disk."""
_LOOKED_AT = 64 * MB
"""Bytes after which the room is looked at again."""
_SHORT_PIECE = 1 << 18
_TRAILER = 8
"""Up to so many NULs may end a member of gzip."""


class Unpacking(Protocol):
    """The state of unpacking one member or frame."""

    @property
    def eof(self) -> bool:
        """Whether its end was reached."""
        ...

    @property
    def unused_data(self) -> bytes:
        """What came after it."""
        ...

    def decompress(self, data: bytes, /) -> bytes:
        """Return what some more bytes stand for."""
        ...


@dataclass(frozen=True, slots=True)
class Packing:
    """A way to compress."""

    begin: Callable[[], Unpacking]
    error: type[Exception]
    """What is raised where bytes stand for nothing."""
    piece: int
    """Bytes that are unpacked at once: even of zeros alone they give at most 32 MB."""
    program: str
    """Which unpacks such a file."""


GZIP = Packing(lambda: zlib.decompressobj(wbits=31), zlib.error, 1 << 14, "gunzip")
"""1 byte of Deflate stands for 1,032 at most."""


def zstd_packing() -> Packing:
    """Return the way of Zstandard: 4 bytes stand for 128 KB at most (RFC 8878, 3.1.1.2)."""
    import zstandard

    return Packing(lambda: zstandard.ZstdDecompressor().decompressobj(), zstandard.ZstdError, 1 << 10, "zstd -d")


def unpacked(packed: PlainBytes, packing: Packing, path: Path) -> PlainBytes:
    """Return the unpacked bytes, in a file that goes when it is closed; `packed` is closed.

    Raise DataError where they are too many, damaged, or can't be written.
    """
    try:
        file = tempfile.TemporaryFile()  # noqa: SIM115 - it is closed with the trace
        try:
            size = _write(file, _parts(packed, packing, path), packing, path)
            file.flush()
        except BaseException:
            file.close()
            raise
    except OSError as error:
        message = f"{path}: it can't be unpacked into {tempfile.gettempdir()}: {system_reason(error)}"
        raise DataError(message, f"{_elsewhere(packing)}, or set TMPDIR to another folder") from None
    packed.close()
    return PlainBytes(file, size, packed.size)


def _write(file: IO[bytes], parts: Iterator[bytes], packing: Packing, path: Path) -> int:
    size, looked_at = 0, -_LOOKED_AT
    folder = tempfile.gettempdir()
    for part in parts:
        size += len(part)
        if size > TRACE_UNPACKED_BYTES.most:
            raise DataError(f"{path}: unpacked it has {TRACE_UNPACKED_BYTES.refusal(None)}", _elsewhere(packing))
        if size - looked_at >= _LOOKED_AT:
            free = disk_usage(folder).free
            if free < _ROOM + _LOOKED_AT:
                raise DataError(
                    f"{path}: unpacked it has {bytes_text(size)} or more, and {folder} has room for "
                    f"{bytes_text(free)}, of which {bytes_text(_ROOM)} are left free",
                    f"{_elsewhere(packing)}, or set TMPDIR to a folder with more room",
                )
            looked_at = size
        file.write(part)
    return size


def _elsewhere(packing: Packing) -> str:
    return f"unpack it with {packing.program} where there is room, and open that file"


def _parts(packed: PlainBytes, packing: Packing, path: Path) -> Iterator[bytes]:
    """Yield what the members hold, one after another; the last one may be cut off, and NULs may follow it.

    Raise DataError where a member is damaged.
    """
    at, unpacking, is_within = 0, packing.begin(), False
    nuls = _nuls(packed)
    while chunk := packed.read(at, min(packing.piece, nuls - at) if at < nuls else packing.piece):
        begins, at = at, at + len(chunk)
        while chunk:
            try:
                yield unpacking.decompress(chunk)
            except packing.error as error:
                if begins >= nuls or not (is_within or chunk.strip(b"\0")):
                    return
                message = f"{path}: what is before byte {at:,} can't be unpacked: {error}"
                raise DataError(message, "the file is damaged: copy it again") from None
            is_within = not unpacking.eof
            chunk = b"" if is_within else unpacking.unused_data
            if not is_within:
                unpacking = packing.begin()


def _nuls(packed: PlainBytes) -> int:
    """Return where the NULs begin that a power failure may leave at the end of a file."""
    at = packed.size
    while at > 0:
        begins = max(0, at - _SHORT_PIECE)
        kept = packed.read(begins, at - begins).rstrip(b"\0")
        at = begins + len(kept)
        if kept:
            break
    return at if packed.size - at > _TRAILER else packed.size
