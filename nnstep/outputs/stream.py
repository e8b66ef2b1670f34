"""A file of lines that grows while something runs: after any failure it ends with its last complete line."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from io import FileIO
from pathlib import Path
from time import monotonic

from nnstep.errors import OutputError
from nnstep.outputs.failure import failure, in_use, refusal
from nnstep.outputs.lock import lock
from nnstep.outputs.replacement import sync
from nnstep.outputs.special import is_special, open_special, status_of
from nnstep.outputs.succession import Succession

SYNC_SECONDS = 1.0
"""Seconds between two syncs of a growing file: a sync takes as long as hundreds of operations."""
_MOST_PENDING = 1 << 20
"""Bytes kept in memory until the end of their group of lines; those of a compressed frame."""


class Stream:
    """An open file of lines. An old file under its name is replaced once the new one is complete."""

    def __init__(
        self,
        path: Path,
        first_line: bytes,
        *,
        overwrite: bool,
        compress: Callable[[bytes], bytes] | None = None,
    ) -> None:
        """Create the file; raise FileTakenError where it exists and must stay, OutputError where that fails.

        With `compress`, lines are written as frames of about a megabyte, or of what came in a second.
        """
        self._path = path
        self._place: Succession | None = None
        """None for a device or a pipe, in which nothing stays."""
        self._pending = bytearray()
        self._compress = compress
        self._size = 0
        self._synced = monotonic()
        if compress is not None:
            first_line = compress(first_line)
        try:
            if not is_special(path):
                self._place = Succession(path, overwrite=overwrite)
            self._file: FileIO = self._opened(first_line)
        except (OSError, ValueError) as error:
            raise self._failure(error) from None

    @property
    def closed(self) -> bool:
        """Whether it was closed, by its owner or because of a failure."""
        return self._file.closed

    @property
    def size(self) -> int:
        """How many bytes are in the file."""
        return self._size

    @property
    def kept_beside(self) -> str:
        """Which file holds what, where an old one was not replaced; empty where there is none."""
        return self._place.kept_beside if self._place is not None else ""

    def fileno(self) -> int:
        """Return the descriptor."""
        return self._file.fileno()

    def add(self, line: bytes, *, ends_group: bool) -> None:
        """Add a line; the end of a group is written at once. Raise OutputError where that fails."""
        is_due = len(self._pending) + len(line) > _MOST_PENDING or (ends_group and self._may_end_frame())
        if is_due and not self._pending:
            self._write(line, is_last=False)  # not copied: it may be long
            return
        self._pending += line
        if is_due:
            self._flush(is_last=False)

    def close(self, *, is_whole: bool = True) -> None:
        """Write the rest, sync and close; where it `is_whole`, it takes the place of an old file.

        Raise OutputError where the file is incomplete or not under its name.
        """
        if self._file.closed:
            return
        self._flush(is_last=True)
        try:
            self._file.close()
            if is_whole and self._place is not None:
                self._place.take_place()
        except OSError as error:
            raise self._failure(error) from None
        finally:
            self._release()

    def _may_end_frame(self) -> bool:
        return self._compress is None or monotonic() - self._synced >= SYNC_SECONDS

    def _opened(self, first_line: bytes) -> FileIO:
        if self._place is None:
            file = FileIO(open_special(self._path), "wb")
            try:
                _write_all(file, first_line)
            except OSError:
                with suppress(OSError):
                    file.close()
                raise
            return file
        try:
            self._place.begin(first_line)
            self._size = len(first_line)
            file = FileIO(self._place.file, "ab")
            if not lock(file.fileno()):
                file.close()
                raise in_use(self._path)
        except BaseException:
            self._release()
            raise
        return file

    def _release(self) -> None:
        if self._place is not None:
            self._place.release()

    def _failure(self, error: OSError | ValueError) -> Exception:
        """Return the error to raise, which says where what was written is."""
        found = failure(self._path, error)
        if self.kept_beside and isinstance(found, OutputError):
            return OutputError(f"{found.message} ({self.kept_beside})", found.hint)
        return found

    def _flush(self, *, is_last: bool) -> None:
        data = bytes(self._pending)
        self._pending.clear()
        self._write(data, is_last=is_last)

    def _write(self, data: bytes, *, is_last: bool) -> None:
        if self._compress is not None and data:
            data = self._compress(data)
        try:
            _write_all(self._file, data)
            self._size += len(data)
            if self._place is not None and (is_last or monotonic() - self._synced >= SYNC_SECONDS):
                self._sync(self._place.file)
        except (OSError, OutputError) as error:
            self._give_up(data)
            raise error if isinstance(error, OutputError) else self._failure(error) from None

    def _sync(self, path: Path) -> None:
        descriptor = self._file.fileno()
        sync(descriptor)
        self._synced = monotonic()
        there = status_of(path)
        if there is None or not os.path.samestat(there, os.fstat(descriptor)):
            hint = "begin again, to a file in a folder that stays"
            raise refusal(path, "the file was moved or removed while it was being written", hint)

    def _give_up(self, data: bytes) -> None:
        """Close the file silently, since the failure is about to be reported; keep the complete lines of `data`."""
        with suppress(OSError):
            if self._place is not None:
                written = os.fstat(self._file.fileno()).st_size - self._size
                kept = data.rfind(b"\n", 0, written) + 1 if self._compress is None else 0
                self._file.truncate(self._size + kept)
        with suppress(OSError):
            self._file.close()
        self._release()


def _write_all(file: FileIO, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]
