"""Decides which numbers are right, right in single precision, rounded or carried forward; any other is searched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from nnstep.grading.baseline.answer_dependencies import Cell
from nnstep.grading.baseline.float_errors import Precision
from nnstep.grading.baseline.learner_run import LearnerRun
from nnstep.grading.context import GradingContext
from nnstep.grading.credit import Credit
from nnstep.grading.progress import GradingProgress
from nnstep.grading.sheet.answer_sheet import Index
from nnstep.grading.sheet.written_numbers import Written
from nnstep.grading.tolerance import ZERO
from nnstep.grading.verdict import Kind, Verdict
from nnstep.program.addresses import address

_PRECISIONS: tuple[tuple[Precision, Kind, str], ...] = (
    (np.float64, "correct", ""),
    (np.float32, "single", ""),
    (np.float16, "single", "right in half precision"),
)


_SINGLE_DIGITS = 7
"""With fewer digits single precision shows at the halves only, where what follows from rounded numbers does, too."""


class VerdictDecision:
    """The verdicts on one sheet that need no search."""

    def __init__(self, context: GradingContext, credit: Credit, progress: GradingProgress) -> None:
        self._context = context
        self._credit = credit
        self._progress = progress

    def without_search(self, step: int, id: str, index: Index, written: Written) -> Verdict | None:
        """Return the verdict where the number is right, or follows from the earlier ones; else None."""
        progress = self._progress
        runs = (self._context.exact.step(step).value(id), progress.own.values[id], progress.mistakes.values[id])
        exact, typed, mistakes = (float(np.asarray(run)[index]) for run in runs)
        fits, reading = self._context.tolerance.fits, self._context.tolerance.loose_reading
        if fits(exact, written):
            return self._right(step, id, index, written, exact)
        precise = self._by_precision(step, id, index, written, exact)
        if precise is not None and (precise.kind == "correct" or written.significant >= _SINGLE_DIGITS):
            return precise
        if fits(typed, written):
            return self.following(step, id, index, written, typed)
        if precise is not None:
            return precise
        if fits(mistakes, written):
            return self._carried_past(step, id, index, written, mistakes)
        if remark := reading(exact, written):
            return self._verdict("correct", step, id, index, written=written, exact=exact, remark=remark)
        if remark := reading(typed, written):
            return replace(self.following(step, id, index, written, typed), remark=remark)
        return None

    def _by_precision(self, step: int, id: str, index: Index, written: Written, exact: float) -> Verdict | None:
        """Return the verdict on a number that is off by no more than float arithmetic, in any order, can be."""
        if self._context.tolerance.rule != "as-written":
            return None
        for precision, kind, remark in _PRECISIONS:
            if precision not in self._progress.precisions:
                continue
            bound = self._context.float_errors[precision].of(step, id)
            if bound is not None and abs(written.number - exact) <= float(bound[index]) + written.half:
                return self._verdict(kind, step, id, index, written=written, exact=exact, remark=remark)
        return None

    def _right(self, step: int, id: str, index: Index, written: Written, exact: float) -> Verdict:
        verdict = self._verdict("correct", step, id, index, written=written, exact=exact)
        if self._context.tolerance.rule != "as-written":
            return verdict
        if written.significant or abs(exact) <= ZERO:
            return replace(verdict, remark=self._hidden_update(step, id, index, written, exact))
        exponent = written.exponent or 0
        remark = (
            f"its last digit counts 10^{exponent}, so every smaller value rounds to 0"
            if exponent > 0
            else "at this many decimals the right value rounds to 0 as well"
        )
        remark += ": write at least the first significant digit"
        return replace(verdict, kind="ambiguous", digits=1, fits_right=True, remark=remark)

    def _hidden_update(self, step: int, id: str, index: Index, written: Written, exact: float) -> str:
        """Return what to say of an updated parameter whose digits are those of its value before."""
        before = self._context.exact.step(step).before
        if id not in self._context.program.parameters or id not in before:
            return ""
        start = float(np.asarray(before[id])[index])
        hidden = start != exact and self._context.tolerance.fits(start, written)
        return "these digits do not show that an update was made" if hidden else ""

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
            verdict = self._progress.verdicts.get(cell) or self._progress.misshapen.get(cell[:2])
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
            verdict = self._progress.verdicts.get(cell) or self._progress.misshapen.get(cell[:2])
            if cell in seen or verdict is None:
                continue
            seen.add(cell)
            if verdict.is_mistake:
                found[verdict.place] = None
            else:
                pending += sorted(self._progress.dependencies.direct(*cell))
        return tuple(found)

    def missing(self, step: int, id: str, index: Index) -> Verdict:
        """Return the verdict on an element that was left open."""
        return self._verdict("missing", step, id, index)

    def _verdict(self, kind: Any, step: int, id: str, index: Index, **facts: Any) -> Verdict:
        return Verdict(kind, step, id, index, address(id, index, self._context.program), **facts)
