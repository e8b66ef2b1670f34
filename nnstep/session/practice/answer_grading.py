"""Grades the answers of an exercise as they come, and all of them: with the verdicts of ``nnstep check``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from nnstep.grading.grader import Grader
from nnstep.grading.result import GradingResult
from nnstep.grading.sheet.answer_sheet import Given, Index, Sheet
from nnstep.grading.verdict import Verdict
from nnstep.program.program import Program

AnswerPlace: TypeAlias = "tuple[int, str]"
"""A training step, counted from 1, and a quantity's id."""
Contents: TypeAlias = "dict[AnswerPlace, tuple[dict[Index, str], tuple[Index, ...]]]"
"""By place: the numbers as typed, and the elements left open."""


class PracticeGrader:
    """Grades the answers to one exercise, the latest one or all; no verdict is searched for twice."""

    def __init__(self, program: Program) -> None:
        self._engine = Grader(program)
        self._ops = {op.target: number for number, op in enumerate(program.ops)}
        self._latest: dict[AnswerPlace, tuple[Contents, tuple[Verdict, ...]]] = {}
        self._all: dict[AnswerPlace, tuple[Contents, tuple[Verdict, ...]]] = {}

    def verdicts(self, answers: Mapping[AnswerPlace, Given], place: AnswerPlace) -> tuple[Verdict, ...]:
        """Return the verdicts on the answer at `place`, given the earlier ones."""
        before = {at: given for at, given in answers.items() if self._number(at) <= self._number(place)}

        def rests_on(at: AnswerPlace, other: AnswerPlace) -> bool:
            return self._number(other) <= self._number(at)

        return self._graded(before, self._latest, rests_on).at(*place)

    def result(self, answers: Mapping[AnswerPlace, Given]) -> GradingResult:
        """Return the verdicts on all answers.

        A mistake may be one of order: answers to later operations of a training step can explain an earlier number.
        """
        return self._graded(answers, self._all, lambda at, other: other[0] <= at[0])

    def _graded(
        self,
        answers: Mapping[AnswerPlace, Given],
        kept: dict[AnswerPlace, tuple[Contents, tuple[Verdict, ...]]],
        rests_on: Callable[[AnswerPlace, AnswerPlace], bool],
    ) -> GradingResult:
        """Return the verdicts on `answers`, reusing those `kept` where nothing they rest on has changed."""
        typed = {at: _contents(given) for at, given in answers.items()}
        below = {at: {other: typed[other] for other in typed if rests_on(at, other)} for at in answers}
        known = {
            (*at, verdict.index): verdict
            for at in answers
            if at in kept and kept[at][0] == below[at]
            for verdict in kept[at][1]
            if verdict.index is not None
        }
        result = self._engine.grade(Sheet("exercise", answers), known)
        kept.clear()
        kept |= {at: (below[at], result.at(*at)) for at in answers}
        return result

    def _number(self, place: AnswerPlace) -> tuple[int, int]:
        step, id = place
        return step, self._ops[id]


def _contents(given: Given) -> tuple[dict[Index, str], tuple[Index, ...]]:
    return {index: repr(written.typed) for index, written in given.cells.items()}, tuple(given.blank)
