"""Grades one sheet: computes the run again from the person's own numbers, and compares each answer with it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from nnstep.expr.array import Array
from nnstep.grading.baseline.answer_dependencies import Cell
from nnstep.grading.baseline.learner_run import numbers_of
from nnstep.grading.context import GradingContext
from nnstep.grading.credit import Credit
from nnstep.grading.diagnose.search import Search
from nnstep.grading.progress import GradingProgress
from nnstep.grading.sheet.answer_sheet import Given, Index, Sheet
from nnstep.grading.sheet.written_numbers import Written
from nnstep.grading.verdict import RAGGED, Verdict
from nnstep.grading.verdict_decision import VerdictDecision


class SheetGrading:
    """The grading of one sheet."""

    def __init__(
        self, context: GradingContext, trivial: Credit, search: Search, sheet: Sheet, known: Mapping[Cell, Verdict]
    ) -> None:
        """Prepare; the numbers with a `known` verdict keep it."""
        self._context = context
        self._search = search
        self._sheet = sheet
        self._known = known
        self._progress = GradingProgress(context, sheet)
        self._decision = VerdictDecision(context, trivial, self._progress)
        self._ordered: list[Verdict] = []

    def run(self) -> tuple[Verdict, ...]:
        """Return a verdict on every answer, in the order in which they are worked out."""
        with np.errstate(all="ignore"):
            for step in self._sheet.steps:
                self._progress.own.enter(step)
                self._progress.mistakes.enter(step)
                self._step(step)
        return tuple(self._ordered)

    def _step(self, step: int) -> None:
        """Go through a training step."""
        targets = {op.target for op in self._context.program.ops}
        for (number, id), given in self._sheet.answers.items():
            if number == step and id not in targets:
                self._grade(step, id, given)
        for line in self._context.lines:
            for rerun in (self._progress.own, self._progress.mistakes):
                if rerun is self._progress.own or self._progress.mistakes.put_in:
                    value = self._context.compiler.value(line.code, rerun.values)
                else:
                    value = self._context.exact.step(step).after[line.target]
                rerun.result(step, line.target, value)
            given_here = self._sheet.at(step, line.target)
            if given_here is not None:
                self._grade(step, line.target, given_here)

    def _grade(self, step: int, id: str, given: Given) -> None:
        """Grade an answer, and go on with the person's own numbers."""
        exact = np.asarray(self._context.exact.step(step).value(id))
        if given.fault:
            self._progress.misshapen[step, id] = self._misshapen(step, id, given, exact)
            self._ordered.append(self._progress.misshapen[step, id])
        else:
            self._grade_cells(step, id, given)
        self._ordered += [self._decision.missing(step, id, index) for index in given.blank]
        if given.cells:
            self._progress.own.given(step, id, numbers_of(given))
        mistakes = {
            index: written.number
            for index, written in given.cells.items()
            if (verdict := self._progress.verdicts.get((step, id, index))) is not None and verdict.is_mistake
        }
        if mistakes:
            self._progress.mistakes.given(step, id, mistakes)

    def _grade_cells(self, step: int, id: str, given: Given) -> None:
        pending: dict[Index, Written] = {}
        for index, written in given.cells.items():
            verdict = self._known.get((step, id, index)) or self._decision.without_search(step, id, index, written)
            if verdict is None:
                pending[index] = written
            else:
                self._progress.verdicts[step, id, index] = verdict
        if pending:
            found = self._search.verdicts(self._progress, self._decision.following, step, given, pending)
            self._progress.verdicts |= {(step, id, index): verdict for index, verdict in found.items()}
        self._ordered += [self._progress.verdicts[step, id, index] for index in given.cells]

    def _misshapen(self, step: int, id: str, given: Given, exact: Array) -> Verdict:
        fits = self._context.tolerance.fits
        right = sum(fits(float(exact[index]), written) for index, written in given.cells.items())
        remark = RAGGED if given.fault == "ragged" else ""
        if given.fault == "transposed":
            every = "all its numbers are" if right == len(given.cells) else f"{right} of its {len(given.cells)} are"
            remark = f"rows and columns are exchanged; exchanged back, {every} right"
        return Verdict("shape", step, id, None, id, typed_shape=given.typed_shape, shape=given.shape, remark=remark)
