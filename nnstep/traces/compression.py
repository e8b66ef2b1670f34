"""How a trace is compressed, by the ending of its file's name: in independent frames, each readable on its own."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from nnstep.errors import OutputError

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


COMPRESSIONS: Mapping[str, Compress | None] = {".jsonl": None, ".jsonl.gz": _gzip, ".jsonl.zst": _zstd}
"""By ending; None where nothing is compressed."""
RECORDED: Mapping[str, str] = {
    ".jsonl": "JSON Lines",
    ".jsonl.gz": "JSON Lines, compressed",
    ".jsonl.zst": "JSON Lines, compressed with Zstandard",
}
"""What each ending of a trace's file name means."""
