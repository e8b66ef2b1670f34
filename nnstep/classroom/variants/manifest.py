"""The manifest of handed-out variants: which file is whose key, and whether it is still the one that was handed out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from nnstep import limits
from nnstep.classroom.roster.person_names import id_key
from nnstep.classroom.roster.roster import Roster, Student
from nnstep.errors import CommandError, SheetError
from nnstep.harmless_text import visible
from nnstep.input_files import read_regular, unreadable
from nnstep.outputs.json_text import json_text

KEYS = "keys"
STUDENTS = "students"
SHEETS = "sheets"
MANIFEST = "variants.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class KeyFile:
    """Where the key of one student is."""

    id: str
    file: str
    """Its name in the folder of keys, which the student's own file has, too."""
    checksum: str
    """SHA-256 of its bytes."""


@dataclass(frozen=True, slots=True)
class VariantBook:
    """All variants of one exercise that were handed out."""

    folder: Path
    """That of the keys."""
    keys: Mapping[str, KeyFile]
    """By the id as it is compared."""
    exercise: str = ""
    """The exercise's name."""
    title: str = ""
    """Its title."""

    def check_is_of(self, name: str, title: str) -> None:
        """Raise CommandError where the variants are of another exercise, by its name and its title."""
        if self.exercise != name and self.title != title:
            message = f"{self.folder / MANIFEST}: these are variants of {self.exercise}, not of {name}"
            raise CommandError(message, "name the exercise that they were made of")

    def scenario_of(self, id: str) -> Path:
        """Return the key of a student: a scenario; raise SheetError where there is none, or it was changed."""
        key = self.keys.get(id_key(id))
        if key is None:
            message = f"{self.folder / MANIFEST}: there is no variant for {id!r}"
            raise SheetError(message, "make one with nnstep variants, or correct the id")
        path = self.folder / key.file
        try:
            found = sha256(_read(path)).hexdigest()
        except CommandError as error:
            raise SheetError(error.message, error.hint) from None
        if found != key.checksum:
            message = f"{path}: this is not the key that was handed out: its checksum is another"
            raise SheetError(message, "make the variants anew with the same seed")
        return path

    @property
    def roster(self) -> Roster:
        """The students who got variants."""
        students = (Student(key.id, ids=frozenset({id, id_key(Path(key.file).stem)})) for id, key in self.keys.items())
        return Roster(tuple(students), visible(str(self.folder / MANIFEST)))


def read_book(folder: str | Path) -> VariantBook:
    """Return the variants that a folder holds; raise CommandError where there is no manifest, or it is none."""
    keys = Path(folder) / KEYS
    if not keys.is_dir() and (Path(folder) / MANIFEST).is_file():
        keys = Path(folder)
    path = keys / MANIFEST
    try:
        manifest = json.loads(_read(path))
        entries = [KeyFile(each["id"], each["file"], each["sha256"]) for each in manifest["students"]]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise CommandError(f"{path}: this is no manifest of variants", "make it with nnstep variants") from None
    about = [manifest.get("exercise", ""), manifest.get("title", "")]
    texts = all(isinstance(text, str) for text in about) and all(
        isinstance(text, str) for key in entries for text in (key.id, key.file, key.checksum)
    )
    if not texts or any(Path(key.file).name != key.file for key in entries):
        raise CommandError(f"{path}: a key must be a file beside it", "make it with nnstep variants")
    return VariantBook(keys, {id_key(key.id): key for key in entries}, *about)


def manifest_text(about: Mapping[str, Any], keys: Iterable[KeyFile]) -> str:
    """Return the manifest as JSON."""
    students = [{"id": key.id, "file": key.file, "sha256": key.checksum} for key in keys]
    return json_text({"format": FORMAT, **about, "students": students})


def _read(path: Path) -> bytes:
    try:
        return read_regular(path, limits.TEXT_BYTES)
    except (OSError, ValueError) as error:
        raise CommandError(f"{path}: {unreadable(error)}", "name the folder that nnstep variants wrote") from None
