"""Which training step each line of a person's own program belongs to: as it says, or else by its order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from nnstep.expr.array import Array
from nnstep.program.program import Program
from nnstep.traces.difference.own_file import OwnFile
from nnstep.traces.difference.own_values import fitted

Lines = NDArray[np.int64]
_LARGEST = 1 << 30
"""Epochs beyond any run, which times their training steps are still a number of 64 bits."""

_NEAR = 1e-3
"""Relatively so near, a first value is that of the start where there are only parameters to tell."""


@dataclass(slots=True, eq=False)
class OwnPlaces:
    """The training step of each line, counted from 1; 0 for a value before the first one."""

    file: OwnFile
    program: Program
    ids: Sequence[str]
    """The quantities in the file."""
    lines: Lines
    """The lines that have one of them."""
    quantities: Lines
    """Of each of these lines: the number of its quantity."""
    expected: Callable[[int], Mapping[str, Array]]
    """Returns what the other side has of a training step."""
    steps: Lines = field(init=False)
    _computed: NDArray[np.bool_] = field(init=False)
    """Which lines have a quantity that has no value before the first training step."""
    remarks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Find them; raise DataError where a line contradicts the run, or another line."""
        counts = np.array(self.file.counts, dtype=np.int64).reshape(-1, 3)[self.lines]
        position, epoch, step = counts.T
        ops = {op.target for op in self.program.ops}
        self._computed = self._are([id in ops and id not in self.program.parameters for id in self.ids])
        self.steps = np.full(len(self.lines), -1, dtype=np.int64)
        self._place_stated(epoch, step)
        self._place_positions(np.flatnonzero((self.steps < 0) & (position >= 0)), position)
        self._place_by_order(self.steps < 0)
        self._check_once()

    def _are(self, chosen: list[bool]) -> NDArray[np.bool_]:
        """Return of which lines something holds, given of which quantities it does."""
        return np.array(chosen, dtype=np.bool_)[self.quantities]

    def _place_stated(self, epoch: Lines, step: Lines) -> None:
        per_epoch = self.program.schedule.steps_per_epoch
        alone = np.flatnonzero((epoch >= 0) & (step < 0))
        if alone.size and per_epoch > 1:
            raise self.file.wrong(
                int(self.lines[alone[0]]),
                f'"epoch" alone does not say which of its {per_epoch} training steps this is',
                'add "step", counted from 1 within the epoch',
            )
        both = (epoch >= 0) & (step >= 0)
        if both.any():
            first_epoch, first_step = (int(each[both].min()) for each in (epoch, step))
            epochs = np.minimum(epoch[both], _LARGEST) + (first_epoch == 0) - 1
            self.steps[both] = epochs * per_epoch + step[both] + (first_step == 0)
            self._note_zero(first_epoch == 0, "epochs")
            self._note_zero(first_step == 0, "training steps")
        for counts, name, which in ((epoch, "epochs", step < 0), (step, "training steps", epoch < 0)):
            chosen = which & (counts >= 0)
            # A computed quantity has no value before the first training step, so this one is the first.
            from_zero = bool((chosen & self._computed & (counts == 0)).any())
            self.steps[chosen] = counts[chosen] + from_zero
            self._note_zero(from_zero, name)

    def _note_zero(self, from_zero: bool, name: str) -> None:  # noqa: FBT001
        if from_zero:
            self.remarks = (*self.remarks, f"its {name} are counted from 0")

    def _place_positions(self, chosen: Lines, position: Lines) -> None:
        length = len(self.program.ops)
        for entry in chosen.tolist():
            at, id = int(position[entry]), self.ids[self.quantities[entry]]
            if at and self._computed[entry] and self.program.ops[(at - 1) % length].target != id:
                other = self.program.ops[(at - 1) % length].target
                raise self.file.wrong(
                    int(self.lines[entry]),
                    f"position {at} is that of {other}, not of {id}",
                    "a position is the number of operations done since the start of the run; or leave it out",
                )
            self.steps[entry] = -(-at // length)

    def _place_by_order(self, chosen: NDArray[np.bool_]) -> None:
        """Take the k-th value of a quantity for that of training step k, and the first one for the start if it is."""
        computed = np.flatnonzero(self._computed & chosen)
        first_computed = int(computed[0]) if computed.size else len(self.lines)
        from_start = []
        for number, id in enumerate(self.ids):
            entries = np.flatnonzero(chosen & (self.quantities == number))
            if not entries.size:
                continue
            begins = 1
            if id in self.program.parameters and self._is_start(id, int(entries[0]), first_computed):
                begins = 0
                from_start.append(id)
            self.steps[entries] = np.arange(begins, begins + entries.size)
        if from_start:
            names = ", ".join(from_start)
            self.remarks = (*self.remarks, f"the first value is that before training: {names}")

    def _is_start(self, id: str, entry: int, first_computed: int) -> bool:
        """Return whether the first value of a parameter is that before training.

        It is if it stands before all that is computed, unless it is nearer to what the first training step gives.
        """
        if entry > first_computed:
            return False
        before, after = (self._distance(id, entry, self.expected(step).get(id)) for step in (0, 1))
        if before is None:
            return False
        if first_computed == len(self.lines) and before > _NEAR:
            return False
        return after is None or before <= after

    def _distance(self, id: str, entry: int, expected: Array | None) -> float | None:
        """Return how far a value is, relatively, from what is expected, transposed or not."""
        if expected is None:
            return None
        written = self.file.value(int(self.lines[entry]))
        ways = (fitted(written, self.program.shapes[id], transposed=turned) for turned in (False, True))
        with np.errstate(all="ignore"):
            largest = float(np.abs(expected).max()) or 1.0
            return min((float(np.abs(way - expected).max()) / largest for way in ways if way is not None), default=None)

    def _check_once(self) -> None:
        ordered = np.lexsort((np.arange(len(self.lines)), self.quantities, self.steps))
        again = (np.diff(self.steps[ordered]) == 0) & (np.diff(self.quantities[ordered]) == 0)
        if again.any():
            second = int(ordered[np.flatnonzero(again)[0] + 1])
            id, step = self.ids[self.quantities[second]], int(self.steps[second])
            where = f"of training step {step}" if step else "before the first training step"
            raise self.file.wrong(
                int(self.lines[second]),
                f"the value of {id} {where} stands on an earlier line already",
                'count "step" on, or leave it out: the k-th value is then that of training step k',
            )
