"""Moodle: ``Anna Meyer_12345_assignsubmission_file_/sheet.toml``, or all in one folder with that before each name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from nnstep.classroom.handed_in.claim import Owner, OwnerClaim, OwnerClaims, Platform, Texts

_PREFIX = re.compile(r"(?P<name>[^_/]+)_(?P<number>\d+)_assignsubmission_[a-z]+(?:_|$)")
"""The name has no underscores: Moodle writes blanks for them. Before version 4.1 the folders end in one more."""


def _recognized(paths: Sequence[PurePosixPath], _texts: Texts) -> OwnerClaims:
    claims = {path: next(filter(None, map(_claim, path.parts)), None) for path in paths}
    return {path: claim for path, claim in claims.items() if claim is not None}


def _claim(part: str) -> OwnerClaim | None:
    found = _PREFIX.match(part)
    if found is None:
        return None
    name, number = found["name"], found["number"]
    # Moodle takes files with this beginning back: `assignsubmission_file` names the student's folder, nothing else.
    return OwnerClaim((Owner(name, number=number),), returned_as=f"{name}_{number}_assignsubmission_file_")


MOODLE = Platform("moodle", _recognized)
