"""The folder of handed-out variants: a file for each student, and apart from them the lecturer's keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from nnstep.classroom.roster.file_names import file_names
from nnstep.classroom.variants.handed_out import HandedOut
from nnstep.classroom.variants.manifest import KEYS, MANIFEST, SHEETS, STUDENTS, KeyFile, manifest_text
from nnstep.classroom.variants.variant_key import key_text
from nnstep.grading.asked_numbers import Asked
from nnstep.grading.sheet.blank_sheet import blank_form
from nnstep.grading.sheet.formats import blank_endings
from nnstep.grading.sheet.formats.format import BlankFormat
from nnstep.outputs.asked import Output, check_outputs
from nnstep.outputs.failure import failure
from nnstep.outputs.whole import write_text
from nnstep.program.compile import compile_program

_ENDINGS = {".toml": "a scenario", ".json": "a manifest"}


@dataclass(frozen=True, slots=True)
class VariantFolder:
    """Where the files of a class go."""

    path: Path
    overwrite: bool = False
    sheets: tuple[BlankFormat, ...] = ()
    """In which formats each gets a blank sheet, too, of the same name, by which it is known when it comes back."""

    def prepare(self, ids: Sequence[str], inputs: Iterable[str]) -> None:
        """Make the folders and see that every file can be written; raise OutputError or FileTakenError."""
        for name in (STUDENTS, KEYS, *((SHEETS,) if self.sheets else ())):
            try:
                (self.path / name).mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise failure(self.path / name, error) from None
        files = [self.path / KEYS / MANIFEST]
        for stem in file_names(ids):
            files += [self.path / KEYS / f"{stem}.toml", *self._of_student(stem)]
        read, endings = list(inputs), {**blank_endings(), **_ENDINGS}
        for file in files:
            check_outputs(Output(file, endings), inputs=read, overwrite=self.overwrite)

    def _of_student(self, stem: str) -> list[Path]:
        sheets = [self.path / SHEETS / f"{stem}{form.endings[0]}" for form in self.sheets]
        return [self.path / STUDENTS / f"{stem}.toml", *sheets]

    def write(self, variants: Sequence[HandedOut], asked: Asked, about: Mapping[str, Any]) -> None:
        """Write everything: first what students get, last the manifest."""
        steps = max(step for step, _ in asked)
        keys = []
        for variant, stem in zip(variants, file_names([variant.id for variant in variants]), strict=True):
            form = blank_form(compile_program(variant.scenario), steps) if self.sheets else None
            texts = [variant.text, *(each.text(form) for each in self.sheets if form is not None)]
            for path, text in zip(self._of_student(stem), texts, strict=True):
                write_text(path, text, overwrite=self.overwrite)
            key = key_text(variant, asked)
            write_text(self.path / KEYS / f"{stem}.toml", key, overwrite=self.overwrite)
            keys.append(KeyFile(variant.id, f"{stem}.toml", sha256(key.encode()).hexdigest()))
        write_text(self.path / KEYS / MANIFEST, manifest_text(about, keys), overwrite=self.overwrite)
