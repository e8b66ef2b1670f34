"""Canvas: ``meyeranna_LATE_123_4567_sheet-2.toml``, all in one folder."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from nnstep.classroom.handed_in.claim import Owner, OwnerClaim, OwnerClaims, Platform, Texts

_NAME = re.compile(r"(?P<name>[^_]+)_(?P<late>LATE_)?(?P<user>\d+)_(?P<submission>\d+)_(?P<file>.+)", re.DOTALL)
_VERSION = re.compile(r"-(\d+)(?:\.[^.]*)?$")
"""Canvas counts what is handed in again: ``sheet.toml``, ``sheet-1.toml``, ``sheet-2.toml``."""


def _recognized(paths: Sequence[PurePosixPath], _texts: Texts) -> OwnerClaims:
    claims = {path: _claim(path.name) for path in paths}
    return {path: claim for path, claim in claims.items() if claim is not None}


def _claim(name: str) -> OwnerClaim | None:
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    version = _VERSION.search(found["file"])
    owner = Owner(found["name"], number=found["user"])
    return OwnerClaim((owner,), int(version[1]) if version else 0, found["late"] is not None)


CANVAS = Platform("canvas", _recognized, rank=1)
