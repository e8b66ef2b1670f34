"""What a command needs of one graded sheet, as plain data that can come from another process."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath
from typing import Any, Literal, TypeAlias, assert_never

from nnstep.classroom.feedback.html_page import html_fragment, html_page
from nnstep.classroom.feedback.markdown_page import markdown_page
from nnstep.classroom.feedback.page import Page, PageForm
from nnstep.classroom.feedback.sheet_facts import SheetFacts, sheet_facts
from nnstep.classroom.feedback.student_page import student_page
from nnstep.classroom.gradebooks.grades_table import GradeCells, grade_cells
from nnstep.classroom.many.same_answers import SameAnswers
from nnstep.grading.asked_numbers import Asked
from nnstep.grading.grader import Grader
from nnstep.grading.marks import Marks, marks_of
from nnstep.grading.reports.errata import corrected_sheet, errata_lines
from nnstep.grading.reports.json_report import result_facts
from nnstep.grading.reports.report_rows import TextRow
from nnstep.grading.reports.sheet_findings import findings_of
from nnstep.grading.reports.text_report import result_rows, summary_line
from nnstep.grading.result import GradingResult
from nnstep.grading.sheet.answer_sheet import Sheet
from nnstep.grading.sheet.sheet_reader import find_sheet, parse_sheet, read_sheet
from nnstep.grading.tolerance import Tolerance
from nnstep.grading.verdict import Kind
from nnstep.harmless_text import visible
from nnstep.program.program import Program
from nnstep.progress import Tell, tell_nobody

ReportForm: TypeAlias = Literal["facts", "errata", "line", "text"]


@dataclass(frozen=True, slots=True)
class ReportSettings:
    """How sheets are graded, and what is shown of each; plain data, too."""

    form: ReportForm = "text"
    """Facts for JSON, the errata, one line, or the findings."""
    tolerance: Tolerance | None = None
    alike: bool = False
    """Whether mistakes that give right digits are listed."""
    scale: dict[Kind, float] | None = None
    asked: Asked | None = None
    """What was asked; left out, what the sheet names."""
    shows_marks: bool = False
    """Whether the summary in words ends with the marks."""
    digits: int | None = None
    verbose: bool = False
    """Whether everything is said of every number."""
    corrected: bool = False
    """Whether the sheet with the right numbers is wanted."""
    pages: frozenset[PageForm] = frozenset()
    """In which forms the feedback for the student is wanted."""
    answers: bool = False
    """Whether the feedback has the right numbers."""


@dataclass(frozen=True, slots=True)
class SheetTask:
    """A sheet to grade."""

    number: int
    path: str
    """Its file; of one in an archive, what it is called."""
    name: str = ""
    """What it is called; empty where that is the file's name."""
    exercise: str = ""
    """Which exercise it is of, as the function that opens exercises is told."""
    text: str | None = None
    """What it holds, where no file does."""


@dataclass(frozen=True, slots=True)
class SheetReport:
    """What is left of a sheet when it is graded."""

    name: str
    file: str
    """As it can be shown; empty of a scenario's own answers."""
    shown: Any
    """Its rows, or its facts, packed."""
    cells: GradeCells
    """What stands in its line of the table of grades."""
    mistakes: tuple[str, ...]
    """The ids of the likeliest mistakes."""
    is_right: bool
    corrected: str = ""
    """The sheet with the right numbers, where that is wanted."""
    facts: SheetFacts | None = None
    """What a summary of the class needs, where pages are wanted."""
    pages: Mapping[PageForm, str] = field(default_factory=dict)


class Reporter:
    """Grades and reports the sheets of one exercise, one after another."""

    def __init__(self, program: Program, settings: ReportSettings, tell: Tell = tell_nobody) -> None:
        self._tell = tell
        self._program = program
        self._settings = settings
        self._grade: Callable[[Sheet], GradingResult] | None = None

    def report_task(self, task: SheetTask) -> SheetReport:
        """Read, grade and report the sheet of a task; raise SheetError with everything that is wrong with it."""
        if task.text is None:
            sheet = read_sheet(find_sheet(task.path), self._program)
        else:
            sheet = parse_sheet(task.text, task.path, self._program)
        return self.report(replace(sheet, name=task.name) if task.name else sheet, visible(task.path))

    def report(self, sheet: Sheet, file: str = "") -> SheetReport:
        """Grade and report a sheet of a file.

        The grader is made for the first sheet, and anew after a fault, which may have left it in disorder.
        """
        grade = self._grade or self._grading()
        self._grade = None
        result = grade(sheet)
        self._grade = grade
        settings = self._settings
        marks = marks_of(result, settings.asked, settings.scale)
        report = SheetReport(
            sheet.name,
            file,
            self._shown(result, marks),
            grade_cells(result, marks),
            result.mistakes,
            result.is_right,
            corrected_sheet(result, self._program) if settings.corrected else "",
        )
        return self._with_pages(report, result, marks) if settings.pages else report

    def _grading(self) -> Callable[[Sheet], GradingResult]:
        grader = Grader(self._program, self._settings.tolerance, tell=self._tell)
        return SameAnswers(grader.grade_alike if self._settings.alike else grader.grade).grade

    def _with_pages(self, report: SheetReport, result: GradingResult, marks: Marks) -> SheetReport:
        """Return the report with the feedback for the student, and what the summary of the class needs."""
        found = findings_of(result)
        file = PurePath(report.file).name
        page = student_page(result, found, marks, self._program, file, answers=self._settings.answers)
        pages = {form: _written(page, form) for form in sorted(self._settings.pages)}
        return replace(report, facts=sheet_facts(result, found, marks, self._program), pages=pages)

    def _shown(self, result: GradingResult, marks: Marks) -> Any:
        in_words = marks if self._settings.shows_marks else None
        match self._settings.form:
            case "facts":
                return _packed(result_facts(result, marks))
            case "errata":
                return tuple(map(TextRow, errata_lines(result)))
            case "line":
                return (TextRow(f"{result.sheet.name}: {summary_line(result, in_words)}"),)
            case "text":
                settings = self._settings
                return tuple(result_rows(result, settings.digits, verbose=settings.verbose, marks=in_words))


def _packed(facts: Any) -> Any:
    """Return facts as compressed JSON, a tenth of their memory; themselves where they can't be written as JSON."""
    import zlib  # for this form only

    import orjson

    try:
        return zlib.compress(orjson.dumps(facts), 1)
    except orjson.JSONEncodeError:
        return facts


def unpacked(shown: Any) -> Any:
    """Return the facts that a report shows."""
    if not isinstance(shown, bytes):
        return shown
    import zlib

    import orjson

    return orjson.loads(zlib.decompress(shown))


def _written(page: Page, form: PageForm) -> str:
    match form:
        case "md":
            return markdown_page(page)
        case "html":
            return html_page(page)
        case "fragment":
            return html_fragment(page)
        case _:
            assert_never(form)


def sheet_name(path: str) -> str:
    """Return what the sheet of a file is called, unless another file of its class has the same name."""
    return visible(Path(find_sheet(path)).stem)
