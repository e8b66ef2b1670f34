"""The folder of feedback: rewritten by each run, without a touch to any file that is not nnstep's own.

A list in the folder says which files nnstep wrote, with their hashes. One that has changed since is a person's.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from nnstep import limits
from nnstep.errors import FileTakenError, OutputError, system_reason
from nnstep.input_files import read_regular
from nnstep.outputs.json_text import json_text
from nnstep.outputs.whole import write_text

LIST = ".nnstep-feedback.json"
"""The name of the list."""
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class WrittenFolder:
    """What became of the folder's files."""

    written: int
    unchanged: int
    removed: tuple[str, ...]
    kept: tuple[str, ...]
    """Files of an earlier run that nobody needs now, but that a person has changed."""


class FeedbackFolder:
    """A folder whose files are written together."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._listed = _listed(folder / LIST)

    def check(self, names: Iterable[str], *, overwrite: bool) -> None:
        """Create the folder; raise OutputError where that fails, FileTakenError where a person's file must stay."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            message = f"{self._folder}: no folder can be made: {system_reason(error)}"
            raise OutputError(message, "name a new folder, or one of an earlier run") from None
        taken = [] if overwrite else [name for name in names if self._is_a_persons(name)]
        if taken:
            more = f" and {len(taken) - 1} more" if len(taken) > 1 else ""
            message = f"{self._folder / taken[0]}{more}: the file exists, and is not as nnstep wrote it"
            raise FileTakenError(message, "name another folder, or move the file away")

    def write(self, files: Mapping[str, str], *, overwrite: bool = False) -> WrittenFolder:
        """Write the files, each by its name, and remove those of an earlier run that are not among them.

        Raise as `check` does. An interrupted run leaves old files and new ones, all of them in the list.
        """
        self.check(files, overwrite=overwrite)
        hashes = {name: _hash(text.encode()) for name, text in files.items()}
        present = {name: self._hash_of(name) for name in {*files, *self._listed}}
        changed = {name for name in files if present[name] != hashes[name]}
        both = {name: {*self._listed.get(name, ()), hashes.get(name, "")} - {""} for name in {*files, *self._listed}}
        stale = sorted(name for name in self._listed if name not in files and present[name])
        removed = [name for name in stale if present[name] in self._listed[name]]
        if changed or removed:
            self._write_list(both)
        for name in sorted(changed):
            free = overwrite or not self._is_a_persons(name)
            write_text(self._folder / name, files[name], overwrite=free, synced=False)
        for name in removed:
            (self._folder / name).unlink(missing_ok=True)
        self._write_list({name: {digest} for name, digest in hashes.items()})
        kept = tuple(name for name in stale if name not in removed)
        return WrittenFolder(len(changed), len(files) - len(changed), tuple(removed), kept)

    def unchanged_names(self) -> frozenset[str]:
        """Return the names of the files that an earlier run wrote, and nobody has changed since."""
        return frozenset(name for name in self._listed if not self._is_a_persons(name))

    def _is_a_persons(self, name: str) -> bool:
        """Return whether there is a file of this name that nnstep did not leave as it is."""
        return bool(present := self._hash_of(name)) and present not in self._listed.get(name, ())

    def _hash_of(self, name: str) -> str:
        """Return the hash of a file; empty where there is none, and of one that can't be read what equals none."""
        path = self._folder / name
        try:
            return "a link" if path.is_symlink() else _hash(read_regular(path, 64 * limits.MB))
        except FileNotFoundError:
            return ""
        except (OSError, ValueError):
            return "unreadable"

    def _write_list(self, files: Mapping[str, Iterable[str]]) -> None:
        listed = {name: sorted(hashes) for name, hashes in sorted(files.items())}
        text = json_text({"format": _FORMAT, "files": listed})
        path = self._folder / LIST
        if not path.exists() or path.read_text("utf-8", errors="replace") != text:
            write_text(path, text, overwrite=True)


def _listed(path: Path) -> dict[str, frozenset[str]]:
    """Return the files of an earlier run with their hashes; nothing where there is no list that makes sense."""
    try:
        found = json.loads(read_regular(path, 64 * limits.MB))
    except (OSError, ValueError, RecursionError):
        return {}
    files = found.get("files") if isinstance(found, dict) and found.get("format") == _FORMAT else None
    if not isinstance(files, dict):
        return {}
    return {
        name: frozenset(digest for digest in hashes if isinstance(digest, str))
        for name, hashes in files.items()
        if isinstance(hashes, list) and _is_plain(name)
    }


def _is_plain(name: str) -> bool:
    """Return whether a name stays within the folder."""
    return bool(name) and name not in (".", "..", LIST) and not set(name) & set("/\\\0:")


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
