"""A sheet taken for a printed solution: what is wrong in it, and the sheet with the right numbers."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from nnstep.grading.reports.sheet_findings import SheetFinding, findings_of
from nnstep.grading.result import GradingResult
from nnstep.grading.sheet.answer_sheet import Index
from nnstep.grading.sheet.blank_sheet import sheet_text
from nnstep.grading.sheet.written_numbers import Written
from nnstep.grading.verdict import NOT_LOOKED_FURTHER, Verdict
from nnstep.program.program import Program


def errata_lines(result: GradingResult) -> Iterator[str]:
    """Yield an entry for each number that is not right to its printed digits, those of one cause together."""
    found = findings_of(result)
    groups = [group for group in found.groups if group.kind in ("carried", "rounded")]
    mistakes = [finding for finding in found.mistakes if not finding.first.fits_right]
    number = sum(len(each.verdicts) for each in mistakes) + sum(len(each.verdicts) for each in groups)
    count = f"{number or 'no'} {'erratum' if number == 1 else 'errata'}"
    yield f"{result.sheet.name}: {count} in {len(result.verdicts)} numbers"
    for finding in mistakes:
        yield ""
        yield from map(_entry, finding.verdicts)
        yield from (f"  {line}" for line in _reasons(finding))
    for group in groups:
        yield ""
        yield from map(_entry, group.verdicts)
        if group.kind == "rounded":
            yield "  right, but for rounding on the way"
        if group.origins:
            yield f"  follows from {', '.join(group.origins)}"
        if group.remark:
            yield f"  {group.remark}"


def _entry(verdict: Verdict) -> str:
    if verdict.written is None or verdict.exact is None:
        return f"{verdict.place}: printed with a wrong shape"
    return f"{verdict.place}: for {verdict.written} read {corrected(verdict.exact, verdict.written)}"


def _reasons(finding: SheetFinding) -> Iterator[str]:
    first = finding.first
    if finding.kind != "ambiguous" or not finding.rivals:
        yield finding.statement + (f"  [{first.explanations[0].ids}]" if first.explanations else "")
    else:
        yield "this may come of:" if len(finding.rivals) == 1 else "this may come of one of:"
        yield from (f"- {rival.statement()}  [{rival.ways[0].ids}]" for rival in finding.rivals)
    if finding.kind == "mistake" and first.digits is not None:
        digits = "digit tells" if first.digits == 1 else "digits tell"
        yield f"{first.digits} significant {digits} it from the right value"
    if first.cut_short:
        yield NOT_LOOKED_FURTHER


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
