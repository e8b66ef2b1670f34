"""``nnstep check`` for a class: from what was handed in to grades, feedback and a summary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from nnstep.classroom.class_files import feedback_files, filled_worksheet, page_names, results_files
from nnstep.classroom.class_result import ClassResult, ExerciseOf, StudentOutcome, grade_class
from nnstep.classroom.feedback.feedback_folder import FeedbackFolder, WrittenFolder
from nnstep.classroom.feedback.file_names import INDEX, feedback_names
from nnstep.classroom.feedback.page import PageForm
from nnstep.classroom.gradebooks.grades_table import GradeLine, grades_csv
from nnstep.classroom.gradebooks.moodle_worksheet import MoodleWorksheet, read_worksheet
from nnstep.classroom.handed_in.entries import HandedEntry
from nnstep.classroom.handed_in.submissions import submissions_in
from nnstep.classroom.many.reporters import OpenExercise
from nnstep.classroom.many.sheet_report import ReportSettings
from nnstep.classroom.roster.pairing import Paired, paired
from nnstep.classroom.roster.roster import Roster, read_roster
from nnstep.classroom.variants.manifest import VariantBook, read_book
from nnstep.cli.checked_output import print_reports, status_after
from nnstep.cli.class_options import ClassOptions
from nnstep.cli.output import say
from nnstep.cli.progress_line import ProgressLine
from nnstep.errors import CommandError
from nnstep.grading.asked_numbers import Asked
from nnstep.outputs.asked import Output, check_outputs
from nnstep.outputs.whole import write_text
from nnstep.program.program import Program


@dataclass(frozen=True, slots=True)
class OpenedClass:
    """A class before it is graded."""

    options: ClassOptions
    paired: Paired
    roster: Roster | None
    worksheet: MoodleWorksheet | None
    variants: VariantBook | None = None
    """The exercises of the students, where each has their own."""

    def exercise_of(self, scenario: str) -> ExerciseOf:
        """Return which exercise is whose: the student's variant of `scenario`, or for all the scenario itself."""
        book = self.variants
        return (lambda _id: scenario) if book is None else lambda id: str(book.scenario_of(id))

    @property
    def files(self) -> list[str]:
        """The sheets that are files."""
        return [str(entry.file) for entry in self._sheets if entry.file is not None]

    @property
    def texts(self) -> dict[str, str]:
        """The sheets that come from an archive, by what they are called."""
        return {entry.shown: entry.text for entry in self._sheets if entry.file is None and entry.text is not None}

    @property
    def tables(self) -> list[str]:
        """The files that say who is in the class, which must not be written to."""
        return [name for name in (self.options.roster, self.options.moodle) if name is not None]

    @property
    def _sheets(self) -> list[HandedEntry]:
        return [entry for each in self.paired.handed_in if (entry := each.submission.sheet) is not None]


def opened_class(sheets: Sequence[str], options: ClassOptions) -> OpenedClass:
    """Return who handed in what; raise CommandError where a table or a folder can't be read, or nothing is in it."""
    if not sheets:
        raise CommandError("these options need sheets", "name a folder of submissions, a .zip archive or sheets")
    if options.moodle is not None and options.feedback is None:
        raise CommandError("--moodle needs --feedback", "the filled worksheet goes to that folder: --feedback out")
    for option, value in (("--id-column", options.id_column), ("--name-column", options.name_column)):
        if value is not None and options.roster is None:
            raise CommandError(f"{option} needs --roster", "name the table of the class")
    worksheet = read_worksheet(Path(options.moodle)) if options.moodle is not None else None
    roster = worksheet.roster() if worksheet is not None else None
    if options.roster is not None:
        roster = read_roster(Path(options.roster), options.id_column or "", options.name_column or "")
    book = read_book(options.variants) if options.variants is not None else None
    if book is not None and roster is None:
        roster = book.roster
    submissions = submissions_in([Path(name) for name in sheets], options.platform or "")
    if not submissions:
        raise CommandError("nothing was handed in: there are no files in it", "name the folder of the submissions")
    return OpenedClass(options, paired(submissions, roster), roster, worksheet, book)


