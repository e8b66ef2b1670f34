"""Outputs that are not regular files: devices, pipes, and the process's own open files such as /dev/stdout.

They are written to directly; nothing is renamed over them.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from pathlib import Path

_STANDARD = {"/dev/stdout": 1, "/dev/stderr": 2}
_NUMBERED = re.compile(r"/(?:dev|proc/self)/fd/(\d{1,9})")
_FLAGS = os.O_WRONLY | sum(getattr(os, name, 0) for name in ("O_NONBLOCK", "O_NOCTTY", "O_BINARY"))
"""Not blocking: opening a pipe that nothing reads from would wait forever, so it is refused."""


def descriptor_of(path: Path) -> int | None:
    """Return the open file descriptor of this process that a path means, or None."""
    text = str(path)
    numbered = _NUMBERED.fullmatch(text)
    return int(numbered[1]) if numbered else _STANDARD.get(text)


def status_of(path: Path) -> os.stat_result | None:
    """Return the status of `path`, links followed, or None; raise OSError or ValueError for an impossible path."""
    descriptor = descriptor_of(path)
    if descriptor is not None:
        return os.fstat(descriptor)
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def is_special(path: Path) -> bool:
    """Return whether a path can be written to but is not a regular file; raise as `status_of` does."""
    if descriptor_of(path) is not None:
        return True
    status = status_of(path)
    return status is not None and (stat.S_ISCHR(status.st_mode) or stat.S_ISFIFO(status.st_mode))


def open_special(path: Path) -> int:
    """Return a new descriptor that writes to `path`; raise OSError where there is none."""
    descriptor = descriptor_of(path)
    if descriptor is None:
        opened = os.open(path, _FLAGS)
        os.set_blocking(opened, True)
        return opened
    sys.stdout.flush()  # what was printed before comes first
    return os.dup(descriptor)
