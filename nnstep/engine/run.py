"""What a run is to everything above it: live, changed or recorded, it gives the frame of any position."""

from __future__ import annotations

from collections.abc import Mapping
from time import perf_counter
from typing import TYPE_CHECKING, Protocol

from nnstep.engine.frame import Frame
from nnstep.engine.series import RunFigures
from nnstep.expr.array import Array, Shape
from nnstep.program.program import Program

if TYPE_CHECKING:
    from nnstep.engine.fastpath.build import FastPath


class Run(Protocol):
    """A run at any position; nothing above can tell whether it is computed or read."""

    program: Program

    @property
    def bytes_used(self) -> int:
        """About how much memory the history takes."""
        ...

    def limit(self, budget: int) -> None:
        """Let the history take about `budget` bytes from now on, that of a run before this one not counted."""
        ...

    @property
    def first_position(self) -> int:
        """Where it begins: 0, but for a recording that begins later."""
        ...

    @property
    def known_position(self) -> int:
        """How far the run has ever been computed: a jump up to here costs next to nothing."""
        ...

    @property
    def last_position(self) -> int:
        """Where the run ends, as far as that is known."""
        ...

    @property
    def has_gaps(self) -> bool:
        """Whether values may be missing that the run had: a recording need not hold all of them."""
        ...

    def seek(self, position: int) -> Frame:
        """Return the frame after `position` operations, or of the nearest position that the run has."""
        ...

    def before_next(self, frame: Frame) -> tuple[Mapping[str, Array], Mapping[str, Shape]]:
        """Return the values that the operation after `frame` can read, and the shapes in its training step."""
        ...

    def program_at(self, step: int) -> Program:
        """Return the program that training step `step`, from 0, is a part of."""
        ...

    def stretch_from(self, step: int) -> int:
        """Return up to before which training step `run_on` can run from `step` on; `step` where it can't."""
        ...

    def stretch_before(self, step: int) -> int:
        """Return from which training step on whole steps are of one program, up to before `step`; `step` where not."""
        ...

    def run_on(self, first: int, last: int, fast: FastPath) -> tuple[int, int] | None:
        """Run whole training steps, from `first` to before `last`, both from 0, with `fast`'s conditions.

        Return the training step and the operation, from 0, after which a condition held, where one did.
        """
        ...

    def errors(self, count: int | None = None) -> Array:
        """Return the errors of the first `count` training steps, or of all that are known."""
        ...

    def accuracies(self, epochs: int) -> Array:
        """Return the accuracies after the first `epochs` epochs."""
        ...

    def test_errors(self, epochs: int) -> Array:
        """Return the errors of the samples kept for testing after the first `epochs` epochs; a recording has none."""
        ...

    def figures(self, steps: int, epochs: int) -> RunFigures:
        """Return the figures of the first training steps and epochs, for a run that goes on from there."""
        ...

    def largest_gradient(self, step: int) -> float:
        """Return the largest gradient's element in the epoch of `step` before that training step."""
        ...


def gradient_before(run: Run, frame: Frame) -> float | None:
    """Return the largest gradient's element of the epoch so far, where `frame` is within one and a rule asks for it.

    It is that before the training step which comes after `frame`, or goes on there.
    """
    step = frame.step + (frame.done == len(frame.program.ops))
    is_within = step % frame.program.schedule.steps_per_epoch > 0
    return run.largest_gradient(step) if is_within and frame.program.scenario.stop.gradient_below is not None else None


def catch_up(run: Run, wanted: int, seconds: float) -> bool:
    """Go on with `run` for about `seconds`, until it has `wanted` errors; return whether it has, or has ended."""
    length = len(run.program.ops)
    begun, stride = perf_counter(), 1
    while (known := run.errors().size) < wanted:
        run.seek(min(wanted, known + stride, run.program.schedule.steps) * length)
        if run.errors().size == known:
            return True  # it ends there
        elapsed = perf_counter() - begun
        if elapsed >= seconds:
            break
        stride = 2 * stride if elapsed < seconds / 8 else stride
    return run.errors().size >= wanted
