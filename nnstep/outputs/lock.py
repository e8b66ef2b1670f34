"""Locks a file while it is written, so that two programs never write the same one."""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module
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
