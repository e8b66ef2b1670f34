"""Gradescope: ``submission_123/sheet.toml``, and whose each is in ``submission_metadata.yml``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from nnstep.classroom.handed_in.claim import Owner, OwnerClaim, OwnerClaims, Platform, Texts

_METADATA = "submission_metadata.yml"
_SUBMISSION = re.compile(r"([^\s:#\-][^:]*):\s*")
_FIELD = re.compile(r"(\s*+)(- \s*+)?:?([a-z_]++):(?:\s++(.*))?")
_NUMBERED = re.compile(r"submission_\d+")


def _recognized(paths: Sequence[PurePosixPath], texts: Texts) -> OwnerClaims:
    known = {path.parent / name: owners for path, text in texts.items() for name, owners in _submitters(text)}
    claims = {}
    for path in paths:
        folder = next((parent for parent in path.parents if parent in known), None) if known else None
        if folder is not None:
            claims[path] = OwnerClaim(known[folder])
        elif numbered := next(filter(_NUMBERED.fullmatch, path.parts[:-1]), ""):
            claims[path] = OwnerClaim((Owner(number=numbered.removeprefix("submission_")),))
    return claims


def _submitters(text: str) -> Iterator[tuple[str, tuple[Owner, ...]]]:
    """Yield each submission with who handed it in.

    The file is YAML as Gradescope writes it, with one key a line; a submission's earlier versions, further in, are
    left out.
    """
    submission, inside, people = "", -1, list[dict[str, str]]()
    for line in text.splitlines():
        head = _SUBMISSION.fullmatch(line)
        if head is not None:
            if people:
                yield submission, tuple(map(_owner, people))
            submission, inside, people = _scalar(head[1]), -1, []
            continue
        field = _FIELD.fullmatch(line)
        if field is None or not submission:
            continue
        depth = len(field[1])
        if field[3] == "submitters" and not people and inside < 0:
            inside = depth
        elif inside >= 0 and field[2] and depth >= inside and field[3] in ("name", "sid", "email"):
            people.append({field[3]: _scalar(field[4] or "")})
        elif inside >= 0 and people and depth > inside and field[3] in ("name", "sid", "email"):
            people[-1].setdefault(field[3], _scalar(field[4] or ""))
        elif depth <= inside:
            inside = 1 << 30  # the submitters are read; what follows is not theirs
    if people:
        yield submission, tuple(map(_owner, people))


def _owner(fields: Mapping[str, str]) -> Owner:
    ids = tuple(filter(None, (fields.get("sid", ""), fields.get("email", ""))))
    return Owner(fields.get("name", ""), ids)


def _scalar(text: str) -> str:
    """Return what a YAML scalar of one line means: plain, or in single or double quotes."""
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] == "'":
        return text[1:-1].replace("''", "'")
    if len(text) > 1 and text[0] == text[-1] == '"':
        try:
            return str(json.loads(re.sub(r"\\x([0-9A-Fa-f]{2})", r"\\u00\1", text)))
        except ValueError:
            return text[1:-1]
    return "" if text in ("~", "null") else text


GRADESCOPE = Platform("gradescope", _recognized, frozenset({_METADATA}))
