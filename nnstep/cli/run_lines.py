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


def epoch_lines(frame: Frame, digits: Digits) -> Iterator[str]:
    """Yield one line at the end of each epoch: the mean of its training steps' errors."""
    schedule = frame.program.schedule
    if frame.done == len(frame.program.ops) and frame.place.step == schedule.steps_per_epoch:
        if not frame.program.objective:
            yield f"epoch {frame.place.epoch:>6}  no error is computed"
            return
        mean = frame.errors[-schedule.steps_per_epoch :].mean()
        name = "mean error" if frame.program.scenario.graph is None else frame.program.objective
        line = f"epoch {frame.place.epoch:>6}  {name} {digits.number(float(mean))}"
        evaluation = frame.program.evaluation
        if evaluation is not None:
            accuracy = digits.number(float(frame.accuracies[-1]))
            line += f"  accuracy {accuracy} on {evaluation.classes.size} {evaluation.which} samples"
        yield line
        if frame.ended:
            yield f"stopped: {frame.ended}"
