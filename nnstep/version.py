"""The version of nnstep, and of installed packages.

Those are read off the names of their folders: `importlib.metadata` takes nearly as long to load as click.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

__version__ = "0.2.0.dev0"
_ENDING = ".dist-info"


def installed_versions(names: Sequence[str]) -> dict[str, str]:
    """Return the versions of those of some packages that are installed, in the order of `names`."""
    wanted = {_normal(name) for name in names}
    found: dict[str, str] = {}
    for folder in sys.path:
        for entry in _entries(folder):
            name, _, version = entry.removesuffix(_ENDING).partition("-")
            if entry.endswith(_ENDING) and version and _normal(name) in wanted:
                found.setdefault(_normal(name), version)
    return {name: found[_normal(name)] for name in names if _normal(name) in found}


def _entries(folder: str) -> list[str]:
    try:
        return os.listdir(folder or os.curdir)  # noqa: PTH208 - strings are compared, a hundred of them
    except OSError:
        return []


def _normal(name: str) -> str:
    return name.lower().replace("-", "_").replace(".", "_")
