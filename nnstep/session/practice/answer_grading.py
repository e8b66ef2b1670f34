"""The verdicts on one person's answers as they come, and on all of them: what ``nnstep check`` says of the same sheet.

Nothing is looked through twice. Knows the check; knows no debugger and no face.
"""

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
"""By place: the numbers as they are typed, and the elements left open."""


class Judge:
    """Judges the answers to one exercise, the latest one or all."""

    def __init__(self, program: Program) -> None:
        self._engine = Grader(program)
        self._ops = {op.target: number for number, op in enumerate(program.ops)}
        self._latest: dict[AnswerPlace, tuple[Contents, tuple[Verdict, ...]]] = {}
        self._all: dict[AnswerPlace, tuple[Contents, tuple[Verdict, ...]]] = {}

    def verdicts(self, answers: Mapping[AnswerPlace, Given], place: AnswerPlace) -> tuple[Verdict, ...]:
        """Return the verdicts on the answer at `place`, given those before it."""
        before = {at: given for at, given in answers.items() if self._number(at) <= self._number(place)}

        def rests_on(at: AnswerPlace, other: AnswerPlace) -> bool:
            return self._number(other) <= self._number(at)

        return self._judged(before, self._latest, rests_on).at(*place)

    def judgement(self, answers: Mapping[AnswerPlace, Given]) -> GradingResult:
        """Return the verdicts on all answers.

        A slip may be one of order: what is given for later operations of a training step can explain an earlier number.
        """
        return self._judged(answers, self._all, lambda at, other: other[0] <= at[0])

    def _judged(
        self,
        answers: Mapping[AnswerPlace, Given],
        kept: dict[AnswerPlace, tuple[Contents, tuple[Verdict, ...]]],
        rests_on: Callable[[AnswerPlace, AnswerPlace], bool],
    ) -> GradingResult:
        """Return the verdicts on `answers`, those `kept` where nothing that they rest on has changed; keep the new."""
        typed = {at: _contents(given) for at, given in answers.items()}
        below = {at: {other: typed[other] for other in typed if rests_on(at, other)} for at in answers}
        known = {
            (*at, verdict.index): verdict
            for at in answers
            if at in kept and kept[at][0] == below[at]
            for verdict in kept[at][1]
            if verdict.index is not None
        }
        judgement = self._engine.grade(Sheet("exercise", answers), known)
        kept.clear()
        kept |= {at: (below[at], judgement.at(*at)) for at in answers}
        return judgement

    def _number(self, place: AnswerPlace) -> tuple[int, int]:
        step, id = place
        return step, self._ops[id]


def _contents(given: Given) -> tuple[dict[Index, str], tuple[Index, ...]]:
    return {index: repr(written.typed) for index, written in given.cells.items()}, tuple(given.blank)
