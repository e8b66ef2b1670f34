"""Whether an error function has a meaning for the outputs and targets of a network: no logarithm of a negative number.

What an error function needs is data of its own; nothing here names one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnstep.losses import LOSSES
from nnstep.problems.findings import Subject
from nnstep.problems.message_text import counted, description, listed, quoted
from nnstep.problems.numbers import is_number
from nnstep.scenario.tables.data import Dataset

_ROUNDING = 1e-9
"""So far from 1 a sum of typed probabilities may be."""


def check_output(subject: Subject, activation: str | None, error: str) -> None:
    """Note it where the last layer's `activation` can give values whose logarithm the error can't take."""
    suitable = LOSSES[error].outputs if error in LOSSES else ()
    if activation is None or not suitable or activation in suitable:
        return
    reason = f"{error} takes logarithms, so outputs must lie between 0 and 1"
    names = listed(map(quoted, suitable), "or")
    subject.note(
        f"is {quoted(activation)}, but {reason}", f"write activation = {names} in the last layer, or another error"
    )


def check_target_range(subject: Subject, value: object, error: str) -> None:
    """Note the first number of the target that is no probability, where the error function needs probabilities."""
    if error not in LOSSES or not LOSSES[error].outputs or not isinstance(value, list):
        return
    for place, number in _numbers(subject, value):
        if is_number(number) and not 0 <= number <= 1:
            place.note(
                f"is {description(number)}, but for {error} every target must be from 0 to 1",
                'for other targets write error = "half-squared"',
            )
            return


def check_target_sum(subject: Subject, value: object, activation: str | None, error: str) -> None:
    """Note each sample whose targets do not sum to 1, where the output delta is right only if they do."""
    if error not in LOSSES or activation not in LOSSES[error].whole or not isinstance(value, list):
        return
    rows = [(subject.row(i), row) for i, row in enumerate(value) if isinstance(row, list)] or [(subject, value)]
    for place, row in rows:
        if row and all(map(is_number, row)) and abs(float(sum(row)) - 1) > _ROUNDING:
            place.note(
                f"sums to {float(sum(row)):g}, but for {error} with {activation} the targets of a sample must sum to 1",
                "give each class its probability, as [0, 1, 0]",
            )


def _numbers(subject: Subject, values: list[object]) -> Iterator[tuple[Subject, object]]:
    for index, value in enumerate(values):
        if isinstance(value, list):
            row = subject.row(index)
            yield from ((row.entry(column), entry) for column, entry in enumerate(value))
        else:
            yield subject.entry(index), value


def check_dataset(subject: Subject, dataset: Dataset, outputs: int | None, activation: str | None, error: str) -> None:
    """Note it where the samples of [data] do not fit the last layer or the error function."""
    for samples in filter(None, (dataset.training, dataset.test)):
        if not samples.has_targets:
            continue
        width = samples.classes or samples.targets.shape[1]
        if outputs is not None and width != outputs:
            what = counted(width, "class" if samples.classes else "target").replace("classs", "classes")
            subject.note(f"gives {what} a sample, but the last layer has {counted(outputs, 'neuron')}")
        elif not samples.classes and error in LOSSES and LOSSES[error].outputs:
            _check_probabilities(subject, samples.targets, activation, error)


def _check_probabilities(subject: Subject, targets: NDArray[Any], activation: str | None, error: str) -> None:
    if targets.min() < 0 or targets.max() > 1:
        subject.note(f"has targets outside 0 to 1, which {error} can't take", 'write error = "half-squared"')
    elif activation in LOSSES[error].whole and np.abs(targets.sum(axis=1) - 1).max() > _ROUNDING:
        subject.note(f"has targets that do not sum to 1, as {error} with {activation} needs", "give classes = ...")
