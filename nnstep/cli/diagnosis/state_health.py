"""Whether the file of what nnstep remembers can be read, locked and written. Looks without changing anything."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TypedDict


class StateHealth(TypedDict):
    """The file of what nnstep remembers."""

    path: str
    """The file, with ~ for the home folder; empty where this system has no folder for settings."""
    is_used: bool
    """Whether remembering is on: the variable NNSTEP_NO_STATE turns it off."""
    exists: bool
    """Whether the file is there. The first start of the app makes it."""
    problem: str
    """Why it can't be read, locked or written; empty where it can."""


def state_health() -> StateHealth:
    """Return whether the file of what nnstep remembers can be used."""
    from nnstep.session.remembered.state_file import OFF, default_file

    file = default_file()
    return {
        "path": "" if file is None else without_home(str(file)),
        "is_used": OFF not in os.environ,
        "exists": file is not None and file.exists(),
        "problem": "there is no folder for settings" if file is None else without_home(_problem(file)),
    }


def without_home(text: str) -> str:
    """Return a text with ~ for the path of the home folder, which holds the person's name."""
    try:
        home = str(Path.home())
    except RuntimeError:
        return text
    return text if len(home) < 2 else text.replace(home, "~")


def _problem(file: Path) -> str:
    from nnstep.errors import system_reason
    from nnstep.outputs.lock import is_locked
    from nnstep.outputs.replacement import check_folder
    from nnstep.session.remembered.state_file import StateFile

    if not file.parent.exists():
        above = next(folder for folder in file.parents if folder.exists())
        return "" if os.access(above, os.W_OK) else f"{above} can't be written"
    if remark := StateFile(file).remark:
        return remark
    if is_locked(file.with_suffix(".lock")):
        return "another nnstep holds its lock"
    try:
        check_folder(file)
    except (OSError, ValueError) as error:
        return f"{file.parent} can't be written: {system_reason(error)}"
    return ""
