"""The report on one sheet, for people: a line for each finding, and one for the numbers of which the same is said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nnstep.grading.marks import Marks
from nnstep.grading.reports.compact_places import compact_places
from nnstep.grading.reports.errata import corrected
from nnstep.grading.reports.number_report import alike_line, digits_that_tell, value_lines, way_lines
from nnstep.grading.reports.report_rows import GroupRow, NoteRow, NumberRow, Row, TextRow, plain_lines
from nnstep.grading.reports.sheet_findings import NumberGroup, SheetFinding, findings_of
from nnstep.grading.result import GradingResult
from nnstep.grading.sheet.answer_sheet import Sheet
from nnstep.grading.verdict import MEANINGS, NOT_LOOKED_FURTHER, Kind, Verdict

_MOST_FINDINGS = 12
_MOST_RIVALS = 4
_LABELS: dict[Kind, str] = {
    "rounded": "right, but for rounding on the way",
    "single": MEANINGS["single"],
    "missing": MEANINGS["missing"],
}


def result_lines(
    result: GradingResult, digits: int | None = None, *, verbose: bool = False, marks: Marks | None = None
) -> Iterator[str]:
    """Yield the lines of the report, without colours and not wrapped."""
    return plain_lines(result_rows(result, digits, verbose=verbose, marks=marks))


def result_rows(
    result: GradingResult, digits: int | None = None, *, verbose: bool = False, marks: Marks | None = None
) -> Iterator[Row]:
    """Yield the rows of the report on one sheet: its findings, the other numbers, and the summary with the `marks`.

    If `verbose`, every number is listed, with its right value and every explanation. `digits` are the significant
    digits that values are then shown with; else as many as were written, and some more where that takes telling apart.
    """
    found = findings_of(result)
    most = len(found.mistakes) if verbose else _MOST_FINDINGS
    for finding in found.mistakes[:most]:
        yield from _verbose_rows(finding, digits) if verbose else _finding_rows(finding, result.sheet)
    if left := found.mistakes[most:]:
        places = compact_places([verdict for finding in left for verdict in finding.verdicts], result.sheet)
        yield TextRow(f"and {len(left)} more such findings, in {places} (--verbose lists them)")
    if found.mistakes and found.groups:
        yield TextRow("")
    for group in found.groups:
        yield from _group_rows(group, result.sheet, digits, verbose=verbose)
    yield TextRow("")
    yield from map(TextRow, result.sheet.remarks)
    if any(verdict.cut_short for verdict in result.verdicts):
        yield TextRow(NOT_LOOKED_FURTHER)
    yield TextRow(summary_line(result, marks), "strong")


def summary_line(result: GradingResult, marks: Marks | None = None) -> str:
    """Return the summary of a sheet, with its marks if they are given."""
    return result.summary if marks is None else f"{result.summary}; {marks.summary}"


def finding_text(finding: SheetFinding) -> str:
    """Return what is said of a finding in one line: the statement and the right value of its first number."""
    right = _right_value(finding)
    return f"{finding.statement}: {right} is right" if right else finding.statement


def _right_value(finding: SheetFinding) -> str:
    """Return the right value with the digits that were written; nothing where that does not differ, or is said."""
    first = finding.first
    if first.written is None or first.exact is None or first.fits_right:
        return ""
    right = corrected(first.exact, first.written)
    return "" if right == str(first.written) or first.source else right


def _finding_rows(finding: SheetFinding, sheet: Sheet) -> Iterator[Row]:
    yield _number_row(finding.first, finding_text(finding))
    yield from (NoteRow(question, "faint") for question in finding.questions)
    yield from _rival_notes(finding, _MOST_RIVALS)
    if finding.further:
        yield NoteRow(f"the same in {compact_places(finding.further, sheet, finding.first)}")


def _rival_notes(finding: SheetFinding, most: int) -> Iterator[Row]:
    """Yield the mistakes that fit an ambiguous number, and what would tell them apart."""
    if finding.kind != "ambiguous" or len(finding.rivals) < 2:
        return
    yield from (NoteRow(f"- {rival.statement()}") for rival in finding.rivals[:most])
    if len(finding.rivals) > most:
        yield NoteRow(f"- and {len(finding.rivals) - most} more (--verbose lists them)")
    if told := digits_that_tell(finding.first):
        yield NoteRow(told)


def _verbose_rows(finding: SheetFinding, digits: int | None) -> Iterator[Row]:
    """Yield everything that is to be said of a finding, and of each number that shows it."""
    first = finding.first
    named = finding.kind == "mistake" and bool(finding.rivals)
    ids = f"  [{finding.rivals[0].ways[0].ids}]" if named else ""
    yield _number_row(first, f"{finding.statement}{ids}")
    yield from (NoteRow(question, "faint") for question in finding.questions)
    yield from map(NoteRow, value_lines(first, digits))
    for number, rival in enumerate(finding.rivals):
        for way in rival.ways:
            if number or not named or way is not rival.ways[0]:
                yield NoteRow(f"- {way.statement}  [{way.ids}]")
            yield from (NoteRow(f"  {line}") for line in way_lines(way, first))
        if number or not named:
            yield from (NoteRow(f"  {mistake.question}", "faint") for mistake in rival.ways[0].mistakes)
    if told := digits_that_tell(first):
        yield NoteRow(told)
    for verdict in finding.further:
        yield _number_row(verdict, "; ".join(["the same", *value_lines(verdict, digits)]))


def _number_row(verdict: Verdict, text: str) -> NumberRow:
    written = "" if verdict.written is None else str(verdict.written)
    return NumberRow(verdict.kind, verdict.place, written, verdict.label, text)


def _group_rows(group: NumberGroup, sheet: Sheet, digits: int | None, *, verbose: bool) -> Iterator[Row]:
    label = _LABELS.get(group.kind, group.verdicts[0].label)
    if group.origins:
        label += f" from {', '.join(group.origins)}"
    places = compact_places(group.verdicts, sheet, in_full=verbose)
    yield GroupRow(group.kind, label, f"{places} ({group.remark})" if group.remark else places)
    if verbose:
        yield from _each(group.verdicts, digits)
    alike = (verdict for verdict in group.verdicts if verdict.alike)
    yield from (TextRow(f"{verdict.place}: {alike_line(verdict)}", indent=2) for verdict in alike)


def _each(verdicts: Iterable[Verdict], digits: int | None) -> Iterator[Row]:
    """Yield what is to be said of each number of a group."""
    for verdict in verdicts:
        said = "; ".join(value_lines(verdict, digits))
        if said:
            yield TextRow(f"{verdict.place} = {verdict.written}: {said}", indent=2)
