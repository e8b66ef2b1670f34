"""The lines that ``nnstep run`` prints above a run, and for each epoch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nnstep.engine.frame import Frame
    from nnstep.expr.digits import Digits
    from nnstep.program.program import Program


def heading_lines(program: Program) -> Iterator[str]:
    """Yield what stands above the whole run."""
    yield program.title
    schedule = program.schedule
    yield f"{schedule.epochs} epoch(s), {schedule.steps} training step(s), {program.last_position} operations"
    for warning in program.scenario.warnings:
        yield f"warning: {warning}"


class EpochLines:
    """The lines of the epochs that have ended, each given out once, however far apart the frames are."""

    def __init__(self, beginning: Frame, digits: Digits) -> None:
        """Begin with the first epoch that ends after `beginning`."""
        self._digits = digits
        self._given = _ended(beginning)

    def after(self, frame: Frame) -> Iterator[str]:
        """Yield a line for each epoch that has ended since the last frame: the mean of its training steps' errors."""
        first, self._given = self._given, max(self._given, _ended(frame))
        for epoch in range(first, self._given):
            yield self._line(frame, epoch)
        if self._given > first and frame.ended:
            yield f"stopped: {frame.ended}"

    def _line(self, frame: Frame, epoch: int) -> str:
        program, per_epoch = frame.program, frame.program.schedule.steps_per_epoch
        if not program.objective:
            return f"epoch {epoch + 1:>6}  no error is computed"
        mean = frame.errors[epoch * per_epoch : (epoch + 1) * per_epoch].mean()
        name = "mean error" if program.scenario.graph is None else program.objective
        line = f"epoch {epoch + 1:>6}  {name} {self._digits.number(float(mean))}"
        evaluation = program.evaluation
        if evaluation is not None:
            accuracy = self._digits.number(float(frame.accuracies[epoch]))
            line += f"  accuracy {accuracy} on {evaluation.classes.size} {evaluation.which} samples"
        return line


def _ended(frame: Frame) -> int:
    """Return how many epochs have ended at a frame."""
    return (frame.step + (frame.done == len(frame.program.ops))) // frame.program.schedule.steps_per_epoch
