"""A run as Python programs get it: each operation with its value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from nnstep.engine.frame import Frame
from nnstep.engine.timeline import Timeline
from nnstep.explain.explanation import operation_formula
from nnstep.explain.python_view.run_operation import RunOperation
from nnstep.expr.array import frozen
from nnstep.program.program import Program


def run_operations(program: Program) -> Iterator[RunOperation]:
    """Run a program and yield each operation, in order."""
    timeline = Timeline(program)
    formulas = [operation_formula(op, program) for op in program.ops]
    for position in range(1, program.last_position + 1):
        frame = timeline.seek(position)
        op, value, place = frame.op, frame.result, frame.place
        assert op is not None and value is not None  # noqa: S101, PT018 - each position after the start has both
        yield RunOperation(
            position,
            place.epoch,
            place.step,
            place.op,
            op.phase,
            op.layer,
            op.target,
            formulas[place.op - 1],
            op.source,
            value,
            partial(_same, _alone(frame)),
        )
        if frame.at_end:
            return


_NONE = frozen([])


def _alone(frame: Frame) -> Frame:
    """Return a frame with nothing but its operation and what that read: a list of all operations stays small."""
    return replace(
        frame,
        previous=None,
        values=frame.inputs,
        errors=_NONE,
        known_errors=_NONE,
        accuracies=_NONE,
        test_errors=_NONE,
    )


def _same(frame: Frame) -> Frame:
    return frame
