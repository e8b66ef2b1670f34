"""Writes a file completely or not at all: whatever happens, its name means the old file or all of the new one."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from nnstep.outputs.failure import failure
from nnstep.outputs.replacement import Replacement
from nnstep.outputs.special import is_special, open_special


def write_text(path: Path, text: str, *, overwrite: bool = False, synced: bool = True) -> None:
    """Write a text as UTF-8; raise as `write_file` does."""
    write_file(path, lambda file: file.write(text.encode()), overwrite=overwrite, synced=synced)


def write_file(
    path: Path, write: Callable[[BinaryIO], object], *, overwrite: bool = False, synced: bool = True
) -> None:
    """Write a file whose content `write` puts into the open file it is given.

    One of very many that can be made again need not be `synced`: then nothing waits for the disk, and only a power
    failure can leave less than all of it.
    Raise FileTakenError where the file exists and must stay, OutputError where it can't be written.
    """
    try:
        if is_special(path):
            with os.fdopen(open_special(path), "wb") as file:
                write(file)
        else:
            Replacement(path, overwrite=overwrite).write(write, synced=synced)
    except (OSError, ValueError) as error:
        raise failure(path, error) from None
