"""The table [data]: samples from files or typed in, their classes, and which of them are kept for testing.

A file's rows are samples.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from nnstep import limits
from nnstep.problems.declared_table import DeclaredTable, Key
from nnstep.problems.findings import Subject
from nnstep.problems.message_text import counted
from nnstep.problems.rules import Count, FileName, OneOf, Real
from nnstep.scenario.dataset import Samples
from nnstep.scenario.sources.array_sources import Files
from nnstep.scenario.sources.inline_samples import SampleArrays

_Given: TypeAlias = "tuple[NDArray[Any], NDArray[Any]]"
_EXAMPLE = 'write [data], and below it lines such as file = "samples.csv"'


@dataclass(frozen=True, slots=True)
class Dataset:
    """The samples to train on, and those to test on, where some are kept for that."""

    training: Samples
    test: Samples | None


DATA = DeclaredTable(
    "in the table [data]",
    _EXAMPLE,
    {
        "file": Key(FileName(_EXAMPLE), help="a file with inputs and targets, one row a sample"),
        "inputs": Key(FileName(_EXAMPLE), help="the array of inputs in `file`, or a file of its own"),
        "targets": Key(FileName(_EXAMPLE), help="the array of targets in `file`, or a file of its own"),
        "outputs": Key(Count(limits.CLASSES), 1, "how many of the last columns of a text file are targets"),
        "classes": Key(Count(limits.CLASSES), 0, "the one target is the number of a class from 0, and becomes one-hot"),
        "scale": Key(Real(above=0), 1, "what inputs are divided by"),
        "train": Key(Count(limits.TRAINED_ON), help="samples for training; the others are for testing"),
        "split": Key(OneOf(("in-order", "shuffled")), "in-order", "which samples `train` takes"),
        "test_inputs": Key(FileName(_EXAMPLE), help="a file of inputs to test on"),
        "test_targets": Key(FileName(_EXAMPLE), help="a file of their targets"),
    },
)


def read_data(
    subject: Subject,
    value: object,
    files: Files,
    seed: int,
    typed: SampleArrays | None,
    others: tuple[DeclaredTable, ...],
) -> Dataset | None:
    """Return the samples that the table names, or those that are `typed` in, as inputs and targets.

    Note what is wrong and return None where there are none.
    """
    before = len(subject.found)
    table = DATA.read(subject, value, others)
    if not isinstance(value, dict):
        return None
    _check_together(subject, value, named=typed is None)
    if len(subject.found) > before:
        return None
    every = _samples(subject, table, typed or _arrays(subject, table, files, "inputs", "targets"), "inputs")
    test = None
    if "test_inputs" in value:
        arrays = _arrays(subject, table, files, "test_inputs", "test_targets")
        test = _samples(subject, table, arrays, "test_inputs")
    if every is None or len(subject.found) > before:
        return None
    return _split(subject, table, every, seed) if test is None else Dataset(every, test)


def _check_together(subject: Subject, table: Mapping[str, object], *, named: bool) -> None:
    if named and "file" not in table and "inputs" not in table:
        subject.key("file").note("is missing", _EXAMPLE)
    if ("test_inputs" in table) != ("test_targets" in table):
        subject.key("test_inputs").note("must be given with test_targets, or neither of them")
    if "test_inputs" in table and "train" in table:
        hint = "leave one of the two out"
        subject.key("train").note("takes samples for testing, which test_inputs gives already", hint)


def _samples(subject: Subject, table: Mapping[str, Any], given: _Given | None, inputs_key: str) -> Samples | None:
    if given is None:
        return None
    inputs, targets = given
    place = subject.key(inputs_key if table[inputs_key] else "file")
    if inputs.ndim < 2 or 0 in inputs.shape:
        place.note(f"names inputs of shape {_shape(inputs)}, but a row a sample is needed")
        return None
    if len(targets) != len(inputs):
        place.note(f"names {counted(len(inputs), 'sample')}, but there are {counted(len(targets), 'target')}")
        return None
    inputs = inputs.reshape(len(inputs), -1)
    classes, scale = table["classes"], float(table["scale"])
    if classes:
        return _with_classes(subject, inputs, targets, scale, classes)
    return Samples(inputs, targets if targets.ndim == 2 else targets.reshape(len(targets), -1), scale)


def _arrays(
    subject: Subject, table: Mapping[str, Any], files: Files, inputs_key: str, targets_key: str
) -> _Given | None:
    """Return inputs and targets as the files have them."""
    if table["file"] is None:
        if table[targets_key] is None:
            subject.key(targets_key).note("is missing", "name the file of the targets beside that of the inputs")
            return None
        pair = [files.check(subject.key(key), table[key], "") for key in (inputs_key, targets_key)]
    elif files.holds_names(table["file"]):
        names = [table[key] or key for key in (inputs_key, targets_key)]
        pair = [files.check(subject.key("file"), table["file"], name) for name in names]
    else:
        pair = _columns(subject, table, files)
    first, second = pair
    return None if first is None or second is None else (first, second)


def _columns(subject: Subject, table: Mapping[str, Any], files: Files) -> list[NDArray[Any] | None]:
    """Return the first columns of a table of numbers, and the last ones, which are the targets."""
    rows = files.check(subject.key("file"), table["file"], "")
    outputs = 1 if table["classes"] else table["outputs"]
    if rows is None:
        return [None, None]
    if rows.ndim != 2 or rows.shape[1] <= outputs:
        message = f"names a table of shape {_shape(rows)}, too few columns for inputs and {counted(outputs, 'target')}"
        subject.key("file").note(message, "each row is a sample, its last columns are the targets")
        return [None, None]
    return [rows[:, :-outputs], rows[:, -outputs:]]


def _with_classes(
    subject: Subject, inputs: NDArray[Any], targets: NDArray[Any], scale: float, classes: int
) -> Samples | None:
    numbers = targets.reshape(len(targets), -1)
    whole = np.asarray(np.rint(numbers), dtype=np.int64)
    wrong = np.argwhere((whole != numbers) | (whole < 0) | (whole >= classes))
    if numbers.shape[1] != 1:
        subject.key("classes").note(f"needs one number a sample, but the targets have {numbers.shape[1]}")
    elif len(wrong):
        row = int(wrong[0, 0])
        reason = f"is {classes}, so targets must be 0 to {classes - 1}"
        subject.key("classes").note(f"{reason}, but sample {row + 1} has {numbers[row, 0]:g}")
    else:
        return Samples(inputs, whole[:, 0], scale, classes)
    return None


def _split(subject: Subject, table: Mapping[str, Any], samples: Samples, seed: int) -> Dataset | None:
    count = table["train"]
    if count is None:
        return Dataset(samples, None)
    if count > len(samples):
        subject.key("train").note(f"is {count}, but there are {counted(len(samples), 'sample')}")
        return None
    order = np.arange(len(samples))
    if table["split"] == "shuffled":
        # A stream of its own, so that the orders of the epochs, drawn from the same seed, are others.
        order = np.random.default_rng([seed, 0, 1]).permutation(len(samples))
    rest = order[count:]
    return Dataset(samples.part(order[:count]), samples.part(rest) if len(rest) else None)


def _shape(array: NDArray[Any]) -> str:
    return "×".join(map(str, array.shape)) or "number"
