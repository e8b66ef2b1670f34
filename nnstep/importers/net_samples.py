"""The samples that an imported net is trained on: a person's arrays, those of a file, or one that holds the place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnstep import limits
from nnstep.array_files.array_reader import ArrayFile, format_of, listed, read_array
from nnstep.errors import DataError, NetImportError
from nnstep.harmless_text import visible
from nnstep.importers.found_net import FoundLoss, FoundNet
from nnstep.losses import LOSSES
from nnstep.scenario.dataset import Samples

_NAMES = (
    ("inputs", "targets"),
    ("input", "target"),
    ("X", "y"),
    ("x", "y"),
    ("X", "Y"),
    ("X_train", "y_train"),
    ("x_train", "y_train"),
    ("data", "target"),
    ("images", "labels"),
)
"""What people call inputs and targets."""


def file_samples(path: Path, net: FoundNet, loss: FoundLoss) -> tuple[Samples, str]:
    """Return the samples of a file for a net, and which arrays were taken; raise DataError where there are none."""
    inputs, targets, taken = file_arrays(path, net.inputs)
    return samples_for(net, loss, inputs, targets), taken


def file_arrays(path: Path, inputs: int = 0) -> tuple[NDArray[Any], NDArray[Any], str]:
    """Return inputs and targets of a file, and what was taken for them; raise DataError where there are none.

    In a table of numbers the first columns are `inputs`; where that is 0, all but the last one.
    """
    if not format_of(path).named:
        return _of_table(path, inputs)
    arrays = ArrayFile(path, limits.ARRAYS_BYTES)
    pair = next((pair for pair in _NAMES if set(pair) <= set(arrays)), None)
    if pair is None:
        raise DataError(visible(f"{path}: it has {listed(arrays)}"), "call the arrays inputs and targets, or X and y")
    taken = f"inputs and targets are {pair[0]} and {pair[1]} of {path.name}"
    return arrays.as_stored(pair[0]), arrays.as_stored(pair[1]), taken


def _of_table(path: Path, inputs: int) -> tuple[NDArray[Any], NDArray[Any], str]:
    rows = read_array(path)
    columns = rows.shape[1] if rows.ndim == 2 else 0
    count = inputs or columns - 1
    if not 0 < count < columns:
        message = f"{path}: the table has the shape {rows.shape}, but the net takes {count} inputs"
        raise DataError(visible(message), "each row is a sample: its inputs, then its targets")
    which = "column is the target" if columns == count + 1 else f"{columns - count} columns are the targets"
    return rows[:, :count], rows[:, count:], f"of {path.name} the last {which}"


def samples_for(net: FoundNet, loss: FoundLoss, inputs: NDArray[Any], targets: NDArray[Any]) -> Samples:
    """Return inputs and targets, one row a sample, as samples for a net; raise NetImportError where they don't fit."""
    inputs, targets = np.asarray(inputs), np.asarray(targets)
    for name, array in (("inputs", inputs), ("targets", targets)):
        if array.dtype.kind not in "biuf" or not np.isfinite(array).all():
            kind = "numbers that are not finite" if array.dtype.kind == "f" else f"{array.dtype.name}, not numbers"
            raise NetImportError(f"the {name} hold {kind}", "every input and target must be a finite number")
    if inputs.ndim < 2 or not len(inputs):
        raise NetImportError(f"the inputs have the shape {inputs.shape}", "they need one row a sample")
    rows = inputs.reshape(len(inputs), -1)
    if rows.shape[1] != net.inputs:
        message = f"a sample has {rows.shape[1]} numbers, but the net takes {net.inputs} (layer {net.layers[0].name})"
        raise NetImportError(message, "give inputs of the shape (samples, inputs)")
    if len(targets) != len(rows) if targets.ndim else True:
        count = len(targets) if targets.ndim else "no list of"
        raise NetImportError(f"there are {len(rows)} samples, but {count} targets", "give one target a sample")
    return _with_targets(net, loss, _readable(rows, net), targets)


def _with_targets(net: FoundNet, loss: FoundLoss, rows: NDArray[Any], targets: NDArray[Any]) -> Samples:
    flat = targets.reshape(len(targets), -1)
    if LOSSES[loss.error].takes_classes and net.outputs > 1 and flat.shape[1] == 1:
        classes = np.rint(flat[:, 0]).astype(np.int64)
        wrong = (classes != flat[:, 0]) | (classes < 0) | (classes >= net.outputs)
        if wrong.any():
            message = f"the target {flat[wrong, 0][0]:g} is no class from 0 to {net.outputs - 1}"
            raise NetImportError(message, "number the classes from 0, or give one row of probabilities a sample")
        return Samples(rows, classes, classes=net.outputs)
    if flat.shape[1] != net.outputs:
        message = f"a target has {flat.shape[1]} numbers, but the net has {net.outputs} outputs"
        raise NetImportError(message, "give targets of the shape (samples, outputs)")
    return Samples(rows, _readable(flat, net))


def _readable(numbers: NDArray[Any], net: FoundNet) -> NDArray[Any]:
    """Return numbers of single precision as the doubles with the fewest digits that are the same single ones."""
    if net.precision == "float32" and numbers.dtype == np.float32:
        return numbers.astype(str).astype(np.float64)
    return np.ascontiguousarray(numbers, dtype=np.float64 if numbers.dtype.kind in "fb" else None)


def placeholder(net: FoundNet, loss: FoundLoss) -> Samples:
    """Return one sample of ones whose target is 0, or the first class, to hold the place of a person's own."""
    rows = np.ones((1, net.inputs))
    if LOSSES[loss.error].takes_classes and net.outputs > 1:
        return Samples(rows, np.zeros(1, dtype=np.int64), classes=net.outputs)
    return Samples(rows, np.zeros((1, net.outputs)))
