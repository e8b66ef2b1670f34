"""One question of an exercise, which numbers it asks for, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from nnstep.expr.array import Shape
from nnstep.grading.sheet.answer_sheet import Given, Index
from nnstep.grading.sheet.written_numbers import Written
from nnstep.grading.verdict import Verdict
from nnstep.program.program import Op
from nnstep.session.practice.answer_grading import AnswerPlace

MOST_CELLS = 40
"""Of a quantity with more elements only a few are asked for: more would be typing, not an exercise."""
_FEW = 4
_SPREAD = (0.7548776662466927, 0.5698402909980532)
"""The steps of Roberts' R2 sequence, whose points lie far apart: 1/p and 1/p² with p³ = p + 1."""


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
    def is_whole(self) -> bool:
        """Whether every element is asked for."""
        return int(np.prod(self.shape, dtype=int)) <= MOST_CELLS

    @property
    def asked(self) -> tuple[Index, ...]:
        """The elements asked for, row by row: all, or a few, others in each training step."""
        if self.is_whole:
            return tuple(np.ndindex(self.shape))
        numbers = range(_FEW * self.step, _FEW * (self.step + 1))
        return tuple(
            sorted(
                tuple(int(n * spread % 1 * size) for size, spread in zip(self.shape, _SPREAD, strict=True))
                for n in numbers
            )
        )

    @property
    def size(self) -> int:
        """How many numbers are asked for."""
        return len(self.asked)


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
    """By element, the last number typed before its right value was shown; the score and the saved sheet use these."""
    attempts: int = 0
    hints: int = 0
    """How many hints on the whole operation were given."""
    worked: dict[Index, int] = field(default_factory=dict)
    """How many hints on single elements were given."""
    revealed: set[Index] = field(default_factory=set)
    """The elements whose right value was shown."""
    skipped: bool = False
    """Whether it was left without an answer."""

    @property
    def texts(self) -> dict[Index, str]:
        """What stands in its cells."""
        return self.draft or {index: str(written) for index, written in self.typed.items()}

    @property
    def shown(self) -> bool:
        """Whether all right values were shown."""
        return self.revealed.issuperset(self.question.asked)

    @property
    def is_right(self) -> bool:
        """Whether every number is right, or follows from an earlier mistake."""
        return bool(self.verdicts) and all(verdict.is_right or verdict.kind == "carried" for verdict in self.verdicts)

    @property
    def is_scored(self) -> bool:
        """Whether it was answered, or a right value shown."""
        return bool(self.attempts or self.revealed)

    @property
    def hint_count(self) -> int:
        """How many hints were given in all."""
        return self.hints + sum(self.worked.values())

    def take(self, typed: Mapping[Index, Written]) -> None:
        """Take numbers as an answer; those whose right value was shown before do not count."""
        self.attempts += digits_of(typed) != digits_of(self.typed)
        self.typed, self.draft, self.skipped = dict(typed), {}, False
        fixed = {index: written for index, written in self.counted.items() if index in self.revealed}
        self.counted = fixed | {index: written for index, written in typed.items() if index not in self.revealed}

    def begin_again(self) -> None:
        """Empty the cells; what counted before counts until other numbers are typed."""
        self.typed, self.draft, self.verdicts = {}, {}, ()

    def given(self, typed: Mapping[Index, Written]) -> Given:
        """Return numbers as an answer to the question; the others asked for were left open."""
        blank = [index for index in self.question.asked if index not in typed]
        return Given(self.question.op.target, self.question.shape, dict(typed), blank)


def digits_of(typed: Mapping[Index, Written]) -> dict[Index, str]:
    """Return numbers with the digits that were typed: 12 is another answer than 12.0."""
    return {index: str(written.typed) for index, written in typed.items()}
