"""What all sheets of one exercise share: the compiled operations, the true values, the mistakes ready to be tried.

Knows every part of the check but files and faces.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from nnstep.check.comparison import Comparison
from nnstep.check.exact import ExactRun
from nnstep.check.exercise import Exercise
from nnstep.check.judgement import Judgement
from nnstep.check.lines import Lines
from nnstep.check.marking import Marking
from nnstep.check.scalars import Scalars
from nnstep.check.search import Search
from nnstep.check.trivial import Trivial

if TYPE_CHECKING:
    from nnstep.check.sheet import Sheet
    from nnstep.program.types import Program


class Engine:
    """Judges the answers to one exercise; made once, it judges any number of sheets."""

    def __init__(self, program: Program, comparison: Comparison | None = None, *, by_hand: bool = True) -> None:
        """Prepare; `by_hand` says whether the answers were written by hand, so that digits can have been exchanged."""
        self.by_hand = by_hand
        self.program = program
        self.comparison = comparison or Comparison()
        self.exercise = Exercise(program)
        self.arithmetic = Lines()
        self.exact = ExactRun(program)
        self.lines = tuple(self.arithmetic.line(op) for op in program.ops)
        self.scalars = Scalars(program)
        self.trivial = Trivial(self)
        self.search = Search(self)

    def judge(self, sheet: Sheet) -> Judgement:
        """Return the verdicts on every number of a sheet."""
        return Judgement(sheet, Marking(self, sheet).run())

    def judge_alike(self, sheet: Sheet) -> Judgement:
        """Return the same, and of every right number the slips that give its digits too."""
        verdicts = (
            replace(verdict, alike=self.search.alike(verdict.step, verdict.id, verdict.index, verdict.written))
            if verdict.kind == "correct" and verdict.index is not None and verdict.written is not None
            else verdict
            for verdict in self.judge(sheet).verdicts
        )
        return Judgement(sheet, tuple(verdicts))
