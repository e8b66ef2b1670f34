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


def hold(path: Path) -> int | None:
    """Lock an existing file, and return the descriptor that holds the lock until it is closed.

    Return None where another program holds it. Raise OSError where the file can't be opened.
    """
    descriptor = os.open(path if _system is not None else os.devnull, os.O_RDONLY)
    if lock(descriptor):
        return descriptor
    os.close(descriptor)
    return None


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
