"""The lines that ``nnstep run`` prints for each operation and each epoch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from nnstep.explain.explanation import definitions, numbers_put_in, operation_formula
from nnstep.program.program import PHASE_TITLES

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


def operation_lines(frame: Frame, digits: Digits) -> Iterator[str]:
    """Yield the operation done last: headings where one begins, formula, NumPy line, and the numbers."""
    op, program = frame.op, frame.program
    if op is None:
        return
    if frame.done == 1:
        yield f"\nepoch {frame.place.epoch}, training step {frame.place.step}"
    if frame.done == 1 or program.ops[frame.done - 2].phase != op.phase:
        yield f"\n{PHASE_TITLES[op.phase]}"
    yield f"\n{frame.done:>3}  {operation_formula(op, program)}"
    for definition in definitions(op, program):
        yield f"     where {definition}"
    if op.remark:
        yield f"     {op.remark}"
    yield f"     {op.source}"
    for line in numbers_put_in(frame, digits):
        yield f"     {line}".rstrip()


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
