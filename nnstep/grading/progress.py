"""How far the grading of one sheet has come: the verdicts so far, and two runs to compare the next answers with.

In one run every given number replaces the computed one. In the other only the mistakes do, because a calculator keeps
more digits than are written down.
"""

from __future__ import annotations

from nnstep.grading.baseline.answer_dependencies import AnswerDependencies, Cell
from nnstep.grading.baseline.float_errors import precisions_of
from nnstep.grading.baseline.learner_run import LearnerRun, numbers_of
from nnstep.grading.baseline.rounding import RoundingIntervals
from nnstep.grading.context import GradingContext
from nnstep.grading.diagnose.budget import Budget
from nnstep.grading.sheet.answer_sheet import Sheet
from nnstep.grading.verdict import Verdict


class GradingProgress:
    """The grading of one sheet so far."""

    def __init__(self, context: GradingContext, sheet: Sheet) -> None:
        """Start before the first training step that has an answer."""
        self.sheet = sheet
        self.dependencies = AnswerDependencies(context.program, sheet)
        self.intervals = RoundingIntervals(context, sheet)
        ahead = {place: numbers_of(given) for place, given in sheet.answers.items()}
        self.own = LearnerRun(context.program, context.exact, ahead=ahead)
        self.mistakes = LearnerRun(context.program, context.exact)
        self.budget = Budget()
        self.verdicts: dict[Cell, Verdict] = {}
        """Those on single numbers so far."""
        self.precisions = precisions_of(written for given in sheet.answers.values() for written in given.cells.values())
        """Those in which all numbers of the sheet can have been computed, by their digits."""
        self.misshapen: dict[tuple[int, str], Verdict] = {}
        """Those on whole answers of another shape, by training step and id."""
