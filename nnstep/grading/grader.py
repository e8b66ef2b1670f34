"""What all sheets of one exercise share: the compiled operations, the true values, the mistakes ready to be tried.

Knows every part of the check but files and faces.
"""

from __future__ import annotations

from collections.abc import Mapping

from nnstep.grading.baseline.answer_dependencies import Cell
from nnstep.grading.baseline.true_run import ExactRun
from nnstep.grading.context import Basis
from nnstep.grading.credit import Trivial
from nnstep.grading.diagnose.budget import Budget
from nnstep.grading.diagnose.search import Search
from nnstep.grading.grade import Marking
from nnstep.grading.result import Judgement
from nnstep.grading.sheet.answer_sheet import Sheet
from nnstep.grading.tolerance import Tolerance
from nnstep.grading.verdict import Verdict
from nnstep.program.program import Program


class Engine:
    """Judges the answers to one exercise; made once, it judges any number of sheets."""

    def __init__(self, program: Program, comparison: Tolerance | None = None, *, by_hand: bool = True) -> None:
        """Prepare; `by_hand` says whether the answers were written by hand, so that digits can have been exchanged."""
        self.basis = Basis(program, comparison, by_hand=by_hand)
        self._trivial = Trivial(self.basis)
        self._search = Search(self.basis)

    @property
    def program(self) -> Program:
        """What the answers are to."""
        return self.basis.program

    @property
    def exact(self) -> ExactRun:
        """The true values."""
        return self.basis.exact

    def judge(self, sheet: Sheet, known: Mapping[Cell, Verdict] | None = None) -> Judgement:
        """Return the verdicts on every number of a sheet; those that are `known` stay."""
        return Judgement(sheet, Marking(self.basis, self._trivial, self._search, sheet, known or {}).run())

    def judge_alike(self, sheet: Sheet) -> Judgement:
        """Return the same, and of every right number the slips that give its digits too."""
        budget = Budget()
        verdicts = (
            self._search.alike(verdict, budget) if verdict.kind == "correct" else verdict
            for verdict in self.judge(sheet).verdicts
        )
        return Judgement(sheet, tuple(verdicts))
