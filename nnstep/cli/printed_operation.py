"""The lines that ``nnstep run`` prints for each operation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from nnstep.explain.explanation import definitions, numbers_put_in, operation_formula
from nnstep.program.program import PHASE_TITLES

if TYPE_CHECKING:
    from nnstep.engine.frame import Frame
    from nnstep.expr.digits import Digits


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
