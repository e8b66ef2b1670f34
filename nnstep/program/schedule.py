"""How the operations of a training step are repeated: epochs over the samples. Knows no operation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nnstep.expr.array import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nnstep.expr.array import Array
    from nnstep.scenario.model import Sample


@dataclass(frozen=True, slots=True)
class Place:
    """A position for people, each part counted from 1; operation 0 is before the first."""

    epoch: int
    step: int
    """The training step within the epoch."""
    op: int

    def __str__(self) -> str:
        return f"{self.epoch}.{self.step}.{self.op}"


@dataclass(frozen=True, slots=True, eq=False)
class Schedule:
    """Epochs over the samples in their order, one sample a training step."""

    samples: Sequence[Sample]
    epochs: int
    counted: tuple[str, ...] = ()
    """What else a training step is given: ``t``, its number from 1, and ``epochs``, how many are done before it."""

    @property
    def steps_per_epoch(self) -> int:
        """Training steps in an epoch."""
        return len(self.samples)

    @property
    def steps(self) -> int:
        """Training steps in the whole run."""
        return self.epochs * self.steps_per_epoch

    def feeds(self, step: int) -> Mapping[str, Array]:
        """Return the values that training step `step` (from 0) is given: input and target, shape (n, 1) each."""
        sample = self.samples[step % self.steps_per_epoch]
        counts = {"t": step + 1, "epochs": step // self.steps_per_epoch}
        return {"x": sample.input, "y": sample.target, **{id: frozen(counts[id]) for id in self.counted}}

    def place(self, step: int, op: int) -> Place:
        """Return training step `step` (from 0) after `op` operations, as people count."""
        epoch, within = divmod(step, self.steps_per_epoch)
        return Place(epoch + 1, within + 1, op)
