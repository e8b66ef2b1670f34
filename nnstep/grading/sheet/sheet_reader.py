"""From a file of answers to a sheet, with every problem of the file in one go."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from pathlib import Path

from nnstep import limits
from nnstep.errors import NNStepError, SheetError, lines_of
from nnstep.grading.sheet.answer_keys import entries
from nnstep.grading.sheet.answer_sheet import Sheet
from nnstep.grading.sheet.answers_reader import AnswersReader
from nnstep.grading.sheet.formats import filled_format
from nnstep.grading.sheet.prose.calculation_steps import is_one_calculation
from nnstep.grading.sheet.sheet_document import SheetDocument
from nnstep.grading.sheet.values.value_reader import ValueReader
from nnstep.harmless_text import visible
from nnstep.problems.findings import Finding, Subject, located, told
from nnstep.problems.problem import MOST_SHOWN, located_error
from nnstep.problems.text_file import decoded, read, read_bytes
from nnstep.problems.text_lines import TextLines
from nnstep.program.compile import extended
from nnstep.program.program import Program
from nnstep.scenario.bundled import bundled_sheets, exists

STANDARD_INPUT = "-"
_PARTING = ",;\t\n"
"""What stands between numbers, and between lines."""


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
    return (_typed_text(), "standard input") if str(path) == STANDARD_INPUT else (sheet_file_text(path), str(path))


def sheet_file_text(path: str | Path) -> str:
    """Return the text of a sheet's file; raise NNStepError where it can't be read, or has none."""
    kind = filled_format(Path(path).name)
    return text_of(read_bytes(path), path) if kind.unpacked is not None else read(path, kind.encodings)


def text_of(data: bytes, path: str | Path) -> str:
    """Return the text of a sheet from its bytes, `path` saying its format; raise NNStepError where it has none."""
    kind = filled_format(Path(path).name)
    return decoded(data, path, kind.encodings) if kind.unpacked is None else kind.unpacked(data, str(path))


def parse_sheet(text: str, path: str, program: Program, *, asking: bool = False) -> Sheet:
    """Return the sheet that `text` states, `path` naming it in messages and saying its format.

    `asking` says that it states what is asked (`read_asking_sheet`).
    """
    text = _normalized(text)
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise SheetError(f"{path}:{line}: there is a NUL byte: this is no text", "save it as text in UTF-8")
    document = _document(text, path)
    reading = _read(_joined(document, program, asking=asking) or document, program, asking=asking)
    if reading.found and (positions := reading.document.positions) is not None:
        lines = TextLines(text)
        raise located_error(located(reading.found, positions, lines), path, lines, SheetError)
    _refuse(reading.found, path)
    if not reading.answers and asking:
        raise SheetError(f"{path}: it asks for no number", "write lines such as: W2 =")
    if not reading.answers:
        said = "; ".join(("there are no answers in it", *reading.document.remarks))
        raise SheetError(f"{path}: {said}", "write lines such as: z1 = [3.3, 3.8]")
    return Sheet(visible(Path(path).stem), reading.answers, (*reading.document.remarks, *reading.remarks))


def _joined(document: SheetDocument, program: Program, *, asking: bool) -> SheetDocument | None:
    """Return the document without its steps, where they are parts of one training step; the run may have fewer."""
    if document.joined is None:
        return None
    counted = _read(document, program, asking=asking, beyond=True)
    if not counted.answers or not is_one_calculation(counted.answers, program):
        return None
    return counted.document.joined() if counted.document.joined is not None else None


class _Reading:
    """A document read for a program: its answers, and what is wrong with it."""

    def __init__(
        self, document: SheetDocument, program: Program, *, asking: bool = False, beyond: bool = False
    ) -> None:
        self.document = document
        top = Subject([])
        values = ValueReader(document.comma, document.is_table, document.is_trimmed, document.takes_null)
        reader = AnswersReader(program, values, beyond=beyond)
        self.answers = reader.read(top, document.answers, fitting=asking, with_places=asking or document.has_places)
        self.found = top.found
        self.remarks = reader.values.remarks
        self._complete = reader.complete
        self._counted_from_1 = reader.counted_from_1

    def lessened(self) -> SheetDocument | None:
        """Return the document without what is no part of its answers, or else without what can't be read; or None.

        An index that is right when counted from 1 stays wrong: left out, the others would be judged in wrong places.
        """
        if self._complete and self.document.ended is not None:
            return self.document.ended(self._complete)
        unread = [finding.path for finding in self.found if finding.path not in self._counted_from_1]
        if unread and self.document.without is not None:
            return self.document.without(unread)
        return None


def _read(document: SheetDocument, program: Program, *, asking: bool, beyond: bool = False) -> _Reading:
    """Return a document as read, without what can't be read among sentences, if anything else is left."""
    reading = rest = _Reading(document, program, asking=asking, beyond=beyond)
    while (less := rest.lessened()) is not None:
        rest = _Reading(less, program, asking=asking, beyond=beyond)
    return rest if rest.answers else reading


def _normalized(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")  # as older spreadsheets end lines


def _document(text: str, path: str) -> SheetDocument:
    parts = sum(map(text.count, _PARTING))
    if parts > limits.SHEET_PARTS.most:
        message = f"{path}: there are {limits.SHEET_PARTS.refusal(parts, 'numbers and lines')}"
        raise SheetError(message, "leave out what the exercise does not ask for")
    return filled_format(Path(path).name, text).document(text, path)


def _typed_text() -> str:
    """Return the text of standard input; raise SheetError where it is no text, or too much."""
    try:
        text = sys.stdin.read(limits.TEXT_BYTES.most + 1)
    except UnicodeDecodeError:
        raise SheetError("standard input is not UTF-8 text", "write lines such as: z1 = [3.3, 3.8]") from None
    if len(text) > limits.TEXT_BYTES.most:
        raise SheetError(f"standard input has {limits.TEXT_BYTES.refusal(None)}", "give less of it")
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
        document = _document(_normalized(sheet_file_text(path) if text is None else text), str(path))
    except NNStepError:
        return []
    return [entry.id for entry in entries(Subject([]), document.answers)]


def find_sheet(name_or_path: str) -> Path:
    """Return the file that is meant: one that exists, or a sheet that comes with nnstep, by its name."""
    path = Path(name_or_path)
    if path.name != name_or_path or exists(path):
        return path
    return bundled_sheets().get(name_or_path.removesuffix(".toml"), path)


def sheet_of(document: Mapping[str, object], program: Program, name: str = "answers") -> Sheet:
    """Return the sheet that a document of ids and numbers states; raise SheetError with everything wrong with it."""
    reading = _Reading(SheetDocument(document), program)
    _refuse(reading.found)
    return Sheet(name, reading.answers, reading.remarks)


def _refuse(found: Sequence[Finding], path: str = "") -> None:
    """Raise SheetError with what was found wrong in a document that has no lines."""
    if found := told(found):
        shown = found[:MOST_SHOWN]
        hints = "; ".join(dict.fromkeys(filter(None, (finding.hint for finding in shown))))
        where = f"{path}: " if path else ""
        count = len(found)
        more = [f"{where}{count} problems, of which the first {MOST_SHOWN} are shown"] if count > MOST_SHOWN else []
        raise SheetError(lines_of(*(f"{where}{finding.message}" for finding in shown), *more), hints)
