"""A sheet taken for a printed solution: what is wrong in it, and the sheet with the right numbers."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from nnstep.grading.result import GradingResult
from nnstep.grading.sheet.answer_sheet import Index
from nnstep.grading.sheet.blank_sheet import sheet_text
from nnstep.grading.sheet.written_numbers import Written
from nnstep.grading.verdict import NOT_LOOKED_FURTHER, Verdict
from nnstep.program.program import Program


def errata_lines(result: GradingResult) -> Iterator[str]:
    """Yield one entry for each number that is not right to its printed digits, with what it comes from."""
    found = [verdict for verdict in result.verdicts if verdict.kind not in ("correct", "single", "missing")]
    count = f"{len(found) or 'no'} {'erratum' if len(found) == 1 else 'errata'}"
    yield f"{result.sheet.name}: {count} in {len(result.verdicts)} numbers"
    for verdict in found:
        yield ""
        yield _entry(verdict)
        yield from (f"  {line}" for line in _reasons(verdict))


def _entry(verdict: Verdict) -> str:
    if verdict.written is None or verdict.exact is None:
        return f"{verdict.place}: printed with a wrong shape"
    return f"{verdict.place}: for {verdict.written} read {corrected(verdict.exact, verdict.written)}"


def _reasons(verdict: Verdict) -> Iterator[str]:
    if verdict.kind == "rounded":
        yield "follows from the printed values before it, which are rounded"
    if verdict.origins:
        yield f"follows from {', '.join(verdict.origins)}"
    for explanation in verdict.explanations:
        digits = explanation.digits
        told = "" if digits is None else f"; {digits} significant digits tell it from the right value"
        yield f"{explanation.sentence}{told}  [{explanation.ids}]"
    if verdict.kind == "wrong":
        yield verdict.meaning
    if verdict.cut_short:
        yield NOT_LOOKED_FURTHER
    if verdict.remark:
        yield verdict.remark


def corrected(exact: float, written: Written) -> str:
    """Return the right value with the digits that were written."""
    if written.exponent is None:
        return str(Fraction(exact).limit_denominator(10**6))
    if "E" in str(written.typed):
        digits = max(0, written.significant - 1)
        return f"{Decimal(exact):.{digits}e}"
    return f"{exact + 0.0:.{max(0, -written.exponent)}f}"


def corrected_sheet(result: GradingResult, program: Program) -> str:
    """Return the sheet's text with every number that is not right replaced by the right one, at the same digits."""
    texts: dict[tuple[int, str], dict[Index, str]] = {}
    for verdict in result.verdicts:
        if verdict.index is None or verdict.written is None or verdict.exact is None:
            continue
        right = verdict.kind in ("correct", "single")
        number = str(verdict.written) if right else corrected(verdict.exact, verdict.written)
        texts.setdefault((verdict.step, verdict.id), {})[verdict.index] = number
    return sheet_text(program, texts, f"{result.sheet.name}, corrected")
