"""What all sheets of one exercise share: the compiled operations, the true values, the mistakes ready to be tried."""

from __future__ import annotations

from collections.abc import Mapping

from nnstep.grading.baseline.answer_dependencies import Cell
from nnstep.grading.baseline.true_run import TrueRun
from nnstep.grading.context import GradingContext
from nnstep.grading.credit import Credit
from nnstep.grading.diagnose.budget import Budget
from nnstep.grading.diagnose.search import Search
from nnstep.grading.grade import SheetGrading
from nnstep.grading.result import GradingResult
from nnstep.grading.sheet.answer_sheet import Sheet
from nnstep.grading.tolerance import Tolerance
from nnstep.grading.verdict import Verdict
from nnstep.program.program import Program


class Grader:
    """Grades the answers to one exercise; made once, it grades any number of sheets."""

    def __init__(self, program: Program, tolerance: Tolerance | None = None, *, by_hand: bool = True) -> None:
        """Prepare; `by_hand` says whether the answers were written by hand, so that digits can have been exchanged."""
        self.context = GradingContext(program, tolerance, by_hand=by_hand)
        self._credit = Credit(self.context)
        self._search = Search(self.context)

    @property
    def program(self) -> Program:
        """What the answers are to."""
        return self.context.program

    @property
    def exact(self) -> TrueRun:
        """The true values."""
        return self.context.exact

    def grade(self, sheet: Sheet, known: Mapping[Cell, Verdict] | None = None) -> GradingResult:
        """Return the verdicts on every number of a sheet; those that are `known` stay."""
        return GradingResult(sheet, SheetGrading(self.context, self._credit, self._search, sheet, known or {}).run())

    def grade_alike(self, sheet: Sheet) -> GradingResult:
        """Return the same, and of every right number the mistakes that give its digits too."""
        budget = Budget()
        verdicts = (
            self._search.alike(verdict, budget) if verdict.kind == "correct" else verdict
            for verdict in self.grade(sheet).verdicts
        )
        return GradingResult(sheet, tuple(verdicts))
