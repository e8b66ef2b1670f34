"""Samples that are typed in while [data] says more of them: their classes, their scale, which are for testing."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeAlias

import numpy as np

from nnstep.expr.array import Array
from nnstep.problems.findings import Subject
from nnstep.problems.message_text import counted
from nnstep.problems.number_rows import Meaning, read_vector
from nnstep.scenario.sources.samples import for_each, read_input, read_target

SampleArrays: TypeAlias = "tuple[Array, Array]"
"""Inputs and targets, one row a sample; targets that number classes may be one number each."""

_FROM_FILES = ("file", "inputs")


def are_typed(document: Mapping[str, object]) -> bool:
    """Return whether the samples of a document with [data] stand in the document itself."""
    data = document.get("data")
    return isinstance(data, dict) and "input" in document and not any(key in data for key in _FROM_FILES)


def read_typed(top: Subject, document: Mapping[str, Any]) -> SampleArrays | None:
    """Return the samples that are typed in; note what is wrong and return None where they have faults."""
    before = len(top.found)
    given, target = document["input"], document.get("target")
    inputs = read_input(top.key("input"), given)
    targets = None if inputs is None else np.empty((len(inputs), 0))
    if "target" in document and document["data"].get("classes") and not _has_rows(target):
        targets = read_classes(top.key("target"), target, given)
    elif "target" in document:
        targets = read_target(top.key("target"), target, given if inputs is not None else None, None)
    if len(top.found) > before or inputs is None or targets is None:
        return None
    return for_each(inputs, targets), targets


def numbers_classes(value: object, inputs: object) -> bool:
    """Return whether a target is one number, or one number for each of several samples: of classes, not of outputs."""
    one = isinstance(value, int | Decimal) and not isinstance(value, bool)
    return one or (isinstance(value, list) and not _has_rows(value) and _has_rows(inputs))


def read_classes(subject: Subject, value: object, inputs: object, known: int | None = None) -> Array | None:
    """Return classes, one number a sample, each below the number `known` of classes where that is given."""
    value = value if isinstance(value, list) else [value]
    classes = read_vector(subject, value, Meaning("one class a sample, as a number from 0"))
    if classes is not None and np.isnan(classes).any():
        return None
    samples = len(inputs) if isinstance(inputs, list) and _has_rows(inputs) else 1
    if classes is not None and len(classes) != samples:
        message = f"has {counted(len(classes), 'number')}, but input has {counted(samples, 'sample')}"
        subject.note(message, "one class a sample")
    elif classes is not None and known is not None:
        for number in classes[~np.isin(classes, np.arange(known))][:1]:
            subject.note(f"has the class {number:g}, but the last layer's {known} outputs are classes 0 to {known - 1}")
    return classes


def _has_rows(value: object) -> bool:
    return isinstance(value, list) and any(isinstance(entry, list) for entry in value)
