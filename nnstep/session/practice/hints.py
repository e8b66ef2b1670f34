"""The hints on an operation: one stage more each time, never its result."""

from __future__ import annotations

from dataclasses import dataclass

from nnstep.engine.frame import Frame
from nnstep.explain.explanation import definitions, numbers_to_put_in, operation_formula, worked_element
from nnstep.expr.network_notation import Writing
from nnstep.grading.sheet.answer_sheet import Index

MOST_HINTS = 3
"""The formula, the formula with numbers, one element step by step."""


@dataclass(frozen=True, slots=True)
class Hint:
    """The stages of a hint so far; those to come are empty."""

    formula: tuple[str, ...]
    numbers: tuple[str, ...] = ()
    """The lines of one picture, which must not be wrapped."""
    element: tuple[str, ...] = ()


def hint_of(frame: Frame, index: Index, writing: Writing, stages: int) -> Hint:
    """Return the first `stages` of the hints on the last operation; the last stage works out the element at `index`.

    Raise ValueError at the start of a run.
    """
    op, program = frame.op, frame.program
    if op is None:
        raise ValueError("the start of a run is no operation")
    formula = (operation_formula(op, program, writing), *(f"where {d}" for d in definitions(op, program, writing)))
    numbers = numbers_to_put_in(frame, writing=writing) if stages > 1 else ()
    if stages < MOST_HINTS:
        return Hint(formula, numbers)
    worked = worked_element(frame, index, writing=writing)
    return Hint(formula, numbers, (worked.symbols, f"= {worked.numbers}"))
