"""What a run must show at every position: computed anew from its start, one operation after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from nnstep.debugger.levels import Level
from nnstep.engine.edited_run import EditedTimeline
from nnstep.engine.edits import Edit
from nnstep.engine.frame import Frame
from nnstep.engine.run import Run
from nnstep.expr.array import Array
from nnstep.program.program import Program

BUDGET = 1 << 20


@dataclass(frozen=True)
class Course:
    """A run with edits, looked at operation by operation."""

    begin: Callable[[], Run]
    edits: tuple[Edit, ...] = ()
    first: int = 0
    """From where on the session knows the run."""

    def fresh(self) -> Run:
        """Return the run, of which nothing is computed yet."""
        run = self.begin()
        for edit in self.edits:
            run = EditedTimeline(run, edit, budget=BUDGET)
        return run

    @cached_property
    def frames(self) -> Sequence[Frame]:
        """The frames of all positions up to the run's end."""
        run = self.fresh()
        frames = [run.seek(0)]
        while not frames[-1].at_end:
            frames.append(run.seek(len(frames)))
        return frames

    @property
    def end(self) -> int:
        """The last position."""
        return len(self.frames) - 1

    @cached_property
    def is_finite(self) -> bool:
        """Whether every error is."""
        return bool(np.isfinite(self.frames[-1].errors).all())

    def before(self, position: int) -> Mapping[str, Array]:
        """Return the values of the training step before; in the first one, the parameters that it starts from.

        None are known where the session does not know the run from the start of the training step on.
        """
        frame = self.frames[position]
        begins = frame.step * len(frame.program.ops)
        if begins < self.first:
            return {}
        values = self.frames[begins].values
        return values if frame.step else {id: values[id] for id in frame.program.parameters}


def starts_of_units(program: Program, level: Level) -> list[int]:
    """Return all positions where a unit of a level begins, and the end of the run as it is planned."""
    length, per_epoch = len(program.ops), program.schedule.steps_per_epoch

    def begins(position: int) -> bool:
        done = position % length
        one, other = program.ops[done], program.ops[done - 1]
        match level:
            case "epoch":
                return position % (length * per_epoch) == 0
            case "training step":
                return done == 0
            case "phase":
                return done == 0 or one.phase != other.phase
            case "layer":
                return done == 0 or (one.phase, one.layer) != (other.phase, other.layer)
            case _:
                return True

    return [position for position in range(program.last_position) if begins(position)] + [program.last_position]


def difference(one: Frame, other: Frame, *, recorded: bool = False) -> str:
    """Return in what two frames differ, by the name of the first such thing; nothing where they show the same.

    A `recorded` one knows no test errors, may miss accuracies, and does not say what is stale.
    """
    fewest = min(one.accuracies.size, other.accuracies.size)
    known = np.flatnonzero(~np.isnan(one.accuracies[:fewest] + other.accuracies[:fewest]) | (not recorded))
    facts = [
        ("position", one.position, other.position),
        ("place", str(one.place), str(other.place)),
        ("done", (one.step, one.done), (other.step, other.done)),
        ("operation", one.op and one.op.target, other.op and other.op.target),
        ("next operation", one.next_op and one.next_op.target, other.next_op and other.next_op.target),
        ("values", _all_bits(one.values), _all_bits(other.values)),
        ("inputs", _all_bits(one.inputs), _all_bits(other.inputs)),
        ("previous", _bit(one.previous), _bit(other.previous)),
        ("result", _bit(one.result), _bit(other.result)),
        ("errors", _bit(one.errors), _bit(other.errors)),
        ("accuracies", one.accuracies.size, other.accuracies.size),
        ("known accuracies", _bit(one.accuracies[known]), _bit(other.accuracies[known])),
        ("end", one.ended, other.ended),
    ]
    if not recorded:
        facts += [
            ("test errors", _bit(one.test_errors), _bit(other.test_errors)),
            ("stale", one.stale, other.stale),
        ]
    return next((f"{name}: {a} and {b}" for name, a, b in facts if a != b), "")


def bits(value: Array) -> bytes:
    """Return the bits of an array; those of NaN are not told apart, as in a recording."""
    return np.where(np.isnan(value), np.nan, value).astype(value.dtype).tobytes()


def _bit(value: Array | None) -> object:
    return None if value is None else (value.dtype.str, value.shape, bits(value))


def _all_bits(values: Mapping[str, Array]) -> object:
    return {id: _bit(value) for id, value in sorted(values.items())}


def differences(frames: Iterable[Frame], run: Run, *, recorded: bool = False) -> list[str]:
    """Return what a run shows otherwise than these frames, each sought straight to."""
    found = ((frame.position, difference(frame, run.seek(frame.position), recorded=recorded)) for frame in frames)
    return [f"{position}: {what}" for position, what in found if what]
