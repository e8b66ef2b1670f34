"""What all sheets of one exercise share: the compiled operations, the true values, the mistakes ready to be tried."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from nnstep.grading.baseline.true_run import TrueRun
from nnstep.grading.context import GradingContext
from nnstep.grading.credit import Credit
from nnstep.grading.diagnose.evidence import evidence_of
from nnstep.grading.diagnose.habits import Habit, habit_of, habits_of
from nnstep.grading.diagnose.search import StorySearch, Told
from nnstep.grading.diagnose.told_run import ToldRun
from nnstep.grading.judgement import Judgement
from nnstep.grading.result import GradingResult
from nnstep.grading.sheet.answer_sheet import Sheet
from nnstep.grading.tolerance import Tolerance, telling_digits
from nnstep.grading.verdict import Explanation, Verdict
from nnstep.program.program import Program
from nnstep.progress import Tell, tell_nobody


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """What a search has found that took a sheet as one of a person with some habit."""

    habit: Habit
    search: StorySearch
    told: Told

    @property
    def bits(self) -> float:
        """What the whole takes, the habit with it."""
        return self.habit.bits + self.told.best.bits


class Grader:
    """Grades the answers to one exercise; made once, it grades any number of sheets."""

    def __init__(
        self,
        program: Program,
        tolerance: Tolerance | None = None,
        *,
        by_hand: bool = True,
        tell: Tell = tell_nobody,
    ) -> None:
        """Prepare; `by_hand` says whether the answers were written by hand, so that digits can have been exchanged.

        `tell` gets how far the search for the mistakes of a sheet is.
        """
        self._tell = tell
        self.context = GradingContext(program, tolerance, by_hand=by_hand)
        self._credit = Credit(self.context)

    @property
    def program(self) -> Program:
        """What the answers are to."""
        return self.context.program

    @property
    def exact(self) -> TrueRun:
        """The true values."""
        return self.context.exact

    @np.errstate(all="ignore")  # another operation than the exercise's can divide by 0 or leave all bounds
    def grade(self, sheet: Sheet) -> GradingResult:
        """Return the verdicts on every number of a sheet."""
        habits = habits_of(self.context, evidence_of(self.context, sheet))
        found = min((self._searched(habit) for habit in habits), key=lambda found: found.bits)
        best = found.told.best
        if found.search.around and not (best.is_explained and all(slip.is_known for slip in best.slips)):
            habit, bits = habit_of(self.context, habits[0].evidence, (best.slips, *found.search.around))
            if bits < found.bits:
                found = min(found, self._searched(habit), key=lambda found: found.bits)
        told, evidence = found.told, found.habit.evidence
        judgement = Judgement(self.context, self._credit, evidence, told, found.search.without(told.best))
        verdicts = judgement.run()
        return GradingResult(sheet, verdicts, judgement.mapping)

    def _searched(self, habit: Habit) -> _Found:
        search = StorySearch(self.context, habit.evidence, tell=self._tell)
        return _Found(habit, search, search.search())

    @np.errstate(all="ignore")
    def grade_alike(self, sheet: Sheet) -> GradingResult:
        """Return the same, and of every right number the mistakes that give its digits too."""
        result = self.grade(sheet)
        search = StorySearch(self.context, evidence_of(self.context, sheet))
        every = search.every_mistake()
        verdicts = tuple(
            self._alike(verdict, every) if verdict.kind == "correct" else verdict for verdict in result.verdicts
        )
        return replace(result, verdicts=verdicts)

    def _alike(self, verdict: Verdict, every: Iterable[ToldRun]) -> Verdict:
        """Return the verdict on a correct number, with the mistakes that give the same digits."""
        index, written = verdict.index, verdict.written
        if index is None or written is None:
            return verdict
        place = verdict.step, verdict.id
        right = float(np.asarray(self.exact.step(verdict.step).value(verdict.id))[index])
        found: dict[str, Explanation] = {}
        for run in every:
            judged = run.judged.get(place)
            if judged is None or not self.context.tolerance.fits(value := float(judged.alone[index]), written):
                continue
            slip = run.slips[0]
            digits = telling_digits(value, right)
            one = Explanation(slip.mistakes, slip.details, value, digits, slip.line, slip.places)
            if digits is not None:
                found.setdefault(one.sentence, one)
        return replace(verdict, alike=tuple(found.values()))
