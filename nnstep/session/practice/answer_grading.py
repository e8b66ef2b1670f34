"""Grades the answers of an exercise with the verdicts of ``nnstep check``, and holds the numbers that you keep."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from nnstep.expr.array import Array
from nnstep.grading.grader import Grader
from nnstep.grading.result import GradingResult
from nnstep.grading.sheet.answer_sheet import Given, Index, Sheet
from nnstep.program.program import Program

AnswerPlace: TypeAlias = "tuple[int, str]"
"""A training step, counted from 1, and a quantity's id."""
Contents: TypeAlias = "dict[AnswerPlace, tuple[dict[Index, str], tuple[Index, ...]]]"
"""By place: the numbers as typed, and the elements left open."""


class PracticeGrader:
    """Grades the answers to one exercise; what was graded last is not graded again."""

    def __init__(self, program: Program) -> None:
        self._engine = Grader(program)
        self._last: tuple[Contents, GradingResult] | None = None

    def result(self, answers: Mapping[AnswerPlace, Given]) -> GradingResult:
        """Return the verdicts on all answers.

        A mistake may be one of order: answers to later operations of a training step can explain an earlier number.
        """
        typed = {at: _contents(given) for at, given in answers.items()}
        if self._last is None or self._last[0] != typed:
            self._last = typed, self._engine.grade(Sheet("exercise", answers))
        return self._last[1]


def _contents(given: Given) -> tuple[dict[Index, str], tuple[Index, ...]]:
    return {index: repr(written.typed) for index, written in given.cells.items()}, tuple(given.blank)


class KeptNumbers:
    """The numbers kept, by training step and quantity: your own where they were not replaced by the right ones."""

    def __init__(self, program: Program) -> None:
        self._ops = {op.target: number for number, op in enumerate(program.ops)}
        self._all: dict[AnswerPlace, Given] = {}

    def order(self, place: AnswerPlace) -> tuple[int, int]:
        """Return where a place comes in the order of the run."""
        step, id = place
        return step, self._ops[id]

    def keep(self, place: AnswerPlace, given: Given | None) -> None:
        """Keep numbers, or none."""
        self._all.pop(place, None)
        if given is not None:
            self._all[place] = given

    def holds(self, place: AnswerPlace) -> bool:
        """Return whether numbers are kept at a place."""
        return place in self._all

    def laid_over(
        self, values: Mapping[str, Array], before: AnswerPlace | None, step: int, done: int
    ) -> dict[str, Array]:
        """Return values with the numbers kept `before` a place, `done` operations into training step `step`, from 0.

        A quantity whose operation comes later in the training step has its value of the step before.
        """
        kept = self._all if before is None else self._earlier(before)
        found = dict(values)
        for id, value in values.items():
            given = kept.get((step + (self._ops.get(id, 0) < done), id))
            if given is not None:
                found[id] = given.laid_over(value)
        return found

    def _earlier(self, place: AnswerPlace) -> dict[AnswerPlace, Given]:
        """Return the numbers kept before a place, in the order of the run, back to the first training step left out.

        Going further in another way leaves your own numbers behind.
        """
        first = place[0]
        steps = {step for step, _ in self._all}
        while first - 1 in steps:
            first -= 1
        before = [at for at in self._all if first <= at[0] and self.order(at) < self.order(place)]
        return {at: self._all[at] for at in sorted(before, key=self.order)}
