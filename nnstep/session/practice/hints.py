"""The hints of a question: what the operation is, its formula, one element with its numbers, and its value at last."""

from __future__ import annotations

from dataclasses import dataclass

from nnstep.engine.frame import Frame
from nnstep.explain.explanation import definitions, operation_formula, worked_element
from nnstep.expr.digits import Digits
from nnstep.expr.network_notation import Writing
from nnstep.grading.sheet.answer_sheet import Index
from nnstep.session.practice.operation_words import operation_words
from nnstep.session.practice.question import Record

ON_OPERATION = 2
"""The words, and the formula."""
_ON_ELEMENT = 2
"""The element with its numbers, and its value."""
MOST_HINTS = ON_OPERATION + _ON_ELEMENT


@dataclass(frozen=True, slots=True)
class Hint:
    """The stages of a hint so far; those to come are empty."""

    stage: int
    """From 1: the words, the formula, one element with its numbers, its value."""
    words: str
    formula: tuple[str, ...] = ()
    element: tuple[str, ...] = ()
    """One element in symbols, and with its numbers."""
    value: str = ""

    @property
    def next_stage(self) -> str:
        """What the next hint on the same element gives, and what it costs; empty after the last one."""
        match self.stage:
            case 1:
                return "h again: the formula (free)"
            case 2:
                return "h again: this cell with its numbers put in (free)"
            case 3:
                return "h again: the value of this cell, which then earns no point"
            case _:
                return ""


def note_hint(record: Record, index: Index) -> int:
    """Count one more hint for the element at `index`, and return the stage that it reaches.

    The value of an element is shown by the last stage: from then on that element's points are what they were.
    """
    if record.hints < ON_OPERATION:
        record.hints += 1
        return record.hints
    worked = record.worked[index] = min(_ON_ELEMENT, record.worked.get(index, 0) + 1)
    if worked == _ON_ELEMENT:
        record.revealed.add(index)
    return ON_OPERATION + worked


def hint_of(frame: Frame, index: Index, writing: Writing, digits: Digits, stage: int) -> Hint:
    """Return the hints up to a stage on the last operation of `frame`, as it read its inputs, for one element.

    Raise ValueError at the start of a run.
    """
    op, program = frame.op, frame.program
    if op is None:
        raise ValueError("the start of a run is no operation")
    words = operation_words(op, program)
    if stage == 1:
        return Hint(stage, words)
    formula = (operation_formula(op, program, writing), *(f"where {d}" for d in definitions(op, program, writing)))
    if stage == ON_OPERATION:
        return Hint(stage, words, formula)
    worked = worked_element(frame, index, digits, writing)
    value = worked.value if stage == MOST_HINTS else ""
    return Hint(stage, words, formula, (worked.symbols, f"= {worked.numbers}"), value)
