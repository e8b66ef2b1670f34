"""What the summary of a class needs of one graded sheet, as plain data that can come from another process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nnstep.classroom.feedback.told_findings import told
from nnstep.grading.marks import Marks
from nnstep.grading.mistakes.kinds import Topic
from nnstep.grading.reports.sheet_findings import SheetFindings
from nnstep.grading.result import GradingResult
from nnstep.grading.verdict import Kind, place_name
from nnstep.program.program import Program


@dataclass(frozen=True, slots=True)
class QuantityFacts:
    """How one quantity went that was asked."""

    name: str
    points: float
    maximum: float
    kinds: Mapping[Kind, int]
    """How many of its numbers have each verdict; empty where none is on the sheet."""
    said: tuple[str, ...]
    """What is said of the mistakes that it shows first."""


@dataclass(frozen=True, slots=True)
class FindingFacts:
    """One thing that was found."""

    quantity: str
    kind: Kind
    ids: str
    """The mistakes' ids where they are known; of an ambiguous one the likeliest."""
    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """One sheet."""

    points: float
    maximum: float
    percent: float
    quantities: tuple[QuantityFacts, ...]
    findings: tuple[FindingFacts, ...]


def sheet_facts(result: GradingResult, found: SheetFindings, marks: Marks, program: Program) -> SheetFacts:
    """Return the facts of a graded sheet."""
    findings = []
    said: dict[str, list[str]] = {}
    for finding in found.mistakes:
        told_of_it = told(finding, program, answers=False)
        name = place_name(finding.first.step, finding.first.id)
        said.setdefault(name, []).append(f"{told_of_it.place}: {told_of_it.what}")
        if finding.mistakes:
            ids = finding.first.explanations[0].ids if finding.first.explanations else ""
            findings.append(FindingFacts(name, finding.kind, ids, told_of_it.topics))
    kinds: dict[str, dict[Kind, int]] = {}
    for verdict in result.verdicts:
        counts = kinds.setdefault(place_name(verdict.step, verdict.id), {})
        counts[verdict.kind] = counts.get(verdict.kind, 0) + 1
    quantities = (
        QuantityFacts(each.name, each.points, each.maximum, kinds.get(each.name, {}), tuple(said.get(each.name, ())))
        for each in marks.quantities
    )
    return SheetFacts(marks.points, marks.maximum, marks.percent, tuple(quantities), tuple(findings))