class ClassOutputs:
    """The files that were asked for: checked before any work, and written at its end."""

    def __init__(self, opened: OpenedClass, *, overwrite: bool) -> None:
        """Raise OutputError or CommandError where one of them can't be written."""
        self._opened = opened
        self._overwrite = overwrite
        self._form = opened.options.feedback_format
        handed_in = opened.paired.handed_in
        self._pages = page_names(handed_in, self._form)
        results = feedback_names([(each.student, "") for each in handed_in], ".json")
        self._results = {each.student.id: name for each, name in zip(handed_in, results, strict=True)}
        self._feedback = self._folder(opened.options.feedback, [*self._pages.values(), *self._summaries])
        wanted = opened.options.gradescope
        self._results_file = Path(wanted) if wanted is not None and wanted.lower().endswith(".json") else None
        if self._results_file is not None:
            if len(handed_in) != 1:
                raise CommandError("a .json file holds the results of one sheet", "name a folder: --gradescope results")
            output = Output(self._results_file, {".json": "results for Gradescope"}, "--gradescope")
            check_outputs(output, inputs=[*opened.files, *opened.tables], overwrite=overwrite)
        self._results_folder = self._folder(wanted if self._results_file is None else None, self._results.values())

    @property
    def pages(self) -> frozenset[PageForm]:
        """In which forms the feedback on each sheet is needed."""
        options = self._opened.options
        forms: set[PageForm] = {self._form} if options.feedback is not None else set()
        forms |= {"fragment"} if options.moodle is not None else set()
        return frozenset(forms | ({"md"} if options.gradescope is not None else set()))

    def write(self, title: str, result: ClassResult) -> None:
        """Write all files, and say what became of them."""
        if self._feedback is not None:
            files = feedback_files(title, result, self._pages, self._form)
            files |= self._worksheet(result)
            self._tell(self._opened.options.feedback, self._feedback.write(files, overwrite=self._overwrite))
        results = results_files(result, self._results) if self._opened.options.gradescope is not None else {}
        if self._results_file is not None:
            write_text(self._results_file, next(iter(results.values())), overwrite=self._overwrite)
        elif self._results_folder is not None:
            self._tell(self._opened.options.gradescope, self._results_folder.write(results, overwrite=self._overwrite))

    @property
    def _summaries(self) -> Iterator[str]:
        yield f"{INDEX}.{self._form}"
        if self._opened.options.moodle is not None:
            yield Path(self._opened.options.moodle).name

    def _folder(self, path: str | None, names: Iterable[str]) -> FeedbackFolder | None:
        if path is None:
            return None
        folder = FeedbackFolder(Path(path))
        folder.check(names, overwrite=self._overwrite)
        return folder

    def _worksheet(self, result: ClassResult) -> Mapping[str, str]:
        worksheet, roster = self._opened.worksheet, self._opened.roster
        if worksheet is None or roster is None:
            return {}
        filled = filled_worksheet(worksheet, result, roster)
        say(f"{Path(worksheet.file).name}: {filled.graded} grades filled in", aside=True)
        if filled.locked:
            say(f"  not filled in, because these grades can't be changed: {', '.join(filled.locked)}", aside=True)
        if filled.absent:
            say(f"  graded, but not in the worksheet: {', '.join(filled.absent)}", aside=True)
        return {Path(worksheet.file).name: filled.text}

    def _tell(self, folder: str | None, written: WrittenFolder) -> None:
        removed = f", {len(written.removed)} old ones removed" if written.removed else ""
        say(f"wrote {written.written} files to {folder}; {written.unchanged} are as they were{removed}", aside=True)
        if written.kept:
            say(f"  changed by somebody, and so kept: {', '.join(written.kept)}", aside=True)


def check_class(
    opened: OpenedClass,
    scenario: str,
    program: Program,
    opening: OpenExercise,
    settings: ReportSettings,
    jobs: int,
    grades: str | None,
    *,
    overwrite: bool,
) -> int:
    """Grade a class, print and write everything that was asked for, and return the exit status.

    Raise SheetError at the end where some sheets are not graded.
    """
    outputs = ClassOutputs(opened, overwrite=overwrite)
    settings = replace(settings, pages=outputs.pages, answers=opened.options.with_answers)
    with ProgressLine() as line:
        result = grade_class(
            opened.paired, opened.exercise_of(scenario), opening, settings, jobs, line.tell, {scenario: program}
        )
    as_json = settings.form == "facts"
    print_reports(result.reports, as_json=as_json, of_many=settings.form != "errata")
    say("\n" + "\n".join(_lines(result)), aside=as_json)
    if grades is not None and settings.asked is not None:
        write_text(Path(grades), _grades(result, settings.asked), overwrite=overwrite)
    outputs.write(program.title, result)
    failures = [_failure(each) for each in result.refused]
    return status_after(result.reports, failures, result.faults.count)


def _failure(each: StudentOutcome) -> str:
    """Return why a sheet is not graded, and whose it is."""
    return each.refusal if each.file in each.refusal else f"{each.student.label}: {each.refusal}"


def _lines(result: ClassResult) -> Iterator[str]:
    """Yield what is to be said of a class beside its grades: who is missing, who is nobody, which file was taken."""
    known = [each for each in result.students if not each.doubt]
    parts = [f"{len(result.reports)} {'sheet' if len(result.reports) == 1 else 'sheets'} graded"]
    parts += [f"{len(result.refused)} not graded"] if result.refused else []
    parts += [f"{len(result.missing)} of {len(known)} students handed in nothing"] if result.missing else []
    yield "; ".join(parts)
    yield from (f"  nothing handed in: {each.student.label}" for each in result.missing)
    yield from (f"  not in the roster: {each.file}: {each.doubt}" for each in result.strangers)
    for each in result.students:
        if each.report is not None and each.submission is not None and each.submission.remark:
            yield f"  {each.student.label}: {each.submission.remark}"


def _grades(result: ClassResult, asked: Asked) -> str:
    """Return the table of grades of a class, with everybody in it."""
    lines = (
        GradeLine(each.student.id, each.report.cells if each.report else (), each.file, each.student.name, each.status)
        for each in result.students
    )
    return grades_csv(asked, lines, of_class=True)
