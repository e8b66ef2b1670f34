"""The beginning of a trace's line, read without the rest, and held against the run in the header."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from nnstep.problems.message_text import description
from nnstep.traces.header import Header
from nnstep.traces.record import KINDS, LINE_HEAD, RecordKind, RecordPlace, another_type, table_in

_NUMBERS = ("n", "epoch", "step", "op", "position")


class Head(NamedTuple):
    """What the beginning of a line says."""

    n: int
    kind: RecordKind
    step: int
    """The training step, from 0."""
    op: int
    position: int
    target: str


@dataclass(frozen=True, slots=True)
class RunBounds:
    """The size of the recorded run: a place in a line lies within it."""

    epochs: int
    steps_per_epoch: int
    length: int
    """Operations of a training step."""
    positions: int
    """Operations of the whole run."""

    @classmethod
    def of(cls, header: Header) -> RunBounds:
        """Return those that a header states."""
        return cls(header.epochs, header.steps_per_epoch, header.length, header.last_position)

    def head_of(self, data: bytes) -> Head:
        """Return the head of a line of format 2; raise KeyError, TypeError or ValueError where it has none."""
        found = LINE_HEAD.match(data)
        if found is None:
            return self.head_from(table_in(data))
        n, kind, epoch, step, op, position, target, _ = found.groups()
        number = self.step(int(epoch), int(step), int(op), int(position))
        return Head(int(n), kind.decode(), number, int(op), int(position), target.decode())  # type: ignore[arg-type]

    def head_from(self, facts: Mapping[str, Any]) -> Head:
        """Return the head of a line that another program wrote in its own way, or of format 1; raise the same."""
        numbers = n, epoch, step, op, position = [facts[key] for key in _NUMBERS]
        kind, target = facts["kind"], facts["target"]
        for key, number in zip(_NUMBERS, numbers, strict=True):
            if type(number) is not int:
                raise TypeError(another_type(key, number, "whole number"))
        if kind not in KINDS:
            raise ValueError(f"the kind is {description(kind)}, which is unknown")
        if type(target) is not str:
            raise TypeError(another_type("target", target, "text"))
        return Head(n, kind, self.step(epoch, step, op, position), op, position, target)

    def check(self, place: RecordPlace) -> None:
        """Raise ValueError where a place is outside the run."""
        self.step(place.epoch, place.step, place.op, place.position)

    def step(self, epoch: int, step: int, op: int, position: int) -> int:
        """Return the training step of a place, from 0; raise ValueError where the place is outside the run."""
        if not 0 <= position <= self.positions:
            raise ValueError(f"the position is {position}, and the run has {self.positions:,} operations")
        if not (1 <= epoch <= self.epochs and 1 <= step <= self.steps_per_epoch):
            size = f"{self.epochs:,} epochs of {self.steps_per_epoch:,} training steps"
            raise ValueError(f"there is no training step {step} in epoch {epoch}: the run has {size}")
        if not 0 <= op <= self.length:
            raise ValueError(f"there is no operation {op}: a training step has {self.length:,}")
        return (epoch - 1) * self.steps_per_epoch + step - 1
