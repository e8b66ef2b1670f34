"""Grades one sheet: computes the run again from the person's own numbers, and decides the verdict on each.

Here a number is found right, rounded or carried forward; `diagnose` looks for what explains any other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from nnstep.expr.array import Array
from nnstep.grading.baseline.answer_dependencies import Cell
from nnstep.grading.baseline.learner_run import LearnerRun, numbers_of
from nnstep.grading.context import GradingContext
from nnstep.grading.credit import Credit
from nnstep.grading.diagnose.search import Search
from nnstep.grading.progress import GradingProgress
from nnstep.grading.sheet.answer_sheet import Given, Index, Sheet
from nnstep.grading.sheet.written_numbers import Written
from nnstep.grading.tolerance import ZERO
from nnstep.grading.verdict import RAGGED, Verdict
from nnstep.program.addresses import address


class SheetGrading:
    """The grading of one sheet."""

    def __init__(
        self, context: GradingContext, trivial: Credit, search: Search, sheet: Sheet, known: Mapping[Cell, Verdict]
    ) -> None:
        """Prepare; the numbers with a `known` verdict keep it."""
        self._context = context
        self._credit = trivial
        self._search = search
        self._sheet = sheet
        self._known = known
        self._progress = GradingProgress(context, sheet)
        self._whole: dict[tuple[int, str], Verdict] = {}
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
            self._whole[step, id] = self._misshapen(step, id, given, exact)
            self._ordered.append(self._whole[step, id])
        else:
            self._grade_cells(step, id, given, exact)
        self._ordered += [self._verdict("missing", step, id, index) for index in given.blank]
        if given.cells:
            self._progress.own.given(step, id, numbers_of(given))
        mistakes = {
            index: written.number
            for index, written in given.cells.items()
            if (verdict := self._progress.verdicts.get((step, id, index))) is not None and verdict.is_mistake
        }
        if mistakes:
            self._progress.mistakes.given(step, id, mistakes)

    def _grade_cells(self, step: int, id: str, given: Given, exact: Array) -> None:
        pending: dict[Index, Written] = {}
        references = [np.asarray(rerun.values[id]) for rerun in (self._progress.own, self._progress.mistakes)]
        for index, written in given.cells.items():
            verdict = self._known.get((step, id, index)) or self._simple(step, id, index, written, [exact, *references])
            if verdict is None:
                pending[index] = written
            else:
                self._progress.verdicts[step, id, index] = verdict
        if pending:
            for index, verdict in self._search.verdicts(self._progress, self.following, step, given, pending).items():
                self._progress.verdicts[step, id, index] = verdict
        self._ordered += [self._progress.verdicts[step, id, index] for index in given.cells]

    def _simple(self, step: int, id: str, index: Index, written: Written, references: list[Any]) -> Verdict | None:
        """Return the verdict where the number is right, or follows from the earlier ones."""
        exact, typed, mistakes = (float(reference[index]) for reference in references)
        fits = self._context.tolerance.fits
        if fits(exact, written):
            return self._right(step, id, index, written, exact)
        if fits(typed, written):
            return self.following(step, id, index, written, typed)
        if fits(mistakes, written):
            return self._carried_past(step, id, index, written, mistakes)
        return None

    def _right(self, step: int, id: str, index: Index, written: Written, exact: float) -> Verdict:
        verdict = self._verdict("correct", step, id, index, written=written, exact=exact)
        if written.significant or abs(exact) <= ZERO or self._context.tolerance.rule != "as-written":
            return verdict
        exponent = written.exponent or 0
        remark = (
            f"its last digit counts 10^{exponent}, so every smaller value rounds to 0"
            if exponent > 0
            else "at this many decimals the right value rounds to 0 as well"
        )
        remark += ": write at least the first significant digit"
        return replace(verdict, kind="ambiguous", digits=1, fits_right=True, remark=remark)

    def following(
        self,
        step: int,
        id: str,
        index: Index,
        written: Written,
        recomputed: float,
        interval: tuple[float, float] | None = None,
    ) -> Verdict:
        """Return the verdict on a number that follows from the earlier answers: `rounded`, or `carried` forward."""
        facts = {"written": written, "recomputed": recomputed, "interval": interval}
        return self._follows(step, id, index, self._progress.own, self.origins(step, id, index), facts)

    def _carried_past(self, step: int, id: str, index: Index, written: Written, recomputed: float) -> Verdict:
        """Return the verdict on a number that only the mistakes give, with no regard to what was written after them.

        So it can't be rounded: it is no consequence of the right numbers between.
        """
        facts = {"written": written, "recomputed": recomputed}
        return self._follows(step, id, index, self._progress.mistakes, self._mistakes_behind(step, id, index), facts)

    def _follows(
        self, step: int, id: str, index: Index, rerun: LearnerRun, origins: tuple[str, ...], facts: Mapping[str, Any]
    ) -> Verdict:
        """Return the verdict on a number that `rerun` gives, from mistakes at `origins` or from none."""
        exact = float(np.asarray(self._context.exact.step(step).value(id))[index])
        trivial = self._credit.reason(self._progress.sheet, rerun, step, id, index) if origins else ""
        kind = "carried" if origins else "rounded"
        return self._verdict(kind, step, id, index, exact=exact, origins=origins, trivial=trivial, **facts)

    def origins(self, step: int, id: str, index: Index) -> tuple[str, ...]:
        """Return the places of the mistakes that the nearest given answers behind an element are, or follow from."""
        found: dict[str, None] = {}
        for cell in sorted(self._progress.dependencies.direct(step, id, index)):
            verdict = self._progress.verdicts.get(cell) or self._whole.get(cell[:2])
            if verdict is not None:
                found |= dict.fromkeys([verdict.place] if verdict.is_mistake else verdict.origins)
        return tuple(found)

    def _mistakes_behind(self, step: int, id: str, index: Index) -> tuple[str, ...]:
        """Return the places of the nearest mistakes behind an element, through all answers that are none."""
        found: dict[str, None] = {}
        seen: set[Cell] = set()
        pending = sorted(self._progress.dependencies.direct(step, id, index))
        while pending:
            cell = pending.pop(0)
            verdict = self._progress.verdicts.get(cell) or self._whole.get(cell[:2])
            if cell in seen or verdict is None:
                continue
            seen.add(cell)
            if verdict.is_mistake:
                found[verdict.place] = None
            else:
                pending += sorted(self._progress.dependencies.direct(*cell))
        return tuple(found)

    def _misshapen(self, step: int, id: str, given: Given, exact: Array) -> Verdict:
        fits = self._context.tolerance.fits
        right = sum(fits(float(exact[index]), written) for index, written in given.cells.items())
        remark = RAGGED if given.fault == "ragged" else ""
        if given.fault == "transposed":
            every = "all its numbers are" if right == len(given.cells) else f"{right} of its {len(given.cells)} are"
            remark = f"rows and columns are exchanged; exchanged back, {every} right"
        return Verdict("shape", step, id, None, id, typed_shape=given.typed_shape, shape=given.shape, remark=remark)

    def _verdict(self, kind: Any, step: int, id: str, index: Index, **facts: Any) -> Verdict:
        return Verdict(kind, step, id, index, address(id, index, self._context.program), **facts)
