"""Opening .zip archives that strangers made: only where the list of their members is short enough to be read."""

from __future__ import annotations

import os
from errno import EINVAL
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile

from nnstep import limits
from nnstep.input_files import too_large

_END, _LARGE_LOCATOR, _LARGE_END = b"PK\x05\x06", b"PK\x06\x07", b"PK\x06\x06"
"""What an archive's last record begins with; and before it, in large archives, what leads to their own, and that."""
_LONGEST_END = 22 + 2**16
_LOCATOR_BYTES, _LARGE_END_BYTES = 20, 56
_ELSEWHERE = 0xFFFFFFFF
"""Stands for a size that the larger record has."""


def open_archive(file: BinaryIO) -> ZipFile:
    """Return the archive in a file; `zipfile` reads the list of its members whole, however long it is.

    Raise OSError where the list is too long or the file can't be read, and one of `DAMAGED` where it is no archive.
    """
    size = _directory_size(file)
    if size > limits.DIRECTORY_BYTES.most:
        raise too_large(size, limits.DIRECTORY_BYTES, what="its list of members")
    try:
        return ZipFile(file)
    except OSError as error:
        if error.errno == EINVAL:
            raise BadZipFile("the list of its members begins before the file") from None
        raise


def _directory_size(file: BinaryIO) -> int:
    """Return how many bytes an archive's list of members has, found as `zipfile` finds it."""
    size = file.seek(0, os.SEEK_END)
    before = max(0, size - _LONGEST_END - _LOCATOR_BYTES - _LARGE_END_BYTES)
    file.seek(before)
    tail = file.read()
    bare = tail[-22:].startswith(_END) and tail.endswith(b"\0\0")
    at = len(tail) - 22 if bare else tail.rfind(_END)
    if at < 0:
        raise BadZipFile("it is no archive")
    own = int.from_bytes(tail[at + 12 : at + 16], "little")
    locator = tail[max(0, at - _LOCATOR_BYTES) : at]
    if not locator.startswith(_LARGE_LOCATOR):
        return own
    # Some versions of Python look for the larger record where it is said to be, and some right before.
    said = int.from_bytes(locator[8:16], "little")
    places = (said, before + at - _LOCATOR_BYTES - _LARGE_END_BYTES)
    larger = max((_large_size(file, place) for place in places if 0 <= place <= size), default=0)
    return larger if larger and own == _ELSEWHERE else max(own, larger)


def _large_size(file: BinaryIO, place: int) -> int:
    file.seek(place)
    record = file.read(_LARGE_END_BYTES)
    return int.from_bytes(record[40:48], "little") if record.startswith(_LARGE_END) else 0
