"""How a trace is compressed, by the ending of its file's name: in independent frames, each readable on its own."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from nnstep.errors import OutputError
from nnstep.file_endings import ending_in

Compress: TypeAlias = "Callable[[bytes], bytes]"
"""Returns some lines as one frame."""


def _gzip(lines: bytes) -> bytes:
    return gzip.compress(lines, compresslevel=1, mtime=0)


def zstd_package() -> Any:
    """Return the package zstandard; raise OutputError where it is missing."""
    try:
        import zstandard
    except ImportError:
        raise OutputError(
            "a .zst file can't be written: the package zstandard is missing", "pip install 'nnstep[zstd]'"
        ) from None
    return zstandard


def _zstd(lines: bytes) -> bytes:
    # Level 1 is both quicker and smaller than 3 for traces.
    compressor = zstd_package().ZstdCompressor(level=1, write_content_size=True, write_checksum=True)
    packed: bytes = compressor.compress(lines)
    return packed


@dataclass(frozen=True, slots=True)
class Compression:
    """How the lines of a trace are stored."""

    title: str
    """Its description in the help."""
    compress: Compress | None = None
    """None where nothing is compressed."""
    check: Callable[[], object] | None = None
    """Raises OutputError where a package that it needs is not there."""


COMPRESSIONS: Mapping[str, Compression] = {
    ".jsonl": Compression("JSON Lines"),
    ".jsonl.gz": Compression("JSON Lines, compressed", _gzip),
    ".jsonl.zst": Compression("JSON Lines, compressed with Zstandard", _zstd, zstd_package),
}
"""By the ending of a trace's file name."""
TRACE_TITLES: Mapping[str, str] = {ending: compression.title for ending, compression in COMPRESSIONS.items()}
"""What each ending of a trace's file name means."""


def is_trace(name: str | Path) -> bool:
    """Return whether a file is a trace as nnstep records it, going by the ending of its name."""
    return bool(ending_in(str(name), COMPRESSIONS))
