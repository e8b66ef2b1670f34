"""Locks a file while it is written, so that two programs never write the same one."""

from __future__ import annotations

import os
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from types import ModuleType

_system: ModuleType | None = None
with suppress(ImportError):  # not on Windows, where an open file can't be replaced anyway
    _system = import_module("fcntl")


def lock(descriptor: int) -> bool:
    """Lock an open file until it is closed; return False where another program holds the lock."""
    if _system is None:
        return True
    try:
        _system.flock(descriptor, _system.LOCK_EX | _system.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True  # a file system without locks
    return True


def is_locked(path: Path) -> bool:
    """Return whether another program, or another recording of this one, holds the lock of a regular file."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:
        return False
    try:
        return not lock(descriptor)
    finally:
        os.close(descriptor)
