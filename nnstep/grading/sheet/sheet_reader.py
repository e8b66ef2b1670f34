"""From a file of answers to a sheet: TOML or CSV, with every problem of the file in one go."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from nnstep.errors import SheetError
from nnstep.expr.array import Shape
from nnstep.expr.notation import parts
from nnstep.grading.sheet.answer_keys import Entry, check_typed, entries, typed
from nnstep.grading.sheet.answer_sheet import Given, Sheet, fit
from nnstep.grading.sheet.csv_sheet import csv_document
from nnstep.grading.sheet.written_numbers import Typed, Written
from nnstep.harmless_text import visible
from nnstep.problems.did_you_mean import meant
from nnstep.problems.findings import Subject, located
from nnstep.problems.message_text import counted, listed
from nnstep.problems.problem import render
from nnstep.problems.text_file import read
from nnstep.problems.text_lines import TextLines
from nnstep.problems.toml_document import document_of
from nnstep.problems.toml_positions import Positions, scan
from nnstep.program.addresses import full_index
from nnstep.program.program import Program
from nnstep.scenario.bundled import bundled_sheets, exists
from nnstep.scenario.tables.symbols import WORDS

_WORDS = ("title", "source", "notes")
"""What a sheet may say of itself."""


def read_sheet(path: str | Path, program: Program) -> Sheet:
    """Return the sheet of a file, ``.csv`` or TOML; raise SheetError with everything that is wrong with it."""
    return parse_sheet(read(path), str(path), program)


def parse_sheet(text: str, path: str, program: Program) -> Sheet:
    """Return the sheet that `text` states, `path` naming it in messages and saying its format."""
    text = text.replace("\r\n", "\n")
    if path.lower().endswith(".csv"):
        text = text.replace("\r", "\n")  # as older spreadsheets end lines
        document, positions = csv_document(text, path)
    else:
        document, positions = document_of(text, path), None
    top = Subject([])
    answers = read_answers(top, document, program)
    if top.found:
        lines = TextLines(text)
        where: Positions = scan(text) if positions is None else positions
        raise SheetError(render(located(top.found, where, lines), path, lines), located=True)
    if not answers:
        raise SheetError(visible(f"{path}: there are no answers in it"), "write lines such as: z1 = [3.3, 3.8]")
    return Sheet(visible(Path(path).stem), answers)


def find_sheet(name_or_path: str) -> Path:
    """Return the file that is meant: one that exists, or a sheet that comes with nnstep, by its name."""
    path = Path(name_or_path)
    if path.name != name_or_path or exists(path):
        return path
    return bundled_sheets().get(name_or_path.removesuffix(".toml"), path)


def sheet_of(document: dict[str, object], program: Program, name: str = "answers") -> Sheet:
    """Return the sheet that a document of ids and numbers states; raise SheetError with everything wrong with it."""
    top = Subject([])
    answers = read_answers(top, document, program)
    if top.found:
        hints = "; ".join(dict.fromkeys(filter(None, (finding.hint for finding in top.found))))
        raise SheetError("\n".join(visible(finding.message) for finding in top.found), visible(hints))
    return Sheet(name, answers)


def read_answers(
    top: Subject, document: Mapping[str, object], program: Program, *, fitting: bool = False
) -> dict[tuple[int, str], Given]:
    """Return the answers of a document by training step and id; note what is wrong with them.

    With `fitting` a whole quantity in another shape than its own is a problem; without, it is a verdict.
    """
    answers: dict[tuple[int, str], Given] = {}
    own = {key: value for key, value in document.items() if key in program.shapes or key not in _WORDS}
    for entry in entries(top, own):
        shape = _shape(entry, program)
        if shape is None or not _check(entry.subject, entry.value):
            continue
        given = answers.setdefault((entry.step, entry.id), Given(entry.id, shape))
        if entry.index is None:
            if given.cells:
                entry.subject.note("is given as a whole and by its elements", "keep one of the two", at_key=True)
            fit(given, _typed(entry.value))
            if fitting and given.fault:
                entry.subject.note(*_misfit(given))
        else:
            _put_element(entry, given)
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


def _check(subject: Subject, value: object) -> bool:
    """Note what is no number; an empty text stands for what was left open, and lists may have any shape."""
    if isinstance(value, list):
        # A list, so that every entry is looked at.
        entries_right = [_check(subject.entry(number), item) for number, item in enumerate(value)]
        return all(entries_right)
    return value == "" or check_typed(subject, value)


def _typed(value: object) -> Typed | None:
    """Return a value with its digits; what was left open becomes None, inside lists too."""
    if isinstance(value, list):
        return tuple(map(_typed, value))  # type: ignore[arg-type]
    return None if value == "" else typed(value)


def _put_element(entry: Entry, given: Given) -> None:
    index = full_index(entry.index or (), given.shape)
    if len(index) != len(given.shape) or any(i >= size for i, size in zip(index, given.shape, strict=True)):
        last = ",".join(str(size - 1) for size in given.shape)
        hint = f"indices count from 0: it goes up to {entry.id}[{last}]" if last else f"write {entry.id} = ..."
        entry.subject.note("has no such element", hint, at_key=True)
    elif isinstance(entry.value, list):
        entry.subject.note("must be one number, but it is a list")
    elif (number := _typed(entry.value)) is None:
        given.blank.append(index)
    elif index in given.cells:
        entry.subject.note("is given twice", "keep one of the two", at_key=True)
    elif not isinstance(number, tuple):
        given.cells[index] = Written(number)
        given.blank = [other for other in given.blank if other != index]
