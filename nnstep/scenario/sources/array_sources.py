"""The files of arrays that a scenario names: found beside it, read once, and refused with the reason."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nnstep import limits
from nnstep.errors import DataError
from nnstep.file_endings import ending_in
from nnstep.problems.findings import Subject
from nnstep.problems.message_text import quoted
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
        self._left = limits.ARRAYS_BYTES.most

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

    def holds_names(self, path: str) -> bool:
        """Return whether the kind of file holds several arrays by name."""
        from nnstep.array_files.formats import FORMATS

        ending = ending_in(path, FORMATS)
        return bool(ending) and FORMATS[ending].named

    def check(self, subject: Subject, text: str, name: str = "") -> NDArray[Any] | None:
        """Return the array that a text names, or note why there is none.

        It is the one called `name` where the text names a file of several, and none of them.
        """
        from nnstep.array_files.array_reference import array_reference

        reference = array_reference(text)
        named = self.holds_names(reference.path)
        if reference.name and not named:
            message = f"names an array {quoted(reference.name)}, but {reference.path} holds one array, without a name"
            subject.note(message, f"write {quoted(reference.path)}")
            return None
        try:
            array = self.array(reference.path, (reference.name or name) if named else "")
        except DataError as error:
            hint: str = error.hint
            if not exists(self._found(reference.path)):
                hint = "a file is looked for beside the scenario, then where nnstep was started"
            elif named and not reference.name:
                hint = f"{hint}; name one after a colon, as in {quoted(f'{reference.path}:NAME')}"
            subject.note(f"names a file that can't be used: {error.message}", hint.removeprefix("; "))
            return None
        return array.T if reference.turned else array


def looks_like_file(text: str) -> bool:
    """Return whether a text is meant as a path: initializers' names have neither a point nor a slash."""
    return "." in text or "/" in text or "\\" in text
