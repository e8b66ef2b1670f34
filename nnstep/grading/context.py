"""What every part of the check takes of one exercise: its program, the compiled operations, and the true values.

Made once for any number of sheets.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import CodeType

import numpy as np

from nnstep.engine.fastpath.build import FastPath
from nnstep.expr.array import Array
from nnstep.expr.tree import Expr
from nnstep.grading.baseline.compiled_ops import CompiledOp, OpCompiler
from nnstep.grading.baseline.element_expressions import ElementExpressions
from nnstep.grading.baseline.float_errors import FloatErrors, Precision
from nnstep.grading.baseline.true_run import TrueRun
from nnstep.grading.diagnose.variants import Variant, Variants
from nnstep.grading.mistakes import MISTAKES
from nnstep.grading.mistakes.exercise import Exercise
from nnstep.grading.mistakes.kinds import ElementMistake, Mistake
from nnstep.grading.sheet.answer_sheet import Index
from nnstep.grading.sheet.written_arrays import WrittenArrays
from nnstep.grading.tolerance import Tolerance
from nnstep.program.program import Program


class GradingContext:
    """One exercise, ready to have answers held against it."""

    def __init__(
        self,
        program: Program,
        tolerance: Tolerance | None = None,
        *,
        by_hand: bool = True,
        form: GradingContext | None = None,
    ) -> None:
        """Prepare; `by_hand` says whether the answers were written by hand, so that digits can have been exchanged.

        `form` is that of an exercise which differs from this one in its numbers alone.
        """
        self.by_hand = by_hand
        self.program = program
        self.tolerance = tolerance or Tolerance()
        self.exercise = Exercise(program)
        self.compiler: OpCompiler = OpCompiler() if form is None else form.compiler
        self.exact = TrueRun(program)
        precisions: tuple[Precision, ...] = (np.float16, np.float32, np.float64)
        self.float_errors = {one: FloatErrors(program, self.exact, one) for one in precisions}
        self.variants: Variants = Variants(self.exercise, self.compiler, None if form is None else form.variants)
        self.other_runs: dict[Variant, TrueRun] = {}
        self.generated: dict[tuple[str, ...], FastPath] = {}
        """Generated code for long runs, by their operations."""
        self.carried_on: dict[tuple[tuple[str, ...], int, int, bytes], dict[str, Array]] = {}
        """What long runs ended with: the operations, from after which training step to which, the parameters before."""
        self.stood_for: dict[WrittenArrays, tuple[Array, Array]] = {}
        """The least and the largest values that the numbers of an answer can have been rounded from."""
        self._element_ways: dict[tuple[CodeType, Index, bool], tuple[tuple[Mistake, str, CompiledOp], ...]] = (
            {} if form is None else form._element_ways  # noqa: SLF001 - its own class
        )
        self.elements = ElementExpressions(program)

    def element_ways(self, step: int, line: CompiledOp, index: Index) -> tuple[tuple[Mistake, str, CompiledOp], ...]:
        """Return the mistakes in working out one element of what an operation gives, with their details."""
        key = line.code, index, self.program.shapes_in(step - 1) is self.program.last_shapes
        if key not in self._element_ways:
            scalar = self.elements.alone(step, line.expression, index)
            self._element_ways[key] = () if scalar is None else tuple(self._reworked(line.target, scalar))
        return self._element_ways[key]

    def _reworked(self, target: str, scalar: Expr) -> Iterator[tuple[Mistake, str, CompiledOp]]:
        for mistake in MISTAKES:
            if isinstance(mistake, ElementMistake):
                for rewriting in mistake.rework(scalar, self.exercise):
                    if rewriting.expression != scalar:
                        yield mistake, rewriting.detail, self.compiler.compiled(target, rewriting.expression)
