"""How the operations of a training step are repeated: epochs over the samples, batch by batch. Knows no operation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from nnstep.expr.array import Array, RunPrecision, frozen, in_precision
from nnstep.scenario.dataset import Samples

_KEPT = 4096
"""So many batches are kept ready where they come in the same order every epoch."""


CountKind: TypeAlias = Literal["t", "epochs", "B"]


@dataclass(frozen=True, slots=True)
class RunPlace:
    """A position for people, each part counted from 1; operation 0 is before the first."""

    epoch: int
    step: int
    """The training step within the epoch."""
    op: int

    def __str__(self) -> str:
        return f"{self.epoch}.{self.step}.{self.op}"


@dataclass(frozen=True, slots=True, eq=False)
class Schedule:
    """Epochs over the samples, a batch of them a training step; without samples an epoch is one training step."""

    samples: Samples | None
    epochs: int
    counted: Mapping[str, CountKind] = field(default_factory=dict)
    """What else a training step is given, by id: ``t``, its number from 1; ``epochs``, how many are done before it; and
    ``B``, the samples in its batch."""
    batch_size: int = 1
    seed: int | None = None
    """Where given, each epoch has an order of its own, drawn from it; else the samples keep theirs."""
    transposed: bool = False
    """Whether a sample is a row instead of a column."""
    precision: RunPrecision = "float64"
    """The type of all that a training step is given."""
    _batches: dict[int, Mapping[str, Array]] = field(default_factory=dict)
    _orders: dict[int, NDArray[np.intp]] = field(default_factory=dict)

    @property
    def steps_per_epoch(self) -> int:
        """Training steps in an epoch."""
        return -(-len(self.samples) // self.batch_size) if self.samples is not None else 1

    @property
    def steps(self) -> int:
        """Training steps in the whole run."""
        return self.epochs * self.steps_per_epoch

    def batch_at(self, step: int) -> int:
        """Return how many samples training step `step` (from 0) has: an epoch's last batch may be smaller."""
        if self.samples is None:
            return 1
        within = step % self.steps_per_epoch
        return min(self.batch_size, len(self.samples) - within * self.batch_size)

    def rows(self, step: int) -> NDArray[np.intp]:
        """Return the numbers of the samples, from 0, that training step `step` (from 0) has."""
        epoch, within = divmod(step, self.steps_per_epoch)
        first = within * self.batch_size
        return self._order(epoch)[first : first + self.batch_size]

    def feeds(self, step: int) -> Mapping[str, Array]:
        """Return the values that training step `step` (from 0) is given: input and target, and what is counted."""
        if not self.counted:
            return self.batch(step)
        counts: dict[CountKind, int] = {"t": step + 1, "epochs": step // self.steps_per_epoch, "B": self.batch_at(step)}
        return {
            **self.batch(step),
            **{id: in_precision(counts[count], self.precision) for id, count in self.counted.items()},
        }

    def place(self, step: int, op: int) -> RunPlace:
        """Return training step `step` (from 0) after `op` operations, as people count."""
        epoch, within = divmod(step, self.steps_per_epoch)
        return RunPlace(epoch + 1, within + 1, op)

    def batch(self, step: int) -> Mapping[str, Array]:
        """Return the input, and the target where there is one, of training step `step` (from 0)."""
        within = step % self.steps_per_epoch
        kept = self._batches.get(within)
        if kept is not None:
            return kept
        batch = self._taken(step)
        if self.seed is None and len(self._batches) < _KEPT:
            self._batches[within] = batch
        return batch

    def with_batch(self, step: int, batch: Mapping[str, Array]) -> Schedule:
        """Return the schedule with the samples of training step `step` (from 0) replaced, here and in later epochs."""
        if self.samples is None:
            return self
        rows = self.rows(step)
        inputs, targets = self.samples.take(rows)
        given = {id: value.T if self.transposed else value for id, value in batch.items()}
        samples = self.samples.with_changes(rows, given.get("x", inputs), given.get("y", targets))
        return replace(self, samples=samples, _batches={}, _orders={})

    def _taken(self, step: int) -> Mapping[str, Array]:
        if self.samples is None:
            return {}
        x, y = self.samples.take(self.rows(step))
        given = {"x": x, "y": y} if self.samples.has_targets else {"x": x}
        if self.transposed:
            given = {id: frozen(np.ascontiguousarray(value.T)) for id, value in given.items()}
        if self.precision == "float64":
            return given
        return {id: in_precision(value, self.precision) for id, value in given.items()}

    def _order(self, epoch: int) -> NDArray[np.intp]:
        """Return the order of the samples in an epoch; the last one asked for is kept."""
        if self.samples is None:
            return np.arange(1)
        key = epoch if self.seed is not None else 0
        kept = self._orders.get(key)  # which another thread may replace now
        if kept is not None:
            return kept
        count = len(self.samples)
        order = np.arange(count) if self.seed is None else np.random.default_rng([self.seed, epoch]).permutation(count)
        self._orders.clear()
        self._orders[key] = order
        return order
