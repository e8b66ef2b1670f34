"""Notices that files have changed on disk."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

FileState: TypeAlias = "tuple[int, int, int]"
"""Time of the last change in nanoseconds, bytes, and which file it is."""


@dataclass(frozen=True, slots=True)
class FileWatch:
    """Some files as they were."""

    states: dict[Path, FileState | None]
    """None: not there."""

    def looked_again(self) -> tuple[FileWatch, list[Path]]:
        """Return the watch with the files as they are now, and which of them have another content.

        A file that is gone has not: an editor that saves may remove it for a moment.
        """
        now = {path: _state(path) for path in self.states}
        changed = [path for path, state in now.items() if state is not None and state != self.states[path]]
        kept = {path: self.states[path] for path, state in now.items() if state is None}
        return replace(self, states={**now, **kept}), changed


def watch_of(paths: Iterable[str | Path]) -> FileWatch:
    """Return a watch of files as they are now."""
    return FileWatch({Path(path): _state(Path(path)) for path in paths})


def _state(path: Path) -> FileState | None:
    try:
        found = os.stat(path)  # noqa: PTH116
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
