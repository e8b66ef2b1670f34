"""``nnstep check``: verdicts on the answers of a sheet, or of many."""

from __future__ import annotations

from pathlib import Path

import click

from nnstep.cli import exit_status
from nnstep.cli.check_options import chosen_jobs, chosen_points, chosen_tolerance
from nnstep.cli.output import echo_json, say, say_styled, width_to_fill
from nnstep.errors import CommandError, SheetError


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
@click.option("--force", is_flag=True, help="Overwrite the --csv and --corrected files.")
@click.option("--alike", is_flag=True, help="For right numbers, also list the mistakes that give the same digits.")
@click.option(
    "--jobs", type=click.IntRange(1), help="Number of processes (default: for many sheets one for each core)."
)
@click.option("--json", "as_json", is_flag=True, help="Print every verdict as JSON.")
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
) -> None:
    """Check every number on answer sheets.

    For a wrong number, name the mistake that produces exactly those digits. The points count the numbers that were
    asked: one that is not on the sheet gets none. Without SHEETS, check the answers in SCENARIO itself. Exit status 1
    if any number is not right.
    """
    from functools import partial

    from nnstep.classroom.many.many_sheets import GradedSheets, grade_many
    from nnstep.classroom.many.sheet_report import Reporter, ReportForm, ReportSettings
    from nnstep.grading.asked_numbers import asked_on, asked_on_blank
    from nnstep.grading.reports.report_rows import laid_out
    from nnstep.grading.sheet.scenario_answers import own_sheet
    from nnstep.grading.sheet.sheet_reader import find_sheet, program_for
    from nnstep.session.opening import open_program

    tolerance = chosen_tolerance(
        {"decimals": decimals, "significant": significant, "absolute": absolute, "relative": relative},
        halves,
        accepts_cut=not strict_rounding,
    )
    scale = chosen_points(points)
    exercise = open_program(scenario)
    read = [*sheets, *filter(None, [of])]
    program = program_for(map(find_sheet, read), exercise)
    _check_outputs(grades, corrected, [*program.scenario.inputs, *read], len(sheets) or 1, overwrite=force)
    asked = asked_on(of, program) if of else asked_on_blank(exercise) if sheets else None
    form: ReportForm = (
        "facts" if as_json else "errata" if author else "line" if len(sheets) > 1 and not verbose else "text"
    )
    marked = bool(of or points or len(sheets) > 1)
    settings = ReportSettings(form, tolerance, alike, scale, asked, marked, digits, verbose, corrected is not None)

    if sheets:
        opening = partial(open_program, scenario, mentions=program.scenario.quantities)
        graded = grade_many(sheets, program, settings, chosen_jobs(jobs, len(sheets)), opening)
    else:
        graded = GradedSheets([Reporter(program, settings).report(own_sheet(program))])
    reports, failures = graded.reports, graded.failures
    if as_json:
        echo_json("check", [report.shown for report in reports])
    else:
        for report in reports:
            say_styled(laid_out(report.shown, width_to_fill()))
        if len(sheets) > 1 and not author:
            _print_frequent([report.mistakes for report in reports])
    if grades is not None:
        from nnstep.grading.asked_numbers import asked_by
        from nnstep.grading.reports.csv_report import grades_csv
        from nnstep.outputs.whole import write_text

        columns = asked_by(own_sheet(program)) if asked is None else asked
        write_text(Path(grades), grades_csv(columns, [report.row for report in reports]), overwrite=force)
    if corrected is not None:
        from nnstep.outputs.whole import write_text

        write_text(Path(corrected), reports[0].corrected, overwrite=force)
    if graded.faults.count:
        say("\n\n".join(failures), aside=True)
        ctx.exit(exit_status.FAULT)
    if failures:
        others = f"the other {len(reports)} {'is' if len(reports) == 1 else 'are'} graded"
        these = "this one is not" if len(failures) == 1 else "these are not"
        raise SheetError("\n\n".join(failures), f"{others}; {these}" if reports else "")
    ctx.exit(exit_status.of_check(passed=all(report.is_right for report in reports)))


def _check_outputs(
    grades: str | None, corrected: str | None, inputs: list[str], sheets: int, *, overwrite: bool
) -> None:
    from nnstep.outputs.asked import Output, check_outputs

    if corrected is not None and sheets != 1:
        raise CommandError("--corrected needs exactly one sheet", "name one sheet")
    asked = [(grades, {".csv": "a table"}, "--csv"), (corrected, {".toml": "an answer sheet"}, "--corrected")]
    outputs = [Output(Path(name), endings, option) for name, endings, option in asked if name is not None]
    check_outputs(*outputs, inputs=inputs, overwrite=overwrite)


def _print_frequent(mistakes: list[tuple[str, ...]]) -> None:
    from nnstep.grading.mistakes import MISTAKES
    from nnstep.grading.result import frequent_mistakes

    frequent = frequent_mistakes(mistakes)
    if not frequent:
        return
    meanings = {mistake.id: mistake.diagnosis for mistake in MISTAKES}
    say("\nThe most frequent mistakes:")
    for ids, count in frequent[:10]:
        meaning = ", and ".join(meanings[id] for id in ids.split(" + "))
        say(f"  {count:>4} {'sheet ' if count == 1 else 'sheets'}  {ids}: {meaning}")
