"""A disk that fails: the call of a number goes wrong, stops the program, or is the last one before a power failure."""

from __future__ import annotations

import errno
import fcntl
import io
import os
from collections.abc import Callable
from io import FileIO
from pathlib import Path
from typing import Any, Literal, TypeAlias

import pytest

Fault: TypeAlias = Literal["ENOSPC", "EIO", "EDQUOT", "EACCES", "EINTR", "short", "full", "kill"]
"""An error of the system; a write of which a part is made, after which there may be no room for more; or the end."""
ERRORS: tuple[Fault, ...] = ("ENOSPC", "EIO", "EDQUOT", "EACCES", "EINTR")
_CALLS = ("open", "fsync", "replace", "link", "chmod", "chown", "unlink", "close", "mkdir")
"""Of the module os, that change what is on the disk, or stand before it."""


class KilledError(BaseException):
    """The program ended here: nothing that it would have done afterwards happens."""


class FaultyDisk:
    """Counts the calls that write, from 0, and makes the one with the number `failing` go wrong."""

    def __init__(
        self, patch: pytest.MonkeyPatch, failing: int, fault: Fault, end: Callable[[], Any] | None = None
    ) -> None:
        """Stand between the writer and the disk while `patch` lasts; `end` ends the process where it is killed."""
        self.seen: list[str] = []
        self.is_dead = False
        self._failing, self._fault, self._end = failing, fault, end
        self._written: dict[int, bytes | None] = {}
        """By file: what of it is on the disk for certain, once it was written to."""
        self._renamed: list[tuple[Path, bytes | None]] = []
        """Names that were given since their folder was synced, and what they stood for before."""
        self._descriptors: dict[int, str] = {}
        """Of what was opened and not closed again, and what each leads to."""
        self._files: list[_File] = []
        self._system = {name: getattr(os, name) for name in (*_CALLS, "fdopen")}
        for name in _CALLS:
            patch.setattr(os, name, self._counted(name))
        self._system["flock"] = fcntl.flock
        patch.setattr(fcntl, "flock", self._counted("flock"))
        patch.setattr(os, "fdopen", self._fdopen)
        patch.setattr("nnstep.outputs.stream.FileIO", self._file)

    @property
    def failed(self) -> str:
        """The call that went wrong; empty where there were fewer."""
        return self.seen[self._failing] if self._failing < len(self.seen) else ""

    def call(self, name: str) -> None:
        """Let a call go wrong if it is the one."""
        if self.is_dead:
            raise KilledError
        self.seen.append(name)
        number = len(self.seen) - 1
        if self._fault == "full" and number > self._failing and name == "write":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        if number != self._failing or self._fault in ("short", "full"):
            return
        if self._fault == "kill":
            self.is_dead = True
            if self._end is not None:
                self._end()
            raise KilledError
        code = getattr(errno, self._fault)
        raise OSError(code, os.strerror(code))

    def length(self, size: int) -> int:
        """Return how much of a write is made."""
        return (
            max(1, size * 2 // 3) if len(self.seen) - 1 == self._failing and self._fault in ("short", "full") else size
        )

    def wrote(self, descriptor: int) -> None:
        """Note that a file holds what may not be on the disk yet."""
        self._written.setdefault(os.fstat(descriptor).st_ino, None)

    def _counted(self, name: str) -> Callable[..., Any]:
        def call(*arguments: Any, **settings: Any) -> Any:
            # What is only read is no matter of the disk; a folder is opened to be synced.
            if name == "open" and not _writes(*arguments, **settings):
                return self._opened(self._system["open"](*arguments, **settings))
            self.call(name)
            if name in ("replace", "link"):
                target = Path(arguments[1])
                self._renamed.append((target, target.read_bytes() if target.exists() else None))
            found = self._system[name](*arguments, **settings)
            match name:
                case "fsync":
                    self._sync(arguments[0])
                case "open":
                    self._opened(found)
                case "close":
                    self._descriptors.pop(arguments[0], None)
            return found

        return call

    def _sync(self, descriptor: int) -> None:
        path = Path(f"/proc/self/fd/{descriptor}").resolve()
        if path.is_dir():
            self._renamed = [(target, old) for target, old in self._renamed if target.parent != path]
        else:
            self._written[os.fstat(descriptor).st_ino] = path.read_bytes()

    def _file(self, file: Any, mode: str = "rb", closefd: bool = True) -> FileIO:
        if "a" in mode:
            self.call("open")
        self._files.append(_File(self, file, mode, closefd))
        return self._files[-1]

    def _fdopen(self, descriptor: int, mode: str = "r", *arguments: Any, **settings: Any) -> Any:
        if mode != "wb":
            return self._system["fdopen"](descriptor, mode, *arguments, **settings)
        self._descriptors.pop(descriptor, None)
        self._files.append(_File(self, descriptor, mode))
        return io.BufferedWriter(self._files[-1])

    def release(self) -> None:
        """Close what was open where the program ended, as the system does."""
        for file in self._files:
            file.close()
        for descriptor, path in self._descriptors.items():
            if _path_of(descriptor) == path:
                self._system["close"](descriptor)

    def _opened(self, descriptor: int) -> int:
        self._descriptors[descriptor] = _path_of(descriptor)
        return descriptor

    def lose_power(self, folder: Path, *, keeps_names: bool) -> None:
        """Leave in `folder` what a power failure leaves at worst: synced bytes, or names from before the last sync."""
        if keeps_names:
            for path in filter(Path.is_file, folder.rglob("*")):
                ino = path.stat().st_ino
                if ino in self._written:
                    path.write_bytes(self._written[ino] or b"")
            return
        for target, old in reversed(self._renamed):
            target.unlink(missing_ok=True)
            if old is not None:
                target.write_bytes(old)


def _path_of(descriptor: int) -> str:
    link = Path(f"/proc/self/fd/{descriptor}")
    return str(link.readlink()) if link.is_symlink() else ""


def _writes(path: Any, flags: int = os.O_RDONLY, *_: Any, **__: Any) -> bool:
    return bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)) or Path(path).is_dir()


class _File(FileIO):
    """A file of the disk that fails; after the end of the program it takes everything and keeps nothing."""

    def __init__(self, disk: FaultyDisk, file: Any, mode: str, closefd: bool = True) -> None:
        super().__init__(file, mode, closefd)
        self._disk = disk

    def write(self, data: Any) -> int:
        if self._disk.is_dead:
            return len(data)
        self._disk.call("write")
        self._disk.wrote(self.fileno())
        return super().write(memoryview(data)[: self._disk.length(len(data))]) or 0

    def close(self) -> None:
        if not self.closed:
            super().close()
            if not self._disk.is_dead:
                self._disk.call("close")

    def truncate(self, size: int | None = None) -> int:
        self._disk.call("truncate")
        return super().truncate(size)
