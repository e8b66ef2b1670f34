"""Decides which numbers are right in themselves: to the digits written, in single precision, or cut off."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

import numpy as np

from nnstep.grading.baseline.float_errors import Precision
from nnstep.grading.context import GradingContext
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


class RightNumbers:
    """The verdicts on right numbers of one sheet."""

    def __init__(self, context: GradingContext, precisions: Collection[Precision]) -> None:
        """`precisions` are the types that the sheet's numbers can be values of."""
        self._context = context
        self._precisions = precisions

    def verdict(self, step: int, id: str, index: Index, written: Written) -> Verdict | None:
        """Return the verdict on a number that is right whatever else the sheet says; else None."""
        exact = float(np.asarray(self._context.exact.step(step).value(id))[index])
        if self._context.tolerance.fits(exact, written):
            return self._right(step, id, index, written, exact)
        precise = self._by_precision(step, id, index, written, exact)
        if precise is not None:
            return precise
        if remark := self._context.tolerance.loose_reading(exact, written):
            return self._verdict("correct", step, id, index, written=written, exact=exact, remark=remark)
        return None

    def _by_precision(self, step: int, id: str, index: Index, written: Written, exact: float) -> Verdict | None:
        """Return the verdict on a number that is off by no more than float arithmetic, in any order, can be."""
        if self._context.tolerance.rule != "as-written":
            return None
        for precision, kind, remark in _PRECISIONS:
            if precision not in self._precisions:
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

    def _verdict(self, kind: Any, step: int, id: str, index: Index, **facts: Any) -> Verdict:
        return Verdict(kind, step, id, index, address(id, index, self._context.program), **facts)
