"""What every part of the check takes of one exercise: its program, the compiled operations, and the true values.

Made once for any number of sheets.
"""

from __future__ import annotations

import numpy as np

from nnstep.grading.baseline.compiled_ops import OpCompiler
from nnstep.grading.baseline.element_expressions import ElementExpressions
from nnstep.grading.baseline.float_errors import FloatErrors, Precision
from nnstep.grading.baseline.true_run import TrueRun
from nnstep.grading.mistakes.exercise import Exercise
from nnstep.grading.tolerance import Tolerance
from nnstep.program.program import Program


class GradingContext:
    """One exercise, ready to have answers held against it."""

    def __init__(self, program: Program, tolerance: Tolerance | None = None, *, by_hand: bool = True) -> None:
        """Prepare; `by_hand` says whether the answers were written by hand, so that digits can have been exchanged."""
        self.by_hand = by_hand
        self.program = program
        self.tolerance = tolerance or Tolerance()
        self.exercise = Exercise(program)
        self.compiler = OpCompiler()
        self.exact = TrueRun(program)
        precisions: tuple[Precision, ...] = (np.float16, np.float32, np.float64)
        self.float_errors = {one: FloatErrors(program, self.exact, one) for one in precisions}
        self.lines = tuple(self.compiler.line(op) for op in program.ops)
        self.elements = ElementExpressions(program)
