"""Verdicts for programs: plain dictionaries, to be written as JSON."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TypedDict

from nnstep.grading.marks import Marks, marks_of
from nnstep.grading.reports.sheet_findings import SheetFinding, findings_of
from nnstep.grading.result import GradingResult
from nnstep.grading.verdict import Explanation, Kind, Verdict
from nnstep.json_schemas.type_schema import JsonNumber


class QuantityPoints(TypedDict):
    """The points for one quantity that was asked."""

    step: int
    """The training step, from 1."""
    quantity: str
    """The id of the quantity."""
    points: float
    """The points that its numbers have."""
    maximum: float
    """The points that they can have."""


class CheckedFinding(TypedDict):
    """One mistake, with all numbers that show it."""

    verdict: Kind
    """The verdict on the first of them."""
    mistakes: int
    """How many mistakes it stands for; 0 where the numbers may be right."""
    statement: str
    """What was done, in a clause, without the right value."""
    questions: list[str]
    """What to ask yourself about it."""
    possible: list[str]
    """What may explain it, the likeliest first."""
    places: list[str]
    """The numbers that show it."""


class ExplanationFacts(TypedDict):
    """A mistake, or several together, that gives just the digits written."""

    mistakes: list[str]
    """The ids of the mistakes."""
    details: list[str]
    """How each was made, where there is more than one way."""
    sentence: str
    """What was done, in words."""
    questions: list[str]
    """What to ask yourself about each mistake."""
    value: JsonNumber
    """What it gives, in full."""
    digits_that_tell_it_from_the_right_value: int | None
    """How many significant digits tell it from the right value; null where none do."""
    numpy: str
    """The NumPy line that gives it; empty where it is not one line."""


class VerdictFacts(TypedDict):
    """The verdict on one number, or on a whole answer where its shape is wrong."""

    step: int
    """The training step, from 1."""
    quantity: str
    """The id of the quantity."""
    index: list[int] | None
    """The indices of the number; null for a whole answer."""
    place: str
    """How people write that: `W1[0,2]`."""
    verdict: Kind
    """The verdict."""
    points: float | None
    """Its points; null where the number was not asked."""
    written: str | None
    """The number with the digits it was written with; null where it was left open."""
    right_value: JsonNumber | None
    """The right value; null where there is none."""
    from_own_answers: JsonNumber | None
    """What follows from the person's own earlier answers, where that is another value."""
    interval: list[JsonNumber] | None
    """Between which two values it can lie, given how the earlier answers were rounded; null where that did not matter.
    """
    follows_from: list[str]
    """The answers with the mistakes that it follows from."""
    trivial: str
    """Why following from the mistake took no work; empty where it did."""
    digits_that_tell: int | None
    """How many significant digits would tell the explanations apart, or a mistake from the right value."""
    remark: str
    """What more is said of it; may be empty."""
    not_looked_further: bool
    """Whether the search for explanations stopped at its limit."""
    explanations: list[ExplanationFacts]
    """All explanations that fit, the likeliest first."""
    also_given_by: list[ExplanationFacts]
    """With `--alike`, for a right number: the mistakes that give the same digits."""


class CheckedSheet(TypedDict):
    """Everything that was found on one sheet."""

    sheet: str
    """The name of the sheet."""
    remarks: list[str]
    """How it was read: what commas mean, and which lines among sentences were not understood."""
    summary: str
    """The result in one line."""
    right: bool
    """Whether every number is right."""
    points: float
    """The points for what was asked."""
    maximum: float
    """The points that can be reached."""
    percent: float | None
    """The points in percent of that; null where nothing was asked."""
    quantities: list[QuantityPoints]
    """The points for each quantity that was asked."""
    numbers: int
    """How many numbers have a verdict."""
    counts: Mapping[Kind, int]
    """How many numbers have each verdict."""
    first_mistake: str | None
    """The place of the mistake to look at first; null where there is none."""
    mistakes: list[str]
    """The ids of the likeliest mistakes, each once."""
    findings: list[CheckedFinding]
    """The mistakes, each with all numbers that show it."""
    verdicts: list[VerdictFacts]
    """The verdict on each number, in the order in which the answers are computed."""


def result_facts(result: GradingResult, marks: Marks | None = None) -> CheckedSheet:
    """Return everything that was found on a sheet; without `marks`, those for the numbers that it names."""
    first = result.first_mistake
    marks = marks_of(result) if marks is None else marks
    return {
        "sheet": result.sheet.name,
        "remarks": list(result.sheet.remarks),
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


def _finding(finding: SheetFinding) -> CheckedFinding:
    """Return one finding: what is said of it, and where it shows."""
    return {
        "verdict": finding.kind,
        "mistakes": finding.mistakes,
        "statement": finding.statement,
        "questions": list(finding.questions),
        "possible": [rival.statement() for rival in finding.rivals],
        "places": [verdict.place for verdict in finding.verdicts],
    }


def _verdict(verdict: Verdict, marks: Marks) -> VerdictFacts:
    """Return one verdict; its points are None where the number was not asked."""
    return {
        "step": verdict.step,
        "quantity": verdict.id,
        "index": None if verdict.index is None else list(verdict.index),
        "place": verdict.place,
        "verdict": verdict.kind,
        "points": marks.of_verdict(verdict),
        "written": None if verdict.written is None else str(verdict.written),
        "right_value": None if verdict.exact is None else _number(verdict.exact),
        "from_own_answers": None if verdict.recomputed is None else _number(verdict.recomputed),
        "interval": None if verdict.interval is None else [_number(end) for end in verdict.interval],
        "follows_from": list(verdict.origins),
        "trivial": verdict.trivial,
        "digits_that_tell": verdict.digits,
        "remark": verdict.remark,
        "not_looked_further": verdict.cut_short,
        "explanations": [_explanation(explanation) for explanation in verdict.explanations],
        "also_given_by": [_explanation(explanation) for explanation in verdict.alike],
    }


def _explanation(explanation: Explanation) -> ExplanationFacts:
    return {
        "mistakes": [mistake.id for mistake in explanation.mistakes],
        "details": list(explanation.details),
        "sentence": explanation.sentence,
        "questions": [mistake.question for mistake in explanation.mistakes],
        "value": _number(explanation.value),
        "digits_that_tell_it_from_the_right_value": explanation.digits,
        "numpy": explanation.line,
    }


def _number(value: float) -> JsonNumber:
    """Return a number that JSON can hold, or the name of what it can't."""
    return value if math.isfinite(value) else str(value)
