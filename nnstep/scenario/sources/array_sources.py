"""The files of arrays that a scenario names: found beside it, read once, and refused with the reason."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nnstep import limits
from nnstep.errors import DataError
from nnstep.problems.findings import Subject
from nnstep.scenario.bundled import exists

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Files:
    """The files that one scenario names, by path and name of the array."""

    def __init__(self, folder: Path, stand_ins: Mapping[tuple[str, str], NDArray[Any]] | None = None) -> None:
        """Look for files in `folder`; `stand_ins` are arrays to take, by path and name, where there is no file."""
        self._folder = folder
        self._stand_ins = stand_ins or {}
        self.read: dict[tuple[str, str], NDArray[Any]] = {}
        """The arrays that were read, by path and name as the scenario has them."""
        self.missing: dict[str, None] = {}
        """The files that are not there, and that arrays stand in for."""
        self._arrays: dict[tuple[Path, str], NDArray[Any]] = {}
        self._left = limits.ARRAYS_BYTES

    def array(self, path: str, name: str = "") -> NDArray[Any]:
        """Return an array of a file; raise DataError where it can't be read."""
        found = self._found(path)
        stand_in = self._stand_ins.get((path, name))
        if stand_in is not None and not exists(found, Path.is_file):
            found = self._folder / Path(path).name  # where whoever moves a recording puts its data
            if not exists(found, Path.is_file):
                self.missing[path] = None
                return stand_in
        key = Path(os.path.normpath(found)), name  # so that one file under many names is read once
        if key not in self._arrays:
            from nnstep.array_files.array_reader import read_array  # most scenarios name no file

            self._arrays[key] = read_array(found, name, self._left)
            self._left -= self._arrays[key].nbytes
        self.read[path, name] = self._arrays[key]
        return self._arrays[key]

    @property
    def paths(self) -> tuple[str, ...]:
        """The files that were read."""
        return tuple(dict.fromkeys(str(path) for path, _ in self._arrays))

    def _found(self, path: str) -> Path:
        """Return where a file is: beside the scenario, or else, where it is only there, in the folder one is in."""
        beside, here = self._folder / path, Path(path)
        return here if exists(here, Path.is_file) and not exists(beside, Path.is_file) else beside

    def name_in(self, path: str, name: str) -> str:
        """Return `name` where the kind of file holds arrays by name, else none."""
        return name if self.holds_names(path) else ""

    def holds_names(self, path: str) -> bool:
        """Return whether the kind of file holds several arrays by name."""
        from nnstep.array_files.formats import FORMATS

        return any(row.named for ending, row in FORMATS.items() if path.lower().endswith(ending))

    def check(self, subject: Subject, path: str, name: str = "") -> NDArray[Any] | None:
        """Return an array of a file, or note why there is none."""
        try:
            return self.array(path, name)
        except DataError as error:
            beside = "a file is looked for beside the scenario, then where nnstep was started"
            missing = not exists(self._found(path))
            subject.note(f"names a file that can't be used: {error.message}", beside if missing else error.hint)
            return None


def looks_like_file(text: str) -> bool:
    """Return whether a text is meant as a path: initializers' names have neither a point nor a slash."""
    return "." in text or "/" in text or "\\" in text
