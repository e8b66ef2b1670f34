"""One question of an exercise, what became of it, and its hints: one stage more each time, never the result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from nnstep.engine.frame import Frame
from nnstep.explain.explanation import definitions, numbers_to_put_in, operation_formula, worked_element
from nnstep.expr.array import Shape
from nnstep.expr.network_notation import Writing
from nnstep.grading.sheet.answer_sheet import Given, Index
from nnstep.grading.sheet.written_numbers import Written
from nnstep.grading.verdict import Verdict
from nnstep.program.program import Op
from nnstep.session.practice.answer_grading import AnswerPlace

MOST_CELLS = 100
"""A quantity of more elements is not asked for: that would be typing, not an exercise."""
MOST_HINTS = 3
"""The formula, the formula with numbers, one element step by step."""


@dataclass(frozen=True, slots=True)
class Question:
    """The question for the result of the next operation."""

    step: int
    """The training step, from 1."""
    op: Op
    shape: Shape

    @property
    def place(self) -> AnswerPlace:
        """The training step and the quantity's id."""
        return self.step, self.op.target

    @property
    def size(self) -> int:
        """The number of elements."""
        return int(np.prod(self.shape, dtype=int))

    @property
    def is_askable(self) -> bool:
        """Whether it has few enough elements to type."""
        return self.size <= MOST_CELLS


@dataclass(slots=True)
class Record:
    """The record of one question."""

    question: Question
    typed: dict[Index, Written] = field(default_factory=dict)
    """The last numbers typed."""
    draft: dict[Index, str] = field(default_factory=dict)
    """The texts in its cells, where they are not checked yet."""
    verdicts: tuple[Verdict, ...] = ()
    """The verdicts on these numbers when they were typed."""
    counted: dict[Index, Written] = field(default_factory=dict)
    """The last numbers typed before the right value was shown; the score and the saved sheet use these."""
    attempts: int = 0
    hints: int = 0
    shown: bool = False
    """Whether the right value was shown first."""

    @property
    def is_right(self) -> bool:
        """Whether every number is right, or follows from an earlier mistake."""
        return bool(self.verdicts) and all(verdict.is_right or verdict.kind == "carried" for verdict in self.verdicts)

    @property
    def is_scored(self) -> bool:
        """Whether it was answered, or its right value shown."""
        return bool(self.attempts) or self.shown

    def given(self, typed: Mapping[Index, Written]) -> Given:
        """Return numbers as an answer to the question; elements not among them were left open."""
        blank = [index for index in np.ndindex(self.question.shape) if index not in typed]
        return Given(self.question.op.target, self.question.shape, dict(typed), blank)


def digits_of(typed: Mapping[Index, Written]) -> dict[Index, str]:
    """Return numbers with the digits that were typed: 12 is another answer than 12.0."""
    return {index: str(written.typed) for index, written in typed.items()}


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
