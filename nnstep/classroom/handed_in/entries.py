"""The files below a folder, or in an archive: their paths, when they were changed, and their text when it is wanted."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from zipfile import ZipFile, ZipInfo

from nnstep import limits
from nnstep.array_files.archive_directory import open_archive
from nnstep.array_files.damaged_archives import DAMAGED
from nnstep.classroom.feedback.feedback_folder import FeedbackFolder
from nnstep.errors import CommandError, NNStepError, SheetError, system_reason
from nnstep.grading.sheet.sheet_reader import text_of
from nnstep.input_files import open_regular

_IGNORED = ("__MACOSX", "Thumbs.db", "desktop.ini")
"""What file managers add to folders and archives."""


@dataclass(frozen=True, slots=True)
class HandedEntry:
    """One file that was handed in."""

    path: PurePosixPath
    """Below the folder, or in the archive."""
    shown: str
    """What it is called in messages."""
    changed: float
    """When it was changed, to be compared with others of the same folder or archive."""
    file: Path | None
    """Where it lies; None in an archive."""
    text: str | None = None
    """What it holds, if it comes from an archive and was read."""


def entries_of(place: Path, wanted: frozenset[str], endings: tuple[str, ...]) -> list[HandedEntry]:
    """Return the files below a folder or in a .zip archive, by their paths; none that nnstep wrote for a class.

    From an archive the texts of files with one of the `endings`, or of one of the `wanted` names, are read. Raise
    CommandError where there are too many files, or the archive can't be read.
    """
    try:
        found = list(_in_archive(place, wanted, endings) if is_archive(place) else _in_folder(place))
    except DAMAGED as error:
        raise CommandError(f"{place}: the archive can't be read: {error}", "unpack it, and name the folder") from None
    except OSError as error:
        raise CommandError(f"{place}: it can't be read: {system_reason(error)}") from None
    return sorted(found, key=lambda entry: entry.path.parts)


def entries_of_files(files: Sequence[Path]) -> list[HandedEntry]:
    """Return files that were named one by one, with their paths below the folder that holds them all."""
    above = Path(os.path.commonpath([Path(os.path.abspath(file)).parent for file in files]))  # noqa: PTH100 - no links
    found = []
    for file in files:
        path = PurePosixPath(*Path(os.path.abspath(file)).relative_to(above).parts)  # noqa: PTH100
        try:
            changed = file.stat().st_mtime
        except (OSError, ValueError):
            changed = 0.0  # said when it is read
        found.append(HandedEntry(path, str(file), changed, file))
    return found


def is_archive(place: Path) -> bool:
    """Return whether a path names an archive of submissions."""
    return place.suffix.lower() == ".zip" and not place.is_dir()


def _in_folder(folder: Path) -> Iterator[HandedEntry]:
    count = 0
    for parent, folders, names in os.walk(folder, onerror=_refuse):
        folders[:] = sorted(name for name in folders if not _is_ignored(name))
        written = FeedbackFolder(Path(parent)).unchanged_names()
        for name in names:
            file = Path(parent, name)
            status = file.stat(follow_symlinks=False)
            if _is_ignored(name) or name in written or not stat.S_ISREG(status.st_mode):
                continue  # a link may lead to what nobody handed in
            count += 1
            if count > limits.ARCHIVE_FILES.most:
                raise _too_many(folder, None)
            path = PurePosixPath(*file.relative_to(folder).parts)
            yield HandedEntry(path, str(file), status.st_mtime, file)


def _refuse(error: OSError) -> None:
    """Raise the error of a folder that can't be read: whose it is would be taken for one who handed in nothing."""
    raise error


def _in_archive(place: Path, wanted: frozenset[str], endings: tuple[str, ...]) -> Iterator[HandedEntry]:
    left = limits.ARCHIVE_BYTES.most
    with open_regular(place) as file, open_archive(file) as archive:
        members = archive.infolist()
        if len(members) > limits.ARCHIVE_FILES.most:
            raise _too_many(place, len(members))
        for member in members:
            path = PurePosixPath(member.filename.replace("\\", "/"))
            if not {"/", ".."}.isdisjoint(path.parts):
                path = PurePosixPath(*(part for part in path.parts if part not in ("/", "..")))
            if not path.parts or member.is_dir() or any(map(_is_ignored, path.parts)):
                continue
            text = None
            if path.name in wanted or path.suffix.lower() in endings:
                text = _text(archive, member, left)
                left -= len(text or "")
            moment = float(f"{''.join(f'{part:02}' for part in member.date_time)}")
            yield HandedEntry(path, f"{place}/{path}", moment, None, text)


def _text(archive: ZipFile, member: ZipInfo, left: int) -> str | None:
    """Return the text of a sheet in an archive; None where it has none, is too long, or is damaged."""
    most = min(limits.TEXT_BYTES.most, left)
    try:
        with archive.open(member) as file:
            data = file.read(most + 1)  # the size that the archive states may be wrong
        return None if len(data) > most else text_of(data, member.filename)
    except (NNStepError, *DAMAGED):
        return None


def checked_text(entry: HandedEntry) -> str:
    """Return the text of a file from an archive; raise SheetError where it has none."""
    if entry.text is None:
        most = limits.bytes_text(limits.TEXT_BYTES.most)
        message = f"{entry.shown}: this is damaged, has no text in UTF-8, or more than {most}"
        raise SheetError(message, "save it as UTF-8 in your editor")
    return entry.text


def _is_ignored(name: str) -> bool:
    return name.startswith(".") or name in _IGNORED


def _too_many(place: Path, count: int | None) -> CommandError:
    message = f"{place}: it holds {limits.ARCHIVE_FILES.refusal(count, 'files')}"
    return CommandError(message, "name the folder of one class")
