"""What a command needs of one graded sheet, as plain data that can come from another process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, TypeAlias

from nnstep.grading.asked_numbers import Asked
from nnstep.grading.grader import Grader
from nnstep.grading.marks import Marks, marks_of
from nnstep.grading.reports.csv_report import grade_row
from nnstep.grading.reports.errata import corrected_sheet, errata_lines
from nnstep.grading.reports.json_report import result_facts
from nnstep.grading.reports.report_rows import TextRow
from nnstep.grading.reports.text_report import result_rows, summary_line
from nnstep.grading.result import GradingResult
from nnstep.grading.sheet.answer_sheet import Sheet
from nnstep.grading.sheet.sheet_reader import find_sheet, read_sheet
from nnstep.grading.tolerance import Tolerance
from nnstep.grading.verdict import Kind
from nnstep.harmless_text import visible
from nnstep.program.program import Program

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


@dataclass(frozen=True, slots=True)
class SheetReport:
    """What is left of a sheet when it is graded."""

    shown: Any
    """Its rows, or its facts."""
    row: tuple[str, ...]
    """Its line in the table of grades."""
    mistakes: tuple[str, ...]
    """The ids of the likeliest mistakes."""
    is_right: bool
    corrected: str = ""
    """The sheet with the right numbers, where that is wanted."""


class Reporter:
    """Grades and reports the sheets of one exercise, one after another."""

    def __init__(self, program: Program, settings: ReportSettings) -> None:
        self._program = program
        self._settings = settings
        self._grade: Callable[[Sheet], GradingResult] | None = None

    def report_file(self, path: str, name: str = "") -> SheetReport:
        """Read, grade and report the sheet at `path`, under another `name` if one is given.

        Raise SheetError with everything that is wrong with it.
        """
        sheet = read_sheet(find_sheet(path), self._program)
        return self.report(replace(sheet, name=name) if name else sheet, path)

    def report(self, sheet: Sheet, path: str = "") -> SheetReport:
        """Grade and report a sheet.

        The grader is made for the first sheet, and anew after a fault, which may have left it in disorder.
        """
        grade = self._grade or self._grading()
        self._grade = None
        result = grade(sheet)
        self._grade = grade
        settings = self._settings
        marks = marks_of(result, settings.asked, settings.scale)
        return SheetReport(
            self._shown(result, marks),
            grade_row(result, marks, visible(path)),
            result.mistakes,
            result.is_right,
            corrected_sheet(result, self._program) if settings.corrected else "",
        )

    def _grading(self) -> Callable[[Sheet], GradingResult]:
        grader = Grader(self._program, self._settings.tolerance)
        return grader.grade_alike if self._settings.alike else grader.grade

    def _shown(self, result: GradingResult, marks: Marks) -> Any:
        in_words = marks if self._settings.shows_marks else None
        match self._settings.form:
            case "facts":
                return result_facts(result, marks)
            case "errata":
                return tuple(map(TextRow, errata_lines(result)))
            case "line":
                return (TextRow(f"{result.sheet.name}: {summary_line(result, in_words)}"),)
            case "text":
                settings = self._settings
                return tuple(result_rows(result, settings.digits, verbose=settings.verbose, marks=in_words))


def sheet_name(path: str) -> str:
    """Return what the sheet of a file is called, unless another file of its class has the same name."""
    return visible(Path(find_sheet(path)).stem)
