"""Who handed in which sheet: every file's owner as its platform says, and which of several files is taken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from nnstep import limits
from nnstep.classroom.handed_in.claim import Owner, OwnerClaim, Platform
from nnstep.classroom.handed_in.entries import HandedEntry, entries_of, entries_of_files, is_archive
from nnstep.classroom.platforms import PLATFORMS
from nnstep.errors import CommandError
from nnstep.grading.sheet.formats import FILLED_FORMATS
from nnstep.harmless_text import visible
from nnstep.input_files import read_regular
from nnstep.problems.did_you_mean import meant

_SURE = tuple(ending for row in FILLED_FORMATS if not row.is_doubtful for ending in row.endings)
_DOUBTFUL = tuple(ending for row in FILLED_FORMATS if row.is_doubtful for ending in row.endings)
_LOOSE = tuple(ending for row in FILLED_FORMATS for ending in row.loose_endings)
_ENDINGS = (*_SURE, *_DOUBTFUL, *_LOOSE, "")
"""Of the files that are read as sheets; of several, one with an earlier ending. A text may be a letter."""
_NO_SHEETS = frozenset(("readme.md",))
"""What says what an exercise is, perhaps with its numbers."""
_RANKS = {ending: rank for rank, ending in enumerate(_ENDINGS)}


@dataclass(frozen=True, slots=True)
class HandedFile:
    """A file, with what its platform says of it."""

    entry: HandedEntry
    claim: OwnerClaim

    @property
    def can_be_sheet(self) -> bool:
        """Whether its name ends as that of a sheet may."""
        return _rank(self.entry) < len(_ENDINGS)


@dataclass(frozen=True, slots=True)
class Submission:
    """What one person handed in."""

    owner: Owner
    files: tuple[HandedFile, ...]
    """The one that is preferred comes last: of sheets the newest, by the platform's count, else by the file's time."""

    @property
    def sheet(self) -> HandedEntry | None:
        """The sheet that is taken; None where none of the files can be one."""
        return self.files[-1].entry if self.files[-1].can_be_sheet else None

    @property
    def is_late(self) -> bool:
        """Whether the platform says so of the sheet."""
        return self.files[-1].claim.is_late

    @property
    def returned_as(self) -> str:
        """What the name of a file must begin with that the platform takes back."""
        return self.files[-1].claim.returned_as

    @property
    def remark(self) -> str:
        """What is to be said of the files: that there is no sheet among them, or which of several is taken."""
        names = [visible(file.entry.path.name) for file in self.files]
        sheets = [file for file in self.files if file.can_be_sheet]
        if not sheets:
            return f"none of the files is a sheet that can be read: {', '.join(names)}"
        if len(sheets) < 2:
            return ""
        return f"{names[-1]} is taken, {_reason(*sheets[-2:])}; not taken: {', '.join(names[:-1])}"


def submission_of(owner: Owner, files: Iterable[HandedFile]) -> Submission:
    """Return what someone handed in, the files in the order of preference."""
    return Submission(owner, tuple(sorted(files, key=_preference)))


def submissions_in(places: Sequence[Path], platform: str = "") -> list[Submission]:
    """Return what was handed in: below folders, in .zip archives, and in files that are named one by one.

    `platform` names the one whose export it is; left out, each file is asked for its own. Raise CommandError where
    there is no such platform, or a folder or archive can't be read.
    """
    platforms = _chosen(platform)
    describing = frozenset[str]().union(*(each.describing for each in platforms))
    holding = [place for place in places if place.is_dir() or is_archive(place)]
    groups = [entries_of(place, describing, _ENDINGS) for place in holding]
    if files := [place for place in places if place not in holding]:
        groups.append(entries_of_files(files))
    return [submission for group in groups for submission in _submissions(group, platforms, describing)]


def _submissions(
    entries: Sequence[HandedEntry], platforms: Sequence[Platform], describing: frozenset[str]
) -> Iterator[Submission]:
    """Yield what is in one folder or archive, in the order of the paths."""
    texts = {entry.path: _described(entry) for entry in entries if entry.path.name in describing}
    by_path = {entry.path: entry for entry in entries if entry.path not in texts}
    claims: dict[PurePosixPath, OwnerClaim] = {}
    for each in platforms:
        left = [path for path in by_path if path not in claims]
        claims.update(each.recognize(left, texts))
    by_owner: dict[Owner, list[HandedFile]] = {}
    for path, claim in claims.items():
        for owner in claim.owners:
            by_owner.setdefault(owner, []).append(HandedFile(by_path[path], claim))
    for owner, files in sorted(by_owner.items(), key=lambda item: _place(item[1])):
        yield submission_of(owner, files)


def _chosen(name: str) -> Sequence[Platform]:
    if not name:
        return PLATFORMS
    chosen = [platform for platform in PLATFORMS if platform.name == name]
    if not chosen:
        names = [platform.name for platform in PLATFORMS]
        hint = meant(name, names) or f"there are {', '.join(names)}"
        raise CommandError(f"unknown platform {name!r}", hint)
    return chosen


def _described(entry: HandedEntry) -> str:
    """Return the text of a file that describes others; nothing where it is too long, as a student may have sent it."""
    if entry.file is None:
        return entry.text or ""
    try:
        return read_regular(entry.file, limits.TEXT_BYTES).decode("utf-8-sig", errors="replace")
    except OSError:
        return ""


def _place(files: Sequence[HandedFile]) -> tuple[str, ...]:
    return min(file.entry.path.parts for file in files)


def _preference(file: HandedFile) -> tuple[object, ...]:
    rank = _rank(file.entry)
    return -max(rank - len(_SURE) + 1, 0), file.claim.version, file.entry.changed, -rank, file.entry.path.parts


def _reason(other: HandedFile, taken: HandedFile) -> str:
    """Return why one file is preferred to the next best."""
    (doubt, *age), (less, *later) = _preference(other), _preference(taken)
    if doubt != less:
        return "as the others may be no sheets"
    return "as the newest sheet" if age[:2] != later[:2] else "though another is as new"


def _rank(entry: HandedEntry) -> int:
    """Return how much a file's ending speaks for a sheet: 0 the most; the number of endings where it can be none."""
    is_none = entry.path.name.lower() in _NO_SHEETS
    return len(_ENDINGS) if is_none else _RANKS.get(entry.path.suffix.lower(), len(_ENDINGS))
