"""From a file of answers to a sheet, with every problem of the file in one go."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from itertools import chain
from pathlib import Path

from nnstep import limits
from nnstep.errors import NNStepError, SheetError
from nnstep.grading.sheet.answer_keys import entries
from nnstep.grading.sheet.answer_sheet import Sheet
from nnstep.grading.sheet.answers_reader import AnswersReader
from nnstep.grading.sheet.csv_sheet import csv_document
from nnstep.grading.sheet.json_sheet import json_document
from nnstep.grading.sheet.number_forms import Comma
from nnstep.grading.sheet.sheet_text import sheet_document
from nnstep.grading.sheet.values.value_reader import ValueReader
from nnstep.harmless_text import visible
from nnstep.problems.findings import Subject, located
from nnstep.problems.problem import located_error
from nnstep.problems.text_file import read
from nnstep.problems.text_lines import TextLines
from nnstep.problems.toml_positions import Positions
from nnstep.program.compile import extended
from nnstep.program.program import Program
from nnstep.scenario.bundled import bundled_sheets, exists

STANDARD_INPUT = "-"


def read_sheet(path: str | Path, program: Program) -> Sheet:
    """Return the sheet of a file, or of standard input if `path` is ``-``.

    Raise SheetError with everything that is wrong with it.
    """
    return parse_sheet(*_text_and_name(path), program)


def read_asking_sheet(path: str | Path, program: Program) -> Sheet:
    """Return a sheet that says what is asked: a quantity with nothing behind its equals sign is left open as a whole.

    Raise SheetError with everything that is wrong with it; a quantity in another shape than its own is wrong.
    """
    return parse_sheet(*_text_and_name(path), program, asking=True)


def _text_and_name(path: str | Path) -> tuple[str, str]:
    return (_typed_text(), "standard input") if str(path) == STANDARD_INPUT else (read(path), str(path))


def parse_sheet(text: str, path: str, program: Program, *, asking: bool = False) -> Sheet:
    """Return the sheet that `text` states, `path` naming it in messages and saying its format.

    `asking` says that it states what is asked (`read_asking_sheet`).
    """
    text = _normalized(text)
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise SheetError(visible(f"{path}:{line}: there is a NUL byte: this is no text"), "save it as text in UTF-8")
    document, positions, comma = _document(text, path)
    top = Subject([])
    reader = AnswersReader(program, ValueReader(comma, takes_null=positions is None))  # of JSON
    answers = reader.read(top, document, fitting=asking, asking=asking)
    if top.found and positions is not None:
        lines = TextLines(text)
        raise located_error(located(top.found, positions, lines), path, lines, SheetError)
    _refuse(top, path)
    if not answers and asking:
        raise SheetError(visible(f"{path}: it asks for no number"), "write lines such as: W2 =")
    if not answers:
        raise SheetError(visible(f"{path}: there are no answers in it"), "write lines such as: z1 = [3.3, 3.8]")
    return Sheet(visible(Path(path).stem), answers, reader.values.remarks)


def _normalized(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")  # as older spreadsheets end lines


def _document(text: str, path: str) -> tuple[Mapping[str, object], Positions | None, Comma]:
    """Return what a text states, where it stands, and what its commas mean: by the file's ending, or by its look."""
    ending = Path(path).suffix.lower()
    if ending == ".json" or (not ending and text.lstrip().startswith("{")):
        return json_document(text, path), None, "unknown"
    if ending in (".csv", ".tsv") or (not ending and "=" not in text and ":" not in text):
        return csv_document(text, path)
    return *sheet_document(text, path), "unknown"


def _typed_text() -> str:
    """Return the text of standard input; raise SheetError where it is no text, or too much."""
    try:
        text = sys.stdin.read(limits.TEXT_BYTES + 1)
    except UnicodeDecodeError:
        raise SheetError("standard input is not UTF-8 text", "write lines such as: z1 = [3.3, 3.8]") from None
    if len(text) > limits.TEXT_BYTES:
        raise SheetError(f"standard input has more than {limits.bytes_text(limits.TEXT_BYTES)}", "give less of it")
    return text


def program_for(paths: Iterable[str | Path], program: Program, texts: Mapping[str, str] | None = None) -> Program:
    """Return the program with all quantities that the sheets name and it could compute; raise ProgramError.

    `texts` are those of sheets that are in no file, by what they are called. What is wrong with a sheet is found when
    it is read. Standard input can be read only once, and so names none.
    """
    files = (id for path in paths if str(path) != STANDARD_INPUT for id in _named(path))
    others = (id for path, text in (texts or {}).items() for id in _named(path, text))
    return extended(program, chain(files, others))


def _named(path: str | Path, text: str | None = None) -> list[str]:
    try:
        document, _, _ = _document(_normalized(read(path) if text is None else text), str(path))
    except NNStepError:
        return []
    return [entry.id for entry in entries(Subject([]), document)]


def find_sheet(name_or_path: str) -> Path:
    """Return the file that is meant: one that exists, or a sheet that comes with nnstep, by its name."""
    path = Path(name_or_path)
    if path.name != name_or_path or exists(path):
        return path
    return bundled_sheets().get(name_or_path.removesuffix(".toml"), path)


def sheet_of(document: Mapping[str, object], program: Program, name: str = "answers") -> Sheet:
    """Return the sheet that a document of ids and numbers states; raise SheetError with everything wrong with it."""
    top = Subject([])
    reader = AnswersReader(program)
    answers = reader.read(top, document)
    _refuse(top)
    return Sheet(name, answers, reader.values.remarks)


def _refuse(top: Subject, path: str = "") -> None:
    """Raise SheetError with what was found wrong in a document that has no lines."""
    if top.found:
        hints = "; ".join(dict.fromkeys(filter(None, (finding.hint for finding in top.found))))
        where = f"{path}: " if path else ""
        raise SheetError("\n".join(visible(f"{where}{finding.message}") for finding in top.found), visible(hints))
