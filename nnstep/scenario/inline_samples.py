"""Samples that are typed in while [data] says more of them: their classes, their scale, which are for testing.

Knows the document's keys, and neither files nor layers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np

from nnstep.expr.array import Array
from nnstep.problems.findings import Subject
from nnstep.problems.message_text import counted
from nnstep.problems.number_rows import Meaning, check_vector
from nnstep.scenario.samples import check_input, check_target

SampleArrays: TypeAlias = "tuple[Array, Array]"
"""Inputs and targets, one row a sample; targets that number classes may be one number each."""

_FROM_FILES = ("file", "inputs")


def are_typed(document: Mapping[str, object]) -> bool:
    """Return whether the samples of a document with [data] stand in the document itself."""
    data = document.get("data")
    return isinstance(data, dict) and "input" in document and not any(key in data for key in _FROM_FILES)


def check_typed(top: Subject, document: Mapping[str, Any]) -> SampleArrays | None:
    """Return the samples that are typed in; note what is wrong and return None where they have faults."""
    before = len(top.found)
    given, target = document["input"], document.get("target")
    size = check_input(top.key("input"), given)
    if "target" in document and document["data"].get("classes") and not _has_rows(target):
        _check_classes(top.key("target"), target, given)
    elif "target" in document:
        check_target(top.key("target"), target, given if size else None, None)
    return arrays_of(document) if len(top.found) == before else None


def arrays_of(document: Mapping[str, Any]) -> SampleArrays:
    """Return the typed samples of a document without faults; without targets these have no columns."""
    inputs = np.atleast_2d(_numbers(document["input"]))
    if "target" not in document:
        return inputs, np.empty((len(inputs), 0))
    targets = _numbers(document["target"])
    by_class = bool(document.get("data", {}).get("classes"))
    return inputs, targets if by_class else np.atleast_2d(targets)


def _check_classes(subject: Subject, value: object, inputs: object) -> None:
    """Check a list of classes, one number a sample."""
    count = check_vector(subject, value, Meaning("one class a sample, as a number from 0"))
    samples = len(inputs) if isinstance(inputs, list) and _has_rows(inputs) else 1
    if count is not None and count != samples:
        subject.note(
            f"has {counted(count, 'number')}, but input has {counted(samples, 'sample')}", "one class a sample"
        )


def _has_rows(value: object) -> bool:
    return isinstance(value, list) and any(isinstance(entry, list) for entry in value)


def _numbers(value: Any) -> Array:
    return np.array([[*map(float, row)] if isinstance(row, list) else float(row) for row in value])
