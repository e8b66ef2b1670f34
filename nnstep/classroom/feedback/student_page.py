"""The feedback for one student: what was found on the sheet, what follows from it, what to think about, the points."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from nnstep.classroom.feedback.page import (
    CodeText,
    Emphasis,
    Items,
    Page,
    PageBlock,
    PageLine,
    PageTable,
    Section,
    Sentences,
)
from nnstep.classroom.feedback.told_findings import ToldFinding, right_number, told
from nnstep.grading.marks import Marks, percent_text, point_text
from nnstep.grading.reports.compact_places import compact_places
from nnstep.grading.reports.sheet_findings import NumberGroup, SheetFinding, SheetFindings
from nnstep.grading.result import GradingResult
from nnstep.grading.sheet.answer_sheet import Sheet
from nnstep.program.program import Program

_MOST_FINDINGS = 20
_MOST_ANSWERS = 400


def student_page(
    result: GradingResult,
    found: SheetFindings,
    marks: Marks,
    program: Program,
    file: str = "",
    *,
    answers: bool = False,
) -> Page:
    """Return the feedback on a sheet, which names the `file` that was graded; `answers` adds the right numbers."""
    head: PageLine = (Emphasis(result.sheet.name), f", {file}" if file else "")
    return (Section((program.title,), 1), Sentences(head), *_blocks(result, found, marks, program, answers=answers))


def _blocks(
    result: GradingResult, found: SheetFindings, marks: Marks, program: Program, *, answers: bool
) -> Iterator[PageBlock]:
    total = f"{point_text(marks.points)} of {point_text(marks.maximum)} points ({percent_text(marks.percent)} %)"
    yield Sentences((Emphasis(total), f". {_counted(result)}"))
    yield from (Sentences((f"{remark[:1].upper()}{remark[1:]}",)) for remark in result.sheet.remarks)
    if found.mistakes:
        yield Section(("What to look at",))
        for number, finding in enumerate(found.mistakes[:_MOST_FINDINGS], start=1):
            yield from _finding(number, finding, told(finding, program, answers=answers), result.sheet, answers=answers)
        if left := found.mistakes[_MOST_FINDINGS:]:
            places = compact_places([verdict for finding in left for verdict in finding.verdicts], result.sheet)
            yield Sentences((f"And {len(left)} more, in {places}.",))
    others = tuple(_group(group, result.sheet) for group in found.groups)
    if others:
        yield Section(("The other numbers",) if found.mistakes else ("The numbers",))
        yield Items(others)
    yield Section(("Points",))
    rows = ((CodeText(each.name),) for each in marks.quantities)
    cells = (((point_text(each.points),), (point_text(each.maximum),)) for each in marks.quantities)
    table = tuple((row, *points) for row, points in zip(rows, cells, strict=True))
    yield PageTable(("Quantity", "Points", "Out of"), table, frozenset({1, 2}))
    if answers:
        yield from _answers(result)


def _counted(result: GradingResult) -> str:
    right = sum(verdict.is_right for verdict in result.verdicts)
    parts = [f"{right} of {len(result.verdicts)} numbers on the sheet are right"]
    mistakes = len(result.new_mistakes)
    if mistakes:
        parts.append("there is 1 mistake" if mistakes == 1 else f"there are {mistakes} mistakes")
    return f"{', and '.join(parts)}."


def _finding(
    number: int, finding: SheetFinding, said: ToldFinding, sheet: Sheet, *, answers: bool
) -> Iterator[PageBlock]:
    first = finding.first
    yield Section((f"{number}. ", CodeText(said.place), f": {said.what}"), 3)
    details: list[PageLine] = []
    if first.written is not None:
        why = ", which is exactly what comes out then" if finding.kind == "mistake" else ""
        wrote: PageLine = ("You wrote ", CodeText(str(first.written)), f"{why}.")
        right = right_number(first) if answers and not first.fits_right else ""
        details.append((*wrote, " ", CodeText(right), " is right.") if right else wrote)
    details += [("Perhaps ", clause, ".") for clause in said.possible]
    if finding.further:
        details.append((f"The same in {compact_places(finding.further, sheet, first)}.",))
    details += [(Emphasis("Think:"), f" {ask}") for ask in said.asks]
    if said.note:
        details.append((f"{said.note[0].upper()}{said.note[1:]}.",))
    if said.topics:
        details.append((f"Read again: {', '.join(said.topics)}.",))
    if details:
        yield Items(tuple(details))


_SAID = {
    "correct": "Right",
    "rounded": "Right, but for rounding on the way",
    "single": "Right in single precision",
    "carried": "Worked out rightly from your own numbers, and wrong only because of",
    "missing": "Left open",
}


def _group(group: NumberGroup, sheet: Sheet) -> PageLine:
    """Return what is said of numbers that are no mistakes."""
    said = _SAID[group.kind]
    if group.kind == "carried":
        said = f"{said} {', '.join(group.origins) or 'an earlier one'}"
    remark = f" ({group.remark})" if group.remark else ""
    return Emphasis(f"{said}:"), f" {compact_places(group.verdicts, sheet)}{remark}"


def _answers(result: GradingResult) -> Iterator[PageBlock]:
    """Yield the right numbers beside those that were written."""
    off = [
        verdict
        for verdict in result.verdicts
        if verdict.kind not in ("correct", "single") and verdict.exact is not None
    ]
    if not off:
        return
    yield Section(("The right numbers",))
    rows = (
        ((CodeText(verdict.place),), (str(verdict.written or ""),), (right_number(verdict),))
        for verdict in islice(off, _MOST_ANSWERS)
    )
    yield PageTable(("Number", "You wrote", "Right"), tuple(rows), frozenset({1, 2}))
    if len(off) > _MOST_ANSWERS:
        yield Sentences((f"And {len(off) - _MOST_ANSWERS} more.",))
