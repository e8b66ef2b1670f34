"""What the files of students are called: safe on every system, each student's own, and the same in each run."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

INDEX = "index"
"""What the summary of a class is called, without its ending; no student's file is."""
_LONGEST = 60
_LONGEST_BEGINNING = 150
_UNSAFE = re.compile(r"[^\w.@+-]+")
_UNSAFE_IN_BEGINNING = re.compile(r"[^\w.@+ -]+")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d|index)(\..*)?")


def file_names(ids: Sequence[str], ending: str = "", beginnings: Sequence[str] = ()) -> list[str]:
    """Return the name of each student's file; `beginnings` are what a platform wants them to begin with, if anything.

    It is made of the student's id. Where that has to be changed, or two would be the same where capitals do not count,
    some digits of a hash of the id follow.
    """
    wanted = beginnings or [""] * len(ids)
    stems = [_returned(beginning) or _safe(id) for id, beginning in zip(ids, wanted, strict=True)]
    times = Counter(map(str.casefold, stems))
    names = []
    for id, beginning, stem in zip(ids, wanted, stems, strict=True):
        is_free = times[stem.casefold()] == 1 and (beginning or stem == id) and not _RESERVED.fullmatch(stem)
        names.append(f"{stem if is_free else f'{stem}-{_digest(id)}'}{ending}")
    return names


def _returned(beginning: str) -> str:
    """Return the name of a file that a platform takes back; nothing where none is wanted, or it would be too long."""
    plain = _UNSAFE_IN_BEGINNING.sub("-", unicodedata.normalize("NFC", beginning)).lstrip(".-+@ ")
    return f"{plain}feedback" if 0 < len(plain.encode()) <= _LONGEST_BEGINNING else ""


def _safe(text: str) -> str:
    """Return a text of letters, digits and a few signs, beginning with neither a point nor a dash."""
    plain = _UNSAFE.sub("_", unicodedata.normalize("NFC", text)).lstrip(".-+@")
    return plain[:_LONGEST] or "student"


def _digest(id: str) -> str:
    return hashlib.sha256(id.encode("utf-8", "surrogatepass")).hexdigest()[:8]
