"""Folders and files without a platform: ``12345678/sheet.toml``, ``Anna Meyer.toml`` or ``12345678_sheet.toml``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from nnstep.classroom.handed_in.claim import Owner, OwnerClaim, OwnerClaims, Platform, Texts

_PARTS = re.compile(r"[\s_,;+()]+|--")


def _recognized(paths: Sequence[PurePosixPath], _texts: Texts) -> OwnerClaims:
    """Return for each file the folder that it is in, or its own name, as whose it is: an id or a name."""
    above = _folders_of_all(paths)
    return {path: OwnerClaim((_owner(path.parts[above:]),)) for path in paths}


def _owner(parts: tuple[str, ...]) -> Owner:
    whose = parts[0] if len(parts) > 1 else PurePosixPath(parts[0]).stem
    parts_of_it = _PARTS.split(whose)
    return Owner(whose, (whose, *(parts_of_it if len(parts_of_it) > 1 else ())))


def _folders_of_all(paths: Sequence[PurePosixPath]) -> int:
    """Return how many folders hold everything, and folders only, as an archive's own folder does."""
    depth = 0
    while len({path.parts[: depth + 1] for path in paths}) == 1 and all(len(path.parts) > depth + 2 for path in paths):
        depth += 1
    return depth


PLAIN = Platform("plain", _recognized, rank=9)
