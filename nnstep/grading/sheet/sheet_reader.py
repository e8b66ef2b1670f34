"""From a file of answers to a sheet, with every problem of the file in one go."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from nnstep import limits
from nnstep.errors import SheetError
from nnstep.expr.array import Shape
from nnstep.expr.notation import parts
from nnstep.grading.sheet.answer_keys import Entry, entries
from nnstep.grading.sheet.answer_sheet import Given, Sheet, fit
from nnstep.grading.sheet.csv_sheet import csv_document
from nnstep.grading.sheet.json_sheet import json_document
from nnstep.grading.sheet.sheet_text import sheet_document
from nnstep.grading.sheet.value_reader import CommaMeaning, ValueReader
from nnstep.grading.sheet.written_numbers import Typed, Written
from nnstep.harmless_text import visible
from nnstep.problems.did_you_mean import meant
from nnstep.problems.findings import Subject, located
from nnstep.problems.message_text import counted, listed
from nnstep.problems.problem import render
from nnstep.problems.text_file import read
from nnstep.problems.text_lines import TextLines
from nnstep.problems.toml_positions import Positions
from nnstep.program.addresses import full_index
from nnstep.program.program import Program
from nnstep.scenario.bundled import bundled_sheets, exists
from nnstep.scenario.tables.symbols import WORDS

_WORDS = ("title", "source", "notes")
"""What a sheet may say of itself."""
STANDARD_INPUT = "-"


def read_sheet(path: str | Path, program: Program) -> Sheet:
    """Return the sheet of a file, or of standard input if `path` is ``-``.

    Raise SheetError with everything that is wrong with it.
    """
    if str(path) == STANDARD_INPUT:
        return parse_sheet(_typed_text(), "standard input", program)
    return parse_sheet(read(path), str(path), program)


def parse_sheet(text: str, path: str, program: Program) -> Sheet:
    """Return the sheet that `text` states, `path` naming it in messages and saying its format."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")  # as older spreadsheets end lines
    document, positions, comma = _document(text, path)
    top = Subject([])
    reader = ValueReader(comma)
    answers = read_answers(top, document, program, reader)
    if top.found and positions is not None:
        lines = TextLines(text)
        raise SheetError(render(located(top.found, positions, lines), path, lines), located=True)
    _refuse(top, path)
    if not answers:
        raise SheetError(visible(f"{path}: there are no answers in it"), "write lines such as: z1 = [3.3, 3.8]")
    return Sheet(visible(Path(path).stem), answers, reader.remarks)


def _document(text: str, path: str) -> tuple[Mapping[str, object], Positions | None, CommaMeaning]:
    """Return what a text states, where it stands, and what its commas mean: by the file's ending, or by its look."""
    ending = Path(path).suffix.lower()
    if ending == ".json" or (not ending and text.lstrip().startswith("{")):
        return json_document(text, path), None, "unknown"
    if ending in (".csv", ".tsv") or (not ending and "=" not in text and ":" not in text):
        return csv_document(text, path)
    return sheet_document(text, path)


def _typed_text() -> str:
    """Return the text of standard input; raise SheetError where it is no text, or too much."""
    try:
        text = sys.stdin.read(limits.TEXT_BYTES + 1)
    except UnicodeDecodeError:
        raise SheetError("standard input is not UTF-8 text", "write lines such as: z1 = [3.3, 3.8]") from None
    if len(text) > limits.TEXT_BYTES:
        raise SheetError(f"standard input has more than {limits.bytes_text(limits.TEXT_BYTES)}", "give less of it")
    return text


def find_sheet(name_or_path: str) -> Path:
    """Return the file that is meant: one that exists, or a sheet that comes with nnstep, by its name."""
    path = Path(name_or_path)
    if path.name != name_or_path or exists(path):
        return path
    return bundled_sheets().get(name_or_path.removesuffix(".toml"), path)


def sheet_of(document: Mapping[str, object], program: Program, name: str = "answers") -> Sheet:
    """Return the sheet that a document of ids and numbers states; raise SheetError with everything wrong with it."""
    top = Subject([])
    reader = ValueReader()
    answers = read_answers(top, document, program, reader)
    _refuse(top)
    return Sheet(name, answers, reader.remarks)


