"""``nnstep check``: verdicts on the answers of a sheet, or of many."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from nnstep.cli import exit_status
from nnstep.cli.output import say
from nnstep.errors import CommandError, SheetError

if TYPE_CHECKING:
    from nnstep.grading.result import Judgement
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
    from nnstep.cli.scenario_argument import load_program
    from nnstep.fault import Faults
    from nnstep.grading.grader import Engine
    from nnstep.grading.many_sheets import Judged, judge_many
    from nnstep.grading.reports.errata import errata_lines
    from nnstep.grading.reports.json_report import judgement_facts
    from nnstep.grading.reports.text_report import judgement_lines
    from nnstep.grading.sheet.sheet_reader import own_sheet

    comparison = _comparison(
        {"decimals": decimals, "significant": significant, "absolute": absolute, "relative": relative}, halves
    )
    scale = _scale(points)
    program = load_program(scenario)
    _check_outputs(grades, corrected, [*program.scenario.inputs, *sheets], len(sheets) or 1, overwrite=force)

    def judging() -> Callable[[Sheet], Judgement]:
        engine = Engine(program, comparison)
        return engine.judge_alike if alike else engine.judge

    def show(judgement: Judgement) -> Any:
        if as_json:
            return judgement_facts(judgement, scale)
        if author:
            return "\n".join(errata_lines(judgement))
        if len(sheets) > 1:
            return f"{judgement.sheet.name}: {judgement.summary}"
        return "\n".join(judgement_lines(judgement, digits))

    if sheets:
        judged, failures, faults = judge_many(sheets, program, judging, show)
    else:
        own = judging()(own_sheet(program))
        judged, failures, faults = [Judged(own, show(own))], [], Faults()
    judgements = [one.judgement for one in judged]
    if as_json:
        from nnstep.cli.output import echo_json

        echo_json("check", [one.shown for one in judged])
    else:
        for one in judged:
            say(one.shown)
        if len(sheets) > 1 and not author:
            _print_frequent(judgements)
    if grades is not None:
        from nnstep.grading.reports.csv_report import grades_csv
        from nnstep.outputs.whole import write_text

        write_text(Path(grades), grades_csv(judgements, scale), overwrite=force)
    if corrected is not None:
        from nnstep.grading.reports.errata import corrected_sheet
        from nnstep.outputs.whole import write_text

        write_text(Path(corrected), corrected_sheet(judgements[0], program), overwrite=force)
    if faults.count:
        say("\n\n".join(failures), aside=True)
        ctx.exit(exit_status.FAULT)
    if failures:
        others = f"the other {len(judged)} {'is' if len(judged) == 1 else 'are'} judged"
        these = "this one is not" if len(failures) == 1 else "these are not"
        raise SheetError("\n\n".join(failures), f"{others}; {these}" if judged else "")
    ctx.exit(exit_status.of_check(passed=all(judgement.is_right for judgement in judgements)))


def _check_outputs(
    grades: str | None, corrected: str | None, inputs: list[str], sheets: int, *, overwrite: bool
) -> None:
    from nnstep.outputs.asked import Output, check_outputs

    if corrected is not None and sheets != 1:
        raise CommandError("--corrected needs exactly one sheet", "name one sheet")
    asked = [(grades, {".csv": "a table"}, "--csv"), (corrected, {".toml": "an answer sheet"}, "--corrected")]
    outputs = [Output(Path(name), endings, option) for name, endings, option in asked if name is not None]
    check_outputs(*outputs, inputs=inputs, overwrite=overwrite)


def _comparison(rules: dict[str, float | None], halves: Any) -> Tolerance:
    from nnstep.grading.tolerance import Tolerance

    asked = {rule: amount for rule, amount in rules.items() if amount is not None}
    if len(asked) > 1:
        raise CommandError(f"{' and '.join(f'--{rule}' for rule in asked)} can't be combined", "use one of them")
    for rule, amount in asked.items():
        return Tolerance(rule, amount, halves)  # type: ignore[arg-type]
    return Tolerance(halves=halves)


def _scale(text: str | None) -> dict[Kind, float]:
    from nnstep.grading.verdict import POINTS, Kind

    scale = dict(POINTS)
    for part in filter(None, (text or "").split(",")):
        kind, _, number = part.partition("=")
        if kind.strip() not in get_args(Kind):
            raise CommandError(f"unknown verdict {kind.strip()!r}", f"there are {', '.join(get_args(Kind))}")
        try:
            value = float(number)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            raise CommandError(f"invalid points {part!r}", "write it as carried=0.5")
        scale[kind.strip()] = value  # type: ignore[index]
    return scale


def _print_frequent(judgements: list[Judgement]) -> None:
    from nnstep.grading.mistakes import MISTAKES
    from nnstep.grading.result import frequent_mistakes

    frequent = frequent_mistakes(judgements)
    if not frequent:
        return
    meanings = {mistake.id: mistake.diagnosis for mistake in MISTAKES}
    say("\nThe most frequent mistakes:")
    for ids, count in frequent[:10]:
        meaning = ", and ".join(meanings[id] for id in ids.split(" + "))
        say(f"  {count:>4} {'sheet ' if count == 1 else 'sheets'}  {ids}: {meaning}")
