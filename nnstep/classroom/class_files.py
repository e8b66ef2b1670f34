"""The files that a graded class leaves: feedback, the summary, a filled worksheet, results, all in one folder each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from nnstep.classroom.class_result import ClassResult, StudentOutcome
from nnstep.classroom.feedback.class_page import class_page
from nnstep.classroom.feedback.html_page import html_page
from nnstep.classroom.feedback.markdown_page import markdown_page
from nnstep.classroom.feedback.page import Emphasis, Page, Preformatted, Section, Sentences
from nnstep.classroom.gradebooks.gradescope_results import gradescope_refusal, gradescope_results
from nnstep.classroom.gradebooks.moodle_worksheet import MoodleWorksheet, WorksheetGrade
from nnstep.classroom.handed_in.claim import Owner
from nnstep.classroom.roster.file_names import INDEX, file_names
from nnstep.classroom.roster.pairing import HandIn, KnownStudents
from nnstep.classroom.roster.roster import Roster, Student
from nnstep.harmless_text import cut_text

FeedbackForm: TypeAlias = Literal["md", "html"]
_FIRST = 2000
"""Of a reason so many characters are told a student."""


@dataclass(frozen=True, slots=True)
class FilledWorksheet:
    """Moodle's worksheet with the grades of a class."""

    text: str
    graded: int
    locked: tuple[str, ...]
    """The identifiers of rows whose grade can't be changed, though there is one."""
    absent: tuple[str, ...]
    """The graded students who are not in the worksheet."""


def page_names(handed_in: Sequence[HandIn], form: FeedbackForm) -> dict[str, str]:
    """Return the names of the files of feedback, by the students' ids."""
    ids = [each.student.id for each in handed_in]
    names = file_names(ids, f".{form}", [each.submission.returned_as for each in handed_in])
    return dict(zip(ids, names, strict=True))


def feedback_files(title: str, result: ClassResult, names: Mapping[str, str], form: FeedbackForm) -> dict[str, str]:
    """Return the contents of the folder of feedback: a page for each student who handed in, and the summary."""
    files = {}
    for each in result.students:
        if each.report is not None:
            files[names[each.student.id]] = each.report.pages[form]
        elif each.refusal:
            files[names[each.student.id]] = _written(_refusal_page(title, each), form)
    files[f"{INDEX}.{form}"] = _written(class_page(title, result, names), form)
    return files


def results_files(result: ClassResult, names: Mapping[str, str]) -> dict[str, str]:
    """Return Gradescope's files for all sheets, by their names."""
    found = {}
    for each in result.students:
        if each.report is not None and each.report.facts is not None:
            found[names[each.student.id]] = gradescope_results(each.report.facts, each.report.pages["md"])
        elif each.refusal:
            found[names[each.student.id]] = gradescope_refusal(reason_for_student(each))
    return found


def filled_worksheet(worksheet: MoodleWorksheet, result: ClassResult, roster: Roster) -> FilledWorksheet:
    """Return the worksheet with the points and comments of all graded sheets; other rows stay as they are."""
    known = KnownStudents(roster)
    by_id = {each.student.id: each for each in result.students if not each.doubt}
    by_participant = {
        each.submission.owner.number: each
        for each in result.students
        if each.submission is not None and each.submission.returned_as
    }
    grades: list[WorksheetGrade | None] = []
    found: set[str] = set()
    for participant in worksheet.roster().students:
        match = known.student_of(Owner(participant.name, tuple(sorted(participant.ids)), participant.participant))
        outcome = by_participant.get(participant.participant) or (
            by_id.get(match.id) if isinstance(match, Student) else None
        )
        report = outcome.report if outcome is not None else None
        if outcome is None or report is None or report.facts is None:
            grades.append(None)
            continue
        found.add(outcome.student.id)
        grades.append(WorksheetGrade(report.facts.percent, report.pages["fragment"]))
    text, locked = worksheet.filled(grades)
    graded = [each.student for each in result.students if each.report is not None]
    absent = tuple(student.label for student in graded if student.id not in found)
    return FilledWorksheet(text, len(found) - len(locked), locked, absent)


def reason_for_student(each: StudentOutcome) -> str:
    """Return why a sheet is not graded, without the folders of the lecturer's computer."""
    name = each.submission.files[-1].entry.path.name if each.submission is not None else ""
    reason = each.refusal.replace(each.file, name)
    return cut_text(reason, _FIRST)


def _refusal_page(title: str, each: StudentOutcome) -> Page:
    return (
        Section((title,), 1),
        Sentences((Emphasis(each.student.label),)),
        Sentences(("Your sheet could not be graded:",)),
        Preformatted(tuple(reason_for_student(each).splitlines())),
    )


def _written(page: Page, form: FeedbackForm) -> str:
    return html_page(page) if form == "html" else markdown_page(page)