def _refuse(top: Subject, path: str = "") -> None:
    """Raise SheetError with what was found wrong in a document that has no lines."""
    if top.found:
        hints = "; ".join(dict.fromkeys(filter(None, (finding.hint for finding in top.found))))
        where = f"{path}: " if path else ""
        raise SheetError("\n".join(visible(f"{where}{finding.message}") for finding in top.found), visible(hints))


def read_answers(
    top: Subject, document: Mapping[str, object], program: Program, reader: ValueReader, *, fitting: bool = False
) -> dict[tuple[int, str], Given]:
    """Return the answers of a document by training step and id; note what is wrong with them.

    With `fitting` a whole quantity in another shape than its own is a problem; without, it is a verdict.
    """
    answers: dict[tuple[int, str], Given] = {}
    own = {key: value for key, value in document.items() if key in program.shapes or key not in _WORDS}
    for entry in entries(top, own):
        shape = _shape(entry, program)
        if shape is None:
            continue
        is_right, typed = reader.read(entry.subject, entry.value, shape if entry.index is None else ())
        if not is_right or (typed == () and isinstance(entry.value, str)):  # nothing stands behind the equals sign
            continue
        given = answers.setdefault((entry.step, entry.id), Given(entry.id, shape))
        if entry.index is None:
            if given.cells:
                entry.subject.note("is given as a whole and by its elements", "keep one of the two", at_key=True)
            fit(given, typed)
            if fitting and given.fault:
                entry.subject.note(*_misfit(given))
        else:
            _put_element(entry, typed, given)
    return answers


def _shape(entry: Entry, program: Program) -> Shape | None:
    """Return the shape of the quantity that an entry names, or note that there is none."""
    if entry.step > program.schedule.steps + 1:
        steps = counted(program.schedule.steps, "training step")
        entry.subject.note("is beyond the end of the run", f"it has {steps}", at_key=True)
        return None
    if entry.id in program.shapes:
        return program.shapes_in(entry.step - 1)[entry.id]
    entry.subject.note("is not a quantity of this exercise", _known(entry.id, program), at_key=True)
    return None


def _known(id: str, program: Program) -> str:
    """Return a hint for an id that the exercise does not have."""
    try:
        kind, layer = parts(id)
    except ValueError:
        kind, layer = "", 0
    layers = len(program.scenario.layers)
    if layer > layers > 0:
        return f"the network has {counted(layers, 'layer')} after the input"
    if layer and layers and kind in ("b", "db"):
        return f"layer {layer} has no biases"
    known = [id for id in program.shapes if not id[0].isdigit()]
    return meant(WORDS.get(id, id), known) or f"known are {listed(known)}"


def _misfit(given: Given) -> tuple[str, str]:
    """Return a message and a hint for an answer in another shape than its quantity has."""
    own = f"{given.id} has {_size(given.shape)}"
    if given.fault == "ragged":
        return "has rows of different lengths, or mixes numbers and rows", own
    return f"has {_size(given.typed_shape)}", own + (
        ": exchange rows and columns" if given.fault == "transposed" else ""
    )


def _size(shape: Shape) -> str:
    match shape:
        case ():
            return "one number, without brackets"
        case (count,) | (count, 1) | (1, count):
            return counted(count, "number")
        case _:
            return f"{'×'.join(map(str, shape))} numbers"


def _put_element(entry: Entry, number: Typed | None, given: Given) -> None:
    index = full_index(entry.index or (), given.shape)
    if len(index) != len(given.shape) or any(i >= size for i, size in zip(index, given.shape, strict=True)):
        last = ",".join(str(size - 1) for size in given.shape)
        hint = f"indices count from 0: it goes up to {entry.id}[{last}]" if last else f"write {entry.id} = ..."
        entry.subject.note("has no such element", hint, at_key=True)
    elif isinstance(number, tuple):
        entry.subject.note("must be one number, but it is a list")
    elif number is None:
        given.blank.append(index)
    elif index in given.cells:
        entry.subject.note("is given twice", "keep one of the two", at_key=True)
    else:
        given.cells[index] = Written(number)
        given.blank = [other for other in given.blank if other != index]
