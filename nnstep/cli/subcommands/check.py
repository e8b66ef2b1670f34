"""``nnstep check``: verdicts on the answers of a sheet, or of many."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from nnstep.cli import exit_status
from nnstep.cli.output import echo_json, say
from nnstep.errors import CommandError, SheetError

if TYPE_CHECKING:
    from nnstep.grading.result import GradingResult
    from nnstep.grading.sheet.answer_sheet import Sheet
    from nnstep.grading.tolerance import Tolerance
    from nnstep.grading.verdict import Kind


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
@click.option("--csv", "grades", type=click.Path(), help="Write a table with one line per sheet and its points.")
@click.option("--author", is_flag=True, help="Treat the sheet as a printed solution and list its errata.")
@click.option("--corrected", type=click.Path(), help="Write a copy of the sheet with the right numbers.")
@click.option("--force", is_flag=True, help="Overwrite the --csv and --corrected files.")
@click.option("--alike", is_flag=True, help="For right numbers, also list the mistakes that give the same digits.")
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
    grades: str | None,
    author: bool,
    corrected: str | None,
    alike: bool,
    force: bool,
    as_json: bool,
) -> None:
    """Check every number on answer sheets.

    For a wrong number, name the mistake that produces exactly those digits. Without SHEETS, check the answers in
    SCENARIO itself. Exit status 1 if any number is not right.
    """
    from nnstep.fault import Faults
    from nnstep.grading.grader import Grader
    from nnstep.grading.many_sheets import GradedSheet, grade_many
    from nnstep.grading.reports.errata import errata_lines
    from nnstep.grading.reports.json_report import result_facts
    from nnstep.grading.reports.text_report import result_lines
    from nnstep.grading.sheet.scenario_answers import own_sheet
    from nnstep.grading.sheet.sheet_reader import find_sheet, program_for
    from nnstep.session.opening import open_program

    tolerance = _tolerance(
        {"decimals": decimals, "significant": significant, "absolute": absolute, "relative": relative},
        halves,
        accepts_cut=not strict_rounding,
    )
    scale = _scale(points)
    program = program_for(map(find_sheet, sheets), open_program(scenario))
    _check_outputs(grades, corrected, [*program.scenario.inputs, *sheets], len(sheets) or 1, overwrite=force)

    def grading() -> Callable[[Sheet], GradingResult]:
        grader = Grader(program, tolerance)
        return grader.grade_alike if alike else grader.grade

    def show(result: GradingResult) -> Any:
        if as_json:
            return result_facts(result, scale)
        if author:
            return "\n".join(errata_lines(result))
        if len(sheets) > 1:
            return f"{result.sheet.name}: {result.summary}"
        return "\n".join(result_lines(result, digits))

    if sheets:
        graded, failures, faults = grade_many(sheets, program, grading, show)
    else:
        own = grading()(own_sheet(program))
        graded, failures, faults = [GradedSheet(own, show(own))], [], Faults()
    results = [one.result for one in graded]
    if as_json:
        echo_json("check", [one.shown for one in graded])
    else:
        for one in graded:
            say(one.shown)
        if len(sheets) > 1 and not author:
            _print_frequent(results)
    if grades is not None:
        from nnstep.grading.reports.csv_report import grades_csv
        from nnstep.outputs.whole import write_text

        write_text(Path(grades), grades_csv(results, scale), overwrite=force)
    if corrected is not None:
        from nnstep.grading.reports.errata import corrected_sheet
        from nnstep.outputs.whole import write_text

        write_text(Path(corrected), corrected_sheet(results[0], program), overwrite=force)
    if faults.count:
        say("\n\n".join(failures), aside=True)
        ctx.exit(exit_status.FAULT)
    if failures:
        others = f"the other {len(graded)} {'is' if len(graded) == 1 else 'are'} graded"
        these = "this one is not" if len(failures) == 1 else "these are not"
        raise SheetError("\n\n".join(failures), f"{others}; {these}" if graded else "")
    ctx.exit(exit_status.of_check(passed=all(result.is_right for result in results)))


def _check_outputs(
    grades: str | None, corrected: str | None, inputs: list[str], sheets: int, *, overwrite: bool
) -> None:
    from nnstep.outputs.asked import Output, check_outputs

    if corrected is not None and sheets != 1:
        raise CommandError("--corrected needs exactly one sheet", "name one sheet")
    asked = [(grades, {".csv": "a table"}, "--csv"), (corrected, {".toml": "an answer sheet"}, "--corrected")]
    outputs = [Output(Path(name), endings, option) for name, endings, option in asked if name is not None]
    check_outputs(*outputs, inputs=inputs, overwrite=overwrite)


def _tolerance(rules: dict[str, float | None], halves: Any, *, accepts_cut: bool) -> Tolerance:
    from nnstep.grading.tolerance import Tolerance

    asked = {rule: amount for rule, amount in rules.items() if amount is not None}
    if len(asked) > 1:
        raise CommandError(f"{' and '.join(f'--{rule}' for rule in asked)} can't be combined", "use one of them")
    for rule, amount in asked.items():
        return Tolerance(rule, amount, halves)  # type: ignore[arg-type]
    return Tolerance(halves=halves, accepts_cut=accepts_cut)


def _scale(text: str | None) -> dict[Kind, float]:
    from nnstep.grading.verdict import OLD_IDS, POINTS, Kind

    scale = dict(POINTS)
    for part in filter(None, (text or "").split(",")):
        name, _, number = part.partition("=")
        kind = OLD_IDS.get(name.strip(), name.strip())
        if kind not in get_args(Kind):
            raise CommandError(f"unknown verdict {kind!r}", f"there are {', '.join(get_args(Kind))}")
        try:
            value = float(number)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            raise CommandError(f"invalid points {part!r}", "write it as carried=0.5")
        scale[kind] = value  # type: ignore[index]
    return scale


def _print_frequent(results: list[GradingResult]) -> None:
    from nnstep.grading.mistakes import MISTAKES
    from nnstep.grading.result import frequent_mistakes

    frequent = frequent_mistakes(results)
    if not frequent:
        return
    meanings = {mistake.id: mistake.diagnosis for mistake in MISTAKES}
    say("\nThe most frequent mistakes:")
    for ids, count in frequent[:10]:
        meaning = ", and ".join(meanings[id] for id in ids.split(" + "))
        say(f"  {count:>4} {'sheet ' if count == 1 else 'sheets'}  {ids}: {meaning}")
