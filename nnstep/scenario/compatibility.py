"""Whether an error function has a meaning for the outputs, is meant for the targets, and numbers fit the precision.

What an error function needs is data of its own; nothing here names one.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import numpy as np

from nnstep.losses import LOSSES
from nnstep.problems.findings import Subject
from nnstep.problems.message_text import counted, listed, quoted
from nnstep.scenario.dataset import ROUNDING
from nnstep.scenario.tables.conventions import Conventions
from nnstep.scenario.tables.data import Dataset

_BEYOND_SINGLE = (2 - 2**-24) * 2.0**127
"""From here on, a number is rounded to infinity in single precision."""


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


def check_dataset(subject: Subject, dataset: Dataset, outputs: int | None) -> None:
    """Note it where the samples of [data] do not fit the last layer."""
    for samples in filter(None, (dataset.training, dataset.test)):
        if not samples.has_targets:
            continue
        width = samples.classes or samples.targets.shape[1]
        if outputs is not None and width != outputs:
            what = counted(width, "class" if samples.classes else "target").replace("classs", "classes")
            subject.note(f"gives {what} a sample, but the last layer has {counted(outputs, 'neuron')}")


def target_warnings(dataset: Dataset, activation: str | None, error: str, conventions: Conventions) -> Iterator[str]:
    """Yield where targets are none that the error is made for: its formula is computed with them all the same."""
    samples, loss = dataset.training, LOSSES[error]
    if activation is None or samples.classes or not samples.has_targets:
        return
    targets = np.asarray(samples.targets, dtype=np.float64)
    if loss.outputs and (outside := targets[(targets < 0) | (targets > 1)]).size:
        yield f"a target is {outside[0]:g}, but {error} is meant for targets from 0 to 1: it can become negative"
    if loss.targets and (other := targets[~np.isin(targets, loss.targets)]).size:
        wanted = listed([f"{target:g}" for target in loss.targets], "or")
        yield f"a target is {other[0]:g}, but {error} is meant for targets that are {wanted}"
    if activation in loss.whole and not samples.targets_sum_to_one:
        sums = targets.sum(axis=1)
        row = int(np.argmax(np.abs(sums - 1) > ROUNDING))
        which = f"of sample {row + 1} " if len(sums) > 1 else ""
        used = ", so the whole product is used" if conventions.output_delta == "fused" else ""
        yield f"the targets {which}sum to {sums[row]:g}, not to 1: the short delta a − y would be wrong{used}"


def check_single(subject: Subject, stated: object) -> None:
    """Note each finite number of a table, list or row that would be infinite in single precision."""
    match stated:
        case dict():
            for key, value in stated.items():
                check_single(subject.key(key), value)
        case list():
            for index, value in enumerate(stated):
                is_row, is_table = isinstance(value, list), isinstance(value, dict)
                part = subject.row if is_row else subject.element if is_table else subject.entry
                check_single(part(index), value)
        case int() | Decimal() if abs(float(stated)) >= _BEYOND_SINGLE:
            subject.note("is too large for float32", 'choose a smaller number, or precision = "float64"')
        case _:
            pass
