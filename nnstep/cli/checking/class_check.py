"""``nnstep check`` for a class: from what was handed in to grades, feedback and a summary."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from nnstep.classroom.class_result import ClassResult, StudentOutcome, grade_class
from nnstep.classroom.gradebooks.grades_table import GradeLine, grades_csv
from nnstep.classroom.many.reporters import OpenExercise
from nnstep.classroom.many.sheet_report import ReportSettings
from nnstep.classroom.variants.swapped_variants import SwappedVariants
from nnstep.cli.checking.checked_output import print_reports, status_after
from nnstep.cli.checking.class_outputs import ClassOutputs
from nnstep.cli.output import say
from nnstep.cli.progress_line import ProgressLine
from nnstep.errors import lines_of
from nnstep.grading.asked_numbers import Asked
from nnstep.outputs.whole import write_text
from nnstep.problems.message_text import counted
from nnstep.program.program import Program


def check_class(
    outputs: ClassOutputs,
    scenario: str,
    program: Program,
    opening: OpenExercise,
    settings: ReportSettings,
    jobs: int,
    grades: str | None,
) -> int:
    """Grade a class, print and write everything that was asked for, and return the exit status.

    Raise SheetError at the end where some sheets are not graded.
    """
    opened = outputs.opened
    settings = replace(settings, pages=outputs.pages, answers=opened.options.with_answers)
    with ProgressLine() as line:
        result = grade_class(
            opened.paired, opened.exercise_of(scenario), opening, settings, jobs, line.tell, {scenario: program}
        )
        if opened.variants is not None:
            result = SwappedVariants(opened.variants, opening, settings.tolerance).marked(result, line.tell)
    as_json = settings.form == "facts"
    print_reports(result.reports, as_json=as_json, of_many=settings.form != "errata")
    say(lines_of("", *_lines(result)), aside=as_json)
    if grades is not None and settings.asked is not None:
        write_text(Path(grades), _grades(result, settings.asked), overwrite=outputs.overwrite)
    with ProgressLine("writing the feedback"):
        outputs.write(program.title, result)
    failures = [_failure(each) for each in result.refused]
    return status_after(result.reports, failures, result.faults.count)


def _failure(each: StudentOutcome) -> str:
    """Return why a sheet is not graded, and whose it is."""
    return each.refusal if each.file in each.refusal else f"{each.student.label}: {each.refusal}"


def _lines(result: ClassResult) -> Iterator[str]:
    """Yield what is to be said of a class beside its grades: who is missing, who is nobody, which file was taken."""
    known = [each for each in result.students if not each.doubt]
    parts = [f"{counted(len(result.reports), 'sheet')} graded"]
    parts += [f"{len(result.refused)} not graded"] if result.refused else []
    parts += [f"{len(result.missing)} of {len(known)} students handed in nothing"] if result.missing else []
    yield "; ".join(parts)
    yield from (f"  nothing handed in: {each.student.label}" for each in result.missing)
    yield from (f"  {each.student.label}: {each.swap}" for each in result.swapped)
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
