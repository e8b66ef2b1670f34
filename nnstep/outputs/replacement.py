"""A new file, written beside the one it replaces, which stays until the new one is complete."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import time
from typing import BinaryIO
from zlib import crc32

from nnstep.outputs.failure import in_use, taken
from nnstep.outputs.lock import is_locked, lock
from nnstep.outputs.special import status_of

_NOT_SYNCED = {errno.EINVAL, errno.ENOTSUP, errno.ENOSYS}
"""Errors of file systems that cannot sync."""
_NOT_LINKED = {errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK}
"""Errors of file systems without hard links."""
_LATELY = 10.0
"""Seconds: a file that was just made may not be locked yet."""
_BINARY = getattr(os, "O_BINARY", 0)


class Replacement:
    """A file beside `path` that takes its name at the end; symbolic links are followed, permissions kept."""

    def __init__(self, path: Path, *, overwrite: bool, like: Path | None = None) -> None:
        """Create the file, with the permissions of `like` if it is not that of `path`.

        Raise OSError or ValueError where the folder refuses it.
        """
        self._path = path
        self.target = Path(os.path.realpath(path))
        """The final path."""
        self._overwrite = overwrite
        self._old = status_of(like or self.target)
        self._beside, self._descriptor = _create(self.target, 0o666 if self._old is None else 0o600)

    def write(self, write: Callable[[BinaryIO], object], *, synced: bool = True) -> None:
        """Let `write` fill the file and give it its name, if `synced` once it is on the disk, or leave nothing of it.

        Raise FileTakenError where the name was taken meanwhile, OutputError where a recording goes to the file of that
        name, and whatever the system or `write` raises.
        """
        try:
            with os.fdopen(self._descriptor, "wb") as file:
                self._keep_permissions()
                write(file)
                file.flush()
                if synced:
                    sync(self._descriptor)
            self._take_place()
            if synced:
                sync_folder(self.target.parent)
        finally:
            with suppress(OSError):
                self._beside.unlink()

    def _keep_permissions(self) -> None:
        if self._old is not None:
            with suppress(OSError, AttributeError):  # only root may give a file away, and not everywhere
                os.chown(self._beside, self._old.st_uid, self._old.st_gid)
            os.chmod(self._beside, stat.S_IMODE(self._old.st_mode))  # noqa: PTH101

    def _take_place(self) -> None:
        if self._overwrite and is_locked(self.target):
            raise in_use(self._path)
        if self._overwrite or not _linked(self._beside, self.target, self._path):
            os.replace(self._beside, self.target)  # noqa: PTH105


def _linked(beside: Path, target: Path, path: Path) -> bool:
    """Give the file a second name, which unlike a rename replaces nothing; return whether that is possible here."""
    try:
        os.link(beside, target)
    except FileExistsError:
        raise taken(path) from None
    except OSError as error:
        if error.errno not in _NOT_LINKED:
            raise
        if os.path.lexists(target):
            raise taken(path) from None
        return False
    return True


def check_folder(path: Path) -> None:
    """Raise OSError or ValueError where the folder of `path` takes no new file: create one there, and remove it."""
    beside, descriptor = _create(Path(os.path.realpath(path)), 0o600)
    try:
        os.close(descriptor)
    finally:
        beside.unlink()


def sync(descriptor: int) -> None:
    """Sync a file to the disk; raise OSError where that fails."""
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NOT_SYNCED:
            raise


def _create(target: Path, mode: int) -> tuple[Path, int]:
    """Create a file beside `target`, with a short name; what a program that was killed left there is removed."""
    beside = target.parent / f".nnstep-unfinished-{crc32(os.fsencode(target.name)):08x}"
    _remove_abandoned(beside)
    try:
        return beside, _locked(beside, mode)
    except FileExistsError:  # another program writes the same file now
        other = beside.with_name(f"{beside.name}-{secrets.token_hex(6)}")
        return other, _locked(other, mode)


def _locked(path: Path, mode: int) -> int:
    """Create a file and lock it; return its descriptor."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, mode)
    lock(descriptor)
    return descriptor


def _remove_abandoned(path: Path) -> None:
    """Remove a file that nothing writes any more: it is not locked, and was not written to lately."""
    with suppress(OSError):
        status = path.lstat()
        if stat.S_ISREG(status.st_mode) and time() - status.st_mtime > _LATELY and not is_locked(path):
            path.unlink()


def sync_folder(folder: Path) -> None:
    """Sync the new name to the disk, where folders can be opened for that."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        sync(descriptor)
    finally:
        os.close(descriptor)
