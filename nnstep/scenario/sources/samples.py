"""Input and target as they are typed in: one list of numbers for one sample, or one row for each of several."""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np

from nnstep.expr.array import Array
from nnstep.problems.findings import Subject
from nnstep.problems.message_text import counted, description
from nnstep.problems.number_rows import Meaning, Size, check_list, read_matrix, read_vector

SampleForm: TypeAlias = Literal["numbers", "rows"]
_FORMS = "a list of numbers for one sample, or a list of rows for several: [1, 2] or [[1, 2], [3, 4]]"


def read_input(subject: Subject, value: object) -> Array | None:
    """Return the inputs, one row a sample; note what is wrong as `read_vector` does."""
    return _read_samples(subject, value, None)


def read_target(subject: Subject, value: object, inputs: object, outputs: Size | None) -> Array | None:
    """Return the targets, one row a sample; there must be as many samples as `inputs`, as they are typed, has.

    Beside rows of inputs, numbers are one target a sample where the network has one output. Beside one input, each row
    is the target of a sample with that same input. Note what is wrong as `read_vector` does. Nothing is known of the
    samples where `inputs` is None.
    """
    form, input_form = _form(value), _form(inputs)
    if form == "numbers" and input_form == "rows":
        return _read_column(subject, value, inputs, outputs)
    targets = _read_samples(subject, value, outputs)
    if form == input_form == "rows" and isinstance(value, list) and isinstance(inputs, list):
        _check_count(subject, len(value), len(inputs))
    return targets


def for_each(inputs: Array, targets: Array | None) -> Array:
    """Return one input a target: a single one is shared by all."""
    return np.repeat(inputs, len(targets), axis=0) if len(inputs) == 1 and targets is not None else inputs


def _read_column(subject: Subject, value: object, inputs: object, outputs: Size | None) -> Array | None:
    """Return one target a sample, of a network with one output."""
    if outputs is not None and outputs.count > 1:
        message = f"is one list of numbers, but input has rows, and {outputs.reason}: one row of targets a sample"
        subject.note(message, _as_rows(value))
        return None
    numbers = read_vector(subject, value, Meaning("one target a sample"))
    if numbers is not None and isinstance(inputs, list) and len(numbers) != len(inputs):
        samples = counted(len(inputs), "row")
        subject.note(f"has {counted(len(numbers), 'number')}, but input has {samples}: one target a sample")
        return None
    return None if numbers is None else numbers[:, np.newaxis]


def _form(value: object) -> SampleForm | None:
    """Return which of the two forms `value` has, or None where it mixes them or is neither."""
    if not isinstance(value, list) or not value:
        return None
    kinds = set(map(type, value))
    if list not in kinds:
        return "numbers"
    return "rows" if kinds == {list} else None


def _read_samples(subject: Subject, value: object, size: Size | None) -> Array | None:
    meaning = Meaning("one row a sample" if _form(value) == "rows" else "", columns=size)
    match _form(value):
        case "numbers":
            numbers = read_vector(subject, value, meaning)
            return None if numbers is None else numbers[np.newaxis]
        case "rows":
            return read_matrix(subject, value, meaning)
        case _:
            _note_no_form(subject, value)
            return None


def _note_no_form(subject: Subject, value: object) -> None:
    entries = check_list(subject, value, "a list of numbers", _FORMS)
    other = next((i for i, entry in enumerate(entries) if isinstance(entry, list) != isinstance(entries[0], list)), 0)
    if entries:
        kinds = f"entry 1 is {description(entries[0])} and entry {other + 1} is {description(entries[other])}"
        subject.note(f"mixes numbers and lists: {kinds}", _FORMS)


def _as_rows(value: object) -> str:
    short = isinstance(value, list) and len(value) <= 4 and all(isinstance(v, int) and abs(v) < 1000 for v in value)
    example = ", ".join(f"[{int(entry)}]" for entry in value) if short and isinstance(value, list) else "[0], [1]"
    return f"write one row a sample: target = [{example}{'' if short else ', ...'}]"


def _check_count(subject: Subject, count: int, inputs: int) -> None:
    if count != inputs:
        subject.note(f"has {counted(count, 'row')}, but input has {inputs}: one row a sample")
