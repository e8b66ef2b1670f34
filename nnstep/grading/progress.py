"""How far the marking of one sheet is: what was given, and two runs that go side by side. Judges nothing.

In the one run every given number stands in for what was worked out; in the other only the slips do, since who goes on
with a calculator keeps more digits than are written down.
"""

from __future__ import annotations

from nnstep.grading.baseline.answer_dependencies import Ancestry, Cell
from nnstep.grading.baseline.learner_run import Rerun, numbers_of
from nnstep.grading.baseline.rounding import Consistency
from nnstep.grading.context import Basis
from nnstep.grading.diagnose.budget import Budget
from nnstep.grading.sheet.answer_sheet import Sheet
from nnstep.grading.verdict import Verdict


class GradingProgress:
    """The marking of one sheet, as far as it is."""

    def __init__(self, basis: Basis, sheet: Sheet) -> None:
        """Stand before the first training step that anything is given for."""
        self.sheet = sheet
        self.ancestry = Ancestry(basis.program, sheet)
        self.consistency = Consistency(basis, sheet)
        ahead = {place: numbers_of(given) for place, given in sheet.answers.items()}
        self.typed = Rerun(basis.program, basis.exact, ahead=ahead)
        self.slips = Rerun(basis.program, basis.exact)
        self.budget = Budget()
        self.verdicts: dict[Cell, Verdict] = {}
        """Those on single numbers so far."""
