"""From a document of ids and values to answers, each in its place in a quantity of the program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import numpy as np

from nnstep.expr.array import Shape
from nnstep.expr.notation import parts
from nnstep.grading.sheet.answer_keys import ABOUT, Entry, entries
from nnstep.grading.sheet.answer_sheet import Given, fit
from nnstep.grading.sheet.values.value_choice import complete_lines
from nnstep.grading.sheet.values.value_reader import ValueReader
from nnstep.grading.sheet.written_numbers import Typed
from nnstep.problems.did_you_mean import meant
from nnstep.problems.findings import Subject
from nnstep.problems.message_text import counted, listed
from nnstep.problems.toml_positions import KeyPath
from nnstep.program.addresses import full_index
from nnstep.program.operations.stated_quantities import can_be_stated
from nnstep.program.program import Program
from nnstep.program.spellings import Spellings
from nnstep.scenario.tables.symbols import WORDS


class AnswersReader:
    """Reads the answers of one document for one program."""

    def __init__(self, program: Program, values: ValueReader | None = None) -> None:
        self.values = values or ValueReader()
        self.complete: dict[KeyPath, int] = {}
        """After how many of their lines answers are complete that go on after an empty line, by their keys."""
        self._program = program
        self._spellings = Spellings(program)
        self._first_index = 0

    def read(
        self, top: Subject, document: Mapping[str, object], *, fitting: bool = False, with_places: bool = False
    ) -> dict[tuple[int, str], Given]:
        """Return the answers of a document by training step and id; note what is wrong with them.

        With `fitting` a whole quantity in another shape than its own is a problem; without, it is a verdict. With
        `with_places` a key with nothing behind it leaves its numbers open; without, it says nothing.
        """
        about = {key: document[key] for key in ABOUT if key in document and key not in self._program.shapes}
        self._heed(top, about)
        answers: dict[tuple[int, str], Given] = {}
        rest = {key: value for key, value in document.items() if key not in about}
        for entry, shape, cells in list(self._chosen(entries(top, rest))):
            is_right, typed = self.values.numbers(entry.subject, cells)
            is_empty = typed == () and entry.value != []  # nothing stands there
            if not is_right or (is_empty and not with_places):
                continue
            given = answers.setdefault((entry.step, entry.id), Given(entry.id, shape))
            if is_empty and entry.index is None:
                given.blank += [index for index in np.ndindex(shape) if index not in given.blank]
                continue
            if entry.index is not None:
                self._put_part(entry, None if is_empty else typed, given)
                continue
            if given.cells:
                entry.subject.note("is given as a whole and by its elements", "keep one of the two", at_key=True)
            fit(given, typed)
            if fitting and given.fault:
                entry.subject.note(*_misfit(given))
        return answers

    def _chosen(self, written: Iterable[Entry]) -> Iterator[tuple[Entry, Shape, object]]:
        """Yield each entry of a known quantity, the quantity's shape, and the cells of its value."""
        for entry in map(self._meant, written):
            shape = self._shape(entry)
            if shape is not None:
                part = shape if entry.index is None else shape[len(full_index(entry.index, shape)) :]
                if isinstance(entry.value, str) and (lines := complete_lines(entry.value, part)):
                    self.complete[entry.subject.path] = lines
                can_be_read, cells = self.values.choose(
                    entry.subject, entry.value, part, is_row=entry.index is not None
                )
                if can_be_read:
                    yield entry, shape, cells

    def _heed(self, top: Subject, about: Mapping[str, object]) -> None:
        """Take what the sheet says of its notation and its indices."""
        notation = str(about.get("notation", "")).strip("\"' ")
        known = [writing.notation for writing in self._program.writings]
        if notation and notation not in known:
            top.key("notation").note(f"is not one of {listed(known)}", meant(notation, known))
        elif notation:
            self._spellings = Spellings(self._program, notation)
        first = str(about.get("first_index", 0)).strip()
        if first not in ("0", "1"):
            top.key("first_index").note("must be 0 or 1", "it is the index of the first row, column or neuron")
        self._first_index = int(first == "1")

    def _meant(self, entry: Entry) -> Entry:
        """Return an entry under the program's own id and, counted from 0, index."""
        id = self._spellings.id_of(entry.id, self._program.shapes)
        element = self._spellings.element_of(entry.id) if id is None and entry.index is None else None
        if element is not None:
            return replace(entry, id=element[0], index=element[1])
        index = None if entry.index is None else tuple(i - self._first_index for i in entry.index)
        return replace(entry, id=id or entry.id, index=index)

    def _shape(self, entry: Entry) -> Shape | None:
        """Return the shape of the quantity that an entry names, or note that there is none."""
        steps = self._program.schedule.steps
        if entry.step > steps + 1:
            hint = f"it has {counted(steps, 'training step')}"
            entry.subject.note("is beyond the end of the run", hint, at_key=True)
            return None
        if entry.id in self._program.shapes:
            return self._program.shapes_in(entry.step - 1)[entry.id]
        entry.subject.note("is not a quantity of this exercise", _known(entry.id, self._program), at_key=True)
        return None

    def _put_part(self, entry: Entry, numbers: Typed | None, given: Given) -> None:
        """Put an element, or a row of them, into its place."""
        index = full_index(entry.index or (), given.shape)
        inside = len(index) <= len(given.shape) and all(
            0 <= i < size for i, size in zip(index, given.shape, strict=False)
        )
        if not inside:
            first = self._first_index
            last = ",".join(str(size - 1 + first) for size in given.shape)
            hint = (
                f"indices count from {first}: it goes up to {entry.id}[{last}]" if last else f"write {entry.id} = ..."
            )
            entry.subject.note("has no such element", hint, at_key=True)
            return
        part = Given(given.id, given.shape[len(index) :])
        fit(part, numbers)
        if part.fault and part.shape:
            size = f", but has {'×'.join(map(str, part.typed_shape))}" if part.typed_shape else ""
            entry.subject.note(f"must be a row of {counted(part.shape[0], 'number')}{size}")
        elif part.fault:
            entry.subject.note("must be one number, but it is a list")
        elif any((*index, *inner) in given.cells for inner in part.cells):
            entry.subject.note("is given twice", "keep one of the two", at_key=True)
        else:
            given.cells.update({(*index, *inner): written for inner, written in part.cells.items()})
            blank = {*given.blank, *((*index, *inner) for inner in part.blank)} - given.cells.keys()
            given.blank = sorted(blank)


def _known(id: str, program: Program) -> str:
    """Return a hint for an id that the exercise does not have."""
    if program.scenario.graph is None and can_be_stated(id):
        return f'to have it computed, write quantities = ["{id}"] at the top of the scenario'
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
    exchanged = ": exchange rows and columns" if given.fault == "transposed" else ""
    return f"has {_size(given.typed_shape)}", own + exchanged


def _size(shape: Shape) -> str:
    match shape:
        case ():
            return "one number, without brackets"
        case (count,) | (count, 1) | (1, count):
            return counted(count, "number")
        case _:
            return f"{'×'.join(map(str, shape))} numbers"
