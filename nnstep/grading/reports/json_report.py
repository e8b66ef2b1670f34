"""Verdicts for programs: plain dictionaries, to be written as JSON."""

from __future__ import annotations

import math
from typing import Any

from nnstep.grading.marks import Marks, marks_of
from nnstep.grading.reports.sheet_findings import SheetFinding, findings_of
from nnstep.grading.result import GradingResult
from nnstep.grading.verdict import Explanation, Verdict


def result_facts(result: GradingResult, marks: Marks | None = None) -> dict[str, Any]:
    """Return everything that was found on a sheet; without `marks`, those for the numbers that it names."""
    first = result.first_mistake
    marks = marks_of(result) if marks is None else marks
    return {
        "sheet": result.sheet.name,
        "summary": result.summary,
        "right": result.is_right,
        "points": marks.points,
        "maximum": marks.maximum,
        "percent": marks.percent,
        "quantities": [
            {"step": each.step, "quantity": each.id, "points": each.points, "maximum": each.maximum}
            for each in marks.quantities
        ],
        "numbers": len(result.verdicts),
        "counts": result.counts(),
        "first_mistake": None if first is None else first.place,
        "mistakes": list(result.mistakes),
        "findings": [_finding(finding) for finding in findings_of(result).mistakes],
        "verdicts": [_verdict(verdict, marks) for verdict in result.verdicts],
    }


def _finding(finding: SheetFinding) -> dict[str, Any]:
    """Return one finding: what is said of it, and where it shows."""
    return {
        "verdict": finding.kind,
        "mistakes": finding.mistakes,
        "statement": finding.statement,
        "questions": list(finding.questions),
        "possible": [rival.statement() for rival in finding.rivals],
        "places": [verdict.place for verdict in finding.verdicts],
    }


def _verdict(verdict: Verdict, marks: Marks) -> dict[str, Any]:
    """Return one verdict; its points are None where the number was not asked."""
    return {
        "step": verdict.step,
        "quantity": verdict.id,
        "index": None if verdict.index is None else list(verdict.index),
        "place": verdict.place,
        "verdict": verdict.kind,
        "points": marks.of_verdict(verdict),
        "written": None if verdict.written is None else str(verdict.written),
        "right_value": _number(verdict.exact),
        "from_own_answers": _number(verdict.recomputed),
        "interval": None if verdict.interval is None else [_number(end) for end in verdict.interval],
        "follows_from": list(verdict.origins),
        "trivial": verdict.trivial,
        "digits_that_tell": verdict.digits,
        "remark": verdict.remark,
        "not_looked_further": verdict.cut_short,
        "explanations": [_explanation(explanation) for explanation in verdict.explanations],
        "also_given_by": [_explanation(explanation) for explanation in verdict.alike],
    }


def _explanation(explanation: Explanation) -> dict[str, Any]:
    return {
        "mistakes": [mistake.id for mistake in explanation.mistakes],
        "details": list(explanation.details),
        "sentence": explanation.sentence,
        "questions": [mistake.question for mistake in explanation.mistakes],
        "value": _number(explanation.value),
        "digits_that_tell_it_from_the_right_value": explanation.digits,
        "numpy": explanation.line,
    }


def _number(value: float | None) -> float | str | None:
    """Return a number that JSON can hold, or the name of what it can't."""
    return value if value is None or math.isfinite(value) else str(value)
