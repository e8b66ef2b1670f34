"""``nnstep check``: verdicts on the answers of a sheet, or of many."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from nnstep.cli.checking.check_options import chosen_jobs, chosen_points, chosen_tolerance
from nnstep.cli.checking.class_options import ClassOptions, class_options
from nnstep.cli.results.json_option import json_option
from nnstep.errors import CommandError


def _result() -> Any:
    from nnstep.grading.reports.json_report import CheckedSheet

    return list[CheckedSheet]


@click.command("check")
@click.argument("scenario")
@click.argument("sheets", nargs=-1, type=click.Path())
@click.option("--decimals", type=click.IntRange(0, 15), help="Accept answers that agree to N decimal places.")
@click.option("--significant", type=click.IntRange(1, 15), help="Accept answers that agree to N significant figures.")
@click.option("--absolute", type=click.FloatRange(0), help="Accept answers that differ by at most this amount.")
@click.option(
    "--relative", type=click.FloatRange(0), help="Accept answers that differ by at most this fraction of the value."
)
@click.option("--halves", type=click.Choice(["either", "half-up", "half-even"]), default="either", show_default=True)
@click.option("--strict-rounding", is_flag=True, help="Do not accept numbers whose last digits were cut off.")
@click.option(
    "--digits", type=click.IntRange(1, 17), help="Significant digits to show (default: as many as you wrote)."
)
@click.option("--points", metavar="KIND=N,...", help="Points for each verdict, such as carried=0.5,ambiguous=0.")
@click.option(
    "--of", metavar="SHEET", help="The sheet that says which numbers were asked (default: the blank sheet of SCENARIO)."
)
@click.option("--csv", "grades", type=click.Path(), help="Write a table with one line per sheet and its points.")
@click.option(
    "-v", "--verbose", is_flag=True, help="List every number, with its right value and all that may explain it."
)
@click.option("--author", is_flag=True, help="Treat the sheet as a printed solution and list its errata.")
@click.option("--corrected", type=click.Path(), help="Write a copy of the sheet with the right numbers.")
@click.option("--force", is_flag=True, help="Overwrite existing files.")
@click.option("--alike", is_flag=True, help="For right numbers, also list the mistakes that give the same digits.")
@click.option(
    "--jobs", type=click.IntRange(1), help="Number of processes (default: for many sheets one for each core)."
)
@json_option("every verdict", _result)
@class_options
@click.pass_context
def command(
    ctx: click.Context,
    scenario: str,
    sheets: tuple[str, ...],
    *,
    decimals: int | None,
    significant: int | None,
    absolute: float | None,
    relative: float | None,
    halves: str,
    strict_rounding: bool,
    digits: int | None,
    points: str | None,
    of: str | None,
    grades: str | None,
    verbose: bool,
    author: bool,
    corrected: str | None,
    alike: bool,
    force: bool,
    jobs: int | None,
    as_json: bool,
    of_class: ClassOptions,
) -> None:
    """Check every number on answer sheets.

    For a wrong number, name the mistake that produces exactly those digits. The points count the numbers that were
    asked: one that is not on the sheet gets none. SHEETS are files, folders, or .zip archives as learning platforms
    export them. Without SHEETS, check the answers in SCENARIO itself. Exit status 1 if any number is not right.
    """
    from functools import partial

    from nnstep.classroom.many.many_sheets import file_tasks, grade_many
    from nnstep.classroom.many.sheet_report import Reporter, ReportForm, ReportSettings
    from nnstep.cli.checking.checked_output import print_reports, status_after
    from nnstep.cli.checking.class_check import check_class
    from nnstep.cli.checking.class_outputs import ClassOutputs
    from nnstep.cli.checking.opened_class import opened_class
    from nnstep.cli.progress_line import ProgressLine, reading
    from nnstep.grading.asked_numbers import asked_by, asked_on, asked_on_blank
    from nnstep.grading.sheet.scenario_answers import own_sheet
    from nnstep.grading.sheet.sheet_reader import find_sheet, program_for
    from nnstep.outputs.whole import write_text
    from nnstep.session.opening import open_program

    tolerance = chosen_tolerance(
        {"decimals": decimals, "significant": significant, "absolute": absolute, "relative": relative},
        halves,
        accepts_cut=not strict_rounding,
    )
    scale = chosen_points(points)
    with reading(scenario):
        exercise = open_program(scenario)
    with reading(*sheets):
        opened = opened_class(sheets, of_class) if of_class.are_meant(sheets) else None
    if opened is not None and opened.variants is not None:
        opened.variants.check_is_of(exercise.scenario.name, exercise.title)
    read = [*(sheets if opened is None else opened.files), *filter(None, [of])]
    with reading(*read):
        program = program_for(map(find_sheet, read), exercise, {} if opened is None else opened.texts)
    inputs = [*program.scenario.inputs, *read, *([] if opened is None else opened.tables)]
    many = opened is not None or len(sheets) > 1
    outputs = ClassOutputs(opened, overwrite=force) if opened is not None else None
    _check_outputs(grades, corrected, inputs, one=not many, overwrite=force)
    asked = asked_on(of, program) if of else asked_on_blank(exercise) if sheets else None
    form: ReportForm = "facts" if as_json else "errata" if author else "line" if many and not verbose else "text"
    marked = bool(of or points or many)
    settings = ReportSettings(form, tolerance, alike, scale, asked, marked, digits, verbose, corrected is not None)
    opening = partial(open_program, mentions=program.scenario.quantities)
    if outputs is not None:
        processes = chosen_jobs(jobs, outputs.sheets)
        ctx.exit(check_class(outputs, scenario, program, opening, settings, processes, grades))
    tasks = file_tasks(sheets, scenario)
    if many:
        processes = chosen_jobs(jobs, len(sheets))
        with ProgressLine("checking", *sheets) as line:
            graded = grade_many(tasks, opening, settings, processes, line.tell, {scenario: program})
        reports, failures, faults = graded.reports, graded.failures, graded.faults.count
    else:
        with ProgressLine("checking", *sheets) as line:
            reporter = Reporter(program, settings, line.tell)
            reports = [reporter.report_task(tasks[0]) if tasks else reporter.report(own_sheet(program))]
        failures, faults = [], 0
    print_reports(reports, as_json=as_json, of_many=many and not author)
    if grades is not None:
        from nnstep.classroom.gradebooks.grades_table import GradeLine, grades_csv

        columns = asked_by(own_sheet(program)) if asked is None else asked
        lines = (GradeLine(report.name, report.cells, report.file) for report in reports)
        write_text(Path(grades), grades_csv(columns, lines), overwrite=force)
    if corrected is not None:
        write_text(Path(corrected), reports[0].corrected, overwrite=force)
    ctx.exit(status_after(reports, failures, faults))


def _check_outputs(grades: str | None, corrected: str | None, inputs: list[str], *, one: bool, overwrite: bool) -> None:
    from nnstep.outputs.asked import Output, check_outputs

    if corrected is not None and not one:
        raise CommandError("--corrected needs exactly one sheet", "name one sheet")
    asked = [(grades, {".csv": "a table"}, "--csv"), (corrected, {".toml": "an answer sheet"}, "--corrected")]
    outputs = [Output(Path(name), endings, option) for name, endings, option in asked if name is not None]
    check_outputs(*outputs, inputs=inputs, overwrite=overwrite)
