"""Where a file grows that replaces an old one: beside it, so that the old one stays until the new one is complete."""

from __future__ import annotations

import os
from contextlib import suppress
from itertools import count
from pathlib import Path

from nnstep.harmless_text import visible
from nnstep.outputs.failure import in_use
from nnstep.outputs.lock import hold
from nnstep.outputs.replacement import Replacement, sync_folder
from nnstep.outputs.special import status_of

_LONGEST = 200
"""Bytes of a name that a word can be put before; of a longer one, the last characters are taken."""
_CHARACTERS = 50


class Succession:
    """A file that grows under `path` or, where an old file has that name, beside it until the new one is complete.

    The one beside has a name that people find and can open. What ends the work leaves it there, and nothing removes it.
    """

    def __init__(self, path: Path, *, overwrite: bool) -> None:
        """Lock an old file; raise OutputError where another program writes it, OSError or ValueError for failures."""
        self._path = path
        self._target = Path(os.path.realpath(path))
        self._old: int | None = None
        self.file = self._target
        """Where the new file is."""
        self._overwrite = overwrite
        if overwrite and status_of(self._target) is not None:
            self._old = hold(self._target)
            if self._old is None:
                raise in_use(path)

    def begin(self, first: bytes) -> None:
        """Create the new file, with what it begins with; raise as `Replacement.write` does."""
        replaces = self._old is not None
        file = _free_beside(self._target) if replaces else self._target
        replacement = Replacement(file, overwrite=self._overwrite and not replaces, like=self._target)
        try:
            replacement.write(lambda new: new.write(first))
        finally:
            if os.path.lexists(file):  # also where only the folder could not be synced
                self.file = file

    @property
    def kept_beside(self) -> str:
        """Which file holds what, where the old one is still there; empty where there is none."""
        if self.file == self._target:
            return ""
        is_linked = os.path.realpath(self._path.parent) != str(self.file.parent)
        where = self.file if is_linked else self.file.name
        return f"the old {visible(self._path.name)} stays; what was recorded is in {visible(str(where))}"

    def take_place(self) -> None:
        """Replace the old file with the new one, which is on the disk; raise OSError where that fails."""
        if self.file != self._target:
            os.replace(self.file, self._target)  # noqa: PTH105
            self.file = self._target
            sync_folder(self._target.parent)

    def release(self) -> None:
        """Let others write to the old file again."""
        old, self._old = self._old, None
        if old is not None:
            with suppress(OSError):
                os.close(old)


def _free_beside(target: Path) -> Path:
    """Return the name of a file beside `target` that does not exist, with the same ending."""
    name = target.name if len(os.fsencode(target.name)) <= _LONGEST else target.name[-_CHARACTERS:]
    names = (target.with_name(f"unfinished-{f'{number}-' if number > 1 else ''}{name}") for number in count(1))
    return next(path for path in names if not os.path.lexists(path))
