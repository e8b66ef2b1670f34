"""The samples that an imported net is trained on: a person's arrays, those of a file, or one that holds the place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnstep import limits
from nnstep.array_files.array_reader import ArrayFile, format_of, listed, read_array
from nnstep.errors import DataError, NetImportError
from nnstep.expr.array import RunPrecision
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


class SampleFile:
    """A file with inputs and targets: arrays by name, or a table whose first columns are inputs."""

    def __init__(self, path: Path) -> None:
        """Read the file; raise DataError where it can't be read, or has no inputs and targets by name."""
        self._path = path
        self._named = _named_arrays(path) if format_of(path).named else None
        self._table = read_array(path) if self._named is None else np.empty((0, 0))

    @property
    def input_size(self) -> int | None:
        """How many numbers an input has; None where only the net can say."""
        return None if self._named is None else int(np.prod(self._named[0].shape[1:]))

    def arrays(self, inputs: int | None = None) -> tuple[NDArray[Any], NDArray[Any], str]:
        """Return inputs and targets, and what was taken for them.

        In a table the first columns are `inputs`; where that is None, all but the last one. Raise DataError where the
        table has too few.
        """
        if self._named is not None:
            return self._named
        columns = self._table.shape[1] if self._table.ndim == 2 else 0
        count = columns - 1 if inputs is None else inputs
        if not 0 < count < columns:
            message = f"{self._path}: the table has the shape {self._table.shape}, but the net takes {count} inputs"
            raise DataError(message, "each row is a sample: its inputs, then its targets")
        which = "column is the target" if columns == count + 1 else f"{columns - count} columns are the targets"
        return self._table[:, :count], self._table[:, count:], f"of {self._path.name} the last {which}"


def _named_arrays(path: Path) -> tuple[NDArray[Any], NDArray[Any], str]:
    arrays = ArrayFile(path, limits.ARRAYS_BYTES.most)
    pair = next((pair for pair in _NAMES if set(pair) <= set(arrays)), None)
    if pair is None:
        raise DataError(f"{path}: it has {listed(arrays)}", "call the arrays inputs and targets, or X and y")
    taken = f"inputs and targets are {pair[0]} and {pair[1]} of {path.name}"
    return arrays.as_stored(pair[0]), arrays.as_stored(pair[1]), taken


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
    return _with_targets(net, loss, _plain(rows, net.precision), targets)


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
    return Samples(rows, _plain(flat, net.precision))


def readable_samples(samples: Samples) -> Samples:
    """Return samples of single precision as the doubles with the fewest digits that are the same single ones."""
    return replace(samples, inputs=_readable(samples.inputs), targets=_readable(samples.targets))


def _readable(numbers: NDArray[Any]) -> NDArray[Any]:
    return numbers.astype(str).astype(np.float64) if numbers.dtype == np.float32 else numbers


def stored_samples(samples: Samples) -> dict[str, NDArray[Any]]:
    """Return inputs and targets as they are kept in a file, each in its own type; classes one-hot."""
    targets = samples.targets
    if samples.classes:
        targets = (np.arange(samples.classes) == targets[:, np.newaxis]).astype(np.uint8)
    return {"inputs": samples.inputs, "targets": targets}


def _plain(numbers: NDArray[Any], precision: RunPrecision) -> NDArray[Any]:
    """Return numbers as they are where they are whole, and else in the precision that they are computed with."""
    return np.ascontiguousarray(numbers, dtype=precision if numbers.dtype.kind in "fb" else None)


PLACEHOLDER = "one sample of ones with the target 0, to be replaced by yours (--data gives them)"


def placeholder(net: FoundNet, loss: FoundLoss) -> Samples:
    """Return one sample of ones whose target is 0, or the first class, to hold the place of a person's own."""
    rows = np.ones((1, net.inputs))
    if LOSSES[loss.error].takes_classes and net.outputs > 1:
        return Samples(rows, np.zeros(1, dtype=np.int64), classes=net.outputs)
    return Samples(rows, np.zeros((1, net.outputs)))
