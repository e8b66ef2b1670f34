"""What every part of the check takes of one exercise: its program, the compiled operations, and the true values.

Made once for any number of sheets. Knows no sheet and no mistake.
"""

from __future__ import annotations

from nnstep.grading.baseline.compiled_ops import CompiledLines
from nnstep.grading.baseline.element_expressions import Scalars
from nnstep.grading.baseline.true_run import ExactRun
from nnstep.grading.mistakes.exercise import Exercise
from nnstep.grading.tolerance import Tolerance
from nnstep.program.program import Program


class Basis:
    """One exercise, ready to have answers held against it."""

    def __init__(self, program: Program, comparison: Tolerance | None = None, *, by_hand: bool = True) -> None:
        """Prepare; `by_hand` says whether the answers were written by hand, so that digits can have been exchanged."""
        self.by_hand = by_hand
        self.program = program
        self.comparison = comparison or Tolerance()
        self.exercise = Exercise(program)
        self.arithmetic = CompiledLines()
        self.exact = ExactRun(program)
        self.lines = tuple(self.arithmetic.line(op) for op in program.ops)
        self.scalars = Scalars(program)
