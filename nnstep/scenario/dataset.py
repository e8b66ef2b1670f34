"""The samples that a network is trained or tested on, as they were stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnstep.expr.array import Array, frozen

ROUNDING = 1e-9
"""So far from 1 a sum of typed probabilities may be."""


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """One input with the output that is wanted for it."""

    input: Array
    """Shape (inputs, 1)."""
    target: Array
    """Shape (outputs, 1); (0, 1) where there is no target."""


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """Many samples, one row each, in the type they were stored in: images of bytes stay bytes until they are used."""

    inputs: NDArray[Any]
    """Shape (samples, inputs)."""
    targets: NDArray[Any]
    """Shape (samples, outputs); with `classes` shape (samples,), each the number of a class from 0."""
    scale: float = 1.0
    """What every input is divided by."""
    classes: int = 0
    """How many classes the targets number, to be written one-hot; 0 where the targets are the outputs themselves."""
    changed: Mapping[int, Sample] = field(default_factory=dict)
    """Samples that stand in for those stored, by their number from 0."""

    @classmethod
    def of(cls, *samples: Sample) -> Samples:
        """Return these samples."""
        inputs = np.concatenate([sample.input.T for sample in samples])
        return cls(inputs, np.concatenate([sample.target.T for sample in samples]))

    def __len__(self) -> int:
        """How many samples there are."""
        return int(self.inputs.shape[0])

    def __getitem__(self, row: int) -> Sample:
        """Return one sample; raise IndexError where there is none of this number, counted from 0."""
        if not -len(self) <= row < len(self):
            raise IndexError(row)
        return Sample(*self.take([row]))

    def __iter__(self) -> Iterator[Sample]:
        return (self[row] for row in range(len(self)))

    @property
    def input_size(self) -> int:
        """How many numbers an input has."""
        return int(self.inputs.shape[1])

    @property
    def has_targets(self) -> bool:
        """Whether there is anything to compare an output with."""
        return self.classes > 0 or self.targets.shape[1] > 0

    @property
    def targets_sum_to_one(self) -> bool:
        """Whether the targets of every sample sum to 1, but for rounding of those that were typed."""
        if not self.has_targets or self.classes:
            return self.has_targets
        own = np.delete(np.asarray(self.targets, dtype=np.float64), list(self.changed), axis=0)
        changed = [sample.target.sum() for sample in self.changed.values()]
        return bool(np.all(np.abs(np.append(own.sum(axis=1), changed) - 1) <= ROUNDING))

    def take(self, rows: Sequence[int] | NDArray[np.intp]) -> tuple[Array, Array]:
        """Return the inputs and targets of these samples, of shapes (inputs, B) and (outputs, B): one column each."""
        stored = np.asarray(self.inputs[rows], dtype=np.float64).T
        with np.errstate(over="ignore"):  # what is infinite then is said as of any other value
            inputs = frozen(stored / self.scale if self.scale != 1 else stored)
        targets = self._targets(rows)
        return self._with_changes(rows, inputs, targets) if self.changed else (inputs, targets)

    def with_changes(self, rows: Sequence[int] | NDArray[np.intp], inputs: Array, targets: Array) -> Samples:
        """Return the samples with those of numbers `rows` replaced: their inputs and targets are columns."""
        columns = [Sample(frozen(inputs[:, [i]]), frozen(targets[:, [i]])) for i in range(len(rows))]
        return replace(self, changed={**self.changed, **dict(zip(map(int, rows), columns, strict=True))})

    def _with_changes(
        self, rows: Sequence[int] | NDArray[np.intp], inputs: Array, targets: Array
    ) -> tuple[Array, Array]:
        inputs, targets = inputs.copy(), targets.copy()
        for column, row in enumerate(map(int, rows)):
            sample = self.changed.get(row % len(self))
            if sample is not None:
                inputs[:, [column]], targets[:, [column]] = sample.input, sample.target
        return frozen(inputs), frozen(targets)

    def part(self, rows: slice | NDArray[np.intp]) -> Samples:
        """Return some of the samples."""
        return Samples(self.inputs[rows], self.targets[rows], self.scale, self.classes)

    def are_classes(self) -> bool:
        """Return whether the targets say which class a sample is of: they are one-hot, or one 0 or 1."""
        if not self.has_targets or self.classes:
            return self.has_targets
        one_hot = self.targets.shape[1] == 1 or bool((self.targets.sum(axis=1) == 1).all())
        return one_hot and bool(np.isin(self.targets, (0, 1)).all())

    def _targets(self, rows: Sequence[int] | NDArray[np.intp]) -> Array:
        targets = self.targets[rows]
        if not self.classes:
            return frozen(np.asarray(targets, dtype=np.float64).T)
        return frozen(np.arange(self.classes)[:, np.newaxis] == targets[np.newaxis, :])
