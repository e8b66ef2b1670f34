"""Opening files to read: regular ones only, and none larger than it may be.

A pipe, a terminal or a device may never end, and opening one may wait for ever; nothing is read from any of them.
"""

from __future__ import annotations

import os
import stat
from errno import EFBIG, EINVAL
from pathlib import Path
from typing import BinaryIO

from nnstep.errors import system_reason
from nnstep.limits import Limit, bytes_text

_KINDS = (
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISSOCK, "a socket"),
)
_AT_ONCE = getattr(os, "O_NONBLOCK", 0)
"""Opens a pipe without waiting for somebody who writes into it."""


def named_file(word: str) -> Path:
    """Return the file that a typed word names: ``~`` is the home folder, but stays where the user is unknown."""
    return Path(os.path.expanduser(word))  # noqa: PTH111 - a Path would raise RuntimeError there


def open_regular(path: str | Path, most: Limit | int | None = None) -> BinaryIO:
    """Open a regular file, or a link to one, of at most `most` bytes; raise OSError, whose text says why not."""
    file = open(path, "rb", opener=lambda name, flags: os.open(name, flags | _AT_ONCE))  # noqa: SIM115
    try:
        _check(os.fstat(file.fileno()), most)
    except OSError:
        file.close()
        raise
    return file


def read_regular(path: str | Path, most: Limit | int) -> bytes:
    """Return the content of a regular file; raise OSError as `open_regular` does."""
    with open_regular(path, most) as file:
        data = file.read(_bytes(most) + 1)  # it may have grown since
    if len(data) > _bytes(most):
        raise too_large(len(data), most)
    return data


def _check(found: os.stat_result, most: Limit | int | None) -> None:
    if not stat.S_ISREG(found.st_mode):
        kind = next((name for is_kind, name in _KINDS if is_kind(found.st_mode)), "no file")
        raise OSError(EINVAL, f"it is {kind}, and only regular files are read; save what it gives to a file")
    if most is not None and found.st_size > _bytes(most):
        raise too_large(found.st_size, most)


def _bytes(most: Limit | int) -> int:
    return most.most if isinstance(most, Limit) else most


def too_large(size: int | None, most: Limit | int, left: int | None = None, what: str = "it") -> OSError:
    """Return the error that says how many bytes there are, and how many there may be; of a size of None, too many.

    `left` is what others have left of the limit.
    """
    if isinstance(most, Limit):
        return OSError(EFBIG, f"{what} has {most.refusal(size, left=left)}")
    return OSError(EFBIG, f"{what} has {bytes_text(size or most)}, and at most {bytes_text(most)} are read")


def unreadable(error: OSError | ValueError) -> str:
    """Return what is wrong with a file that could not be opened or read."""
    match error:
        case FileNotFoundError():
            return "there is no such file"
        case IsADirectoryError():
            return "this is a folder"
        case OSError():
            return f"the file can't be read: {system_reason(error)}"
        case ValueError():  # as of a name with a NUL
            return "this can't be the name of a file"
