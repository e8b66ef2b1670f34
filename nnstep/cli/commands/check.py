"""``nnstep check``: verdicts on the answers of a sheet, or of many."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from nnstep.cli.output import say
from nnstep.errors import CommandError, NNStepError, SheetError

if TYPE_CHECKING:
    from nnstep.check.comparison import Comparison
    from nnstep.check.judgement import Judgement
    from nnstep.check.sheet import Sheet
    from nnstep.check.verdict import Kind
    from nnstep.program.types import Program


@click.command("check")
@click.argument("scenario")
@click.argument("sheets", nargs=-1, type=click.Path())
@click.option("--decimals", type=click.IntRange(0, 15), help="Right is what agrees to so many decimals.")
@click.option("--significant", type=click.IntRange(1, 15), help="Right is what agrees to so many significant figures.")
@click.option("--absolute", type=click.FloatRange(0), help="Right is what is off by at most this.")
@click.option("--relative", type=click.FloatRange(0), help="Right is what is off by at most this part of the value.")
@click.option("--halves", type=click.Choice(["either", "half-up", "half-even"]), default="either", show_default=True)
@click.option(
    "--digits", type=click.IntRange(1, 17), help="Significant digits shown; left out, as many as were written."
)
@click.option("--points", metavar="KIND=N,...", help="Points by verdict, such as carried=0.5,undecidable=0.")
@click.option("--csv", "grades", type=click.Path(), help="Write one line a sheet, with its points, to this file.")
@click.option("--author", is_flag=True, help="Take the sheet for a printed solution: list its errata.")
@click.option("--corrected", type=click.Path(), help="Write the sheet with right numbers to this file.")
@click.option("--force", is_flag=True, help="Overwrite the files of --csv and --corrected if they exist.")
@click.option("--alike", is_flag=True, help="Say of right numbers too which slips give the same digits.")
@click.option("--json", "as_json", is_flag=True, help="One JSON array with every verdict, for programs.")
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
    """Say of every number on SHEETS whether it is right, and if not, what gives just these digits.

    Without a sheet, the answers that SCENARIO carries itself are checked. Exit status 1 where anything is not right.
    """
    from nnstep.check.engine import Engine
    from nnstep.cli.scenario import load_program

    comparison = _comparison(
        {"decimals": decimals, "significant": significant, "absolute": absolute, "relative": relative}, halves
    )
    scale = _scale(points)
    program = load_program(scenario)
    engine = Engine(program, comparison)
    judge = engine.judge_alike if alike else engine.judge
    found, unread = _sheets(program, sheets)
    judgements = [judge(sheet) for sheet in found]
    if as_json:
        from nnstep.check.facts import judgement_facts
        from nnstep.cli.output import echo_json

        echo_json([judgement_facts(judgement, scale) for judgement in judgements])
    elif author:
        _print_errata(judgements)
    else:
        _print(judgements, digits, brief=len(judgements) > 1)
    if grades is not None:
        from nnstep.check.grades import grades_csv
        from nnstep.cli.output import write_new

        write_new(Path(grades), grades_csv(judgements, scale), overwrite=force)
    if corrected is not None:
        _write_corrected(judgements, program, Path(corrected), overwrite=force)
    if unread:
        raise SheetError("\n\n".join(unread), f"the other {len(found)} are judged; these are not" if found else "")
    ctx.exit(int(not all(judgement.is_right for judgement in judgements)))


def _comparison(rules: dict[str, float | None], halves: Any) -> Comparison:
    from nnstep.check.comparison import Comparison

    asked = {rule: amount for rule, amount in rules.items() if amount is not None}
    if len(asked) > 1:
        raise CommandError(f"{' and '.join(f'--{rule}' for rule in asked)} can't both hold", "choose one of them")
    for rule, amount in asked.items():
        return Comparison(rule, amount, halves)  # type: ignore[arg-type]
    return Comparison(halves=halves)


def _scale(text: str | None) -> dict[Kind, float]:
    from nnstep.check.verdict import POINTS, Kind

    scale = dict(POINTS)
    for part in filter(None, (text or "").split(",")):
        kind, _, number = part.partition("=")
        if kind.strip() not in get_args(Kind):
            raise CommandError(f"{kind.strip()!r} is no verdict", f"there are {', '.join(get_args(Kind))}")
        try:
            value = float(number)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            raise CommandError(f"{part!r} gives no points", "write it as carried=0.5")
        scale[kind.strip()] = value  # type: ignore[index]
    return scale


def _sheets(program: Program, paths: tuple[str, ...]) -> tuple[list[Sheet], list[str]]:
    """Return the sheets, and of each that can't be read why: one of a class does not keep the others from being judged.

    Where several files have one name, as in a folder for each student, the sheets are called by their paths.
    """
    from nnstep.check.reading import find_sheet, read_sheet, scenario_sheet
    from nnstep.visible import visible

    if not paths:
        own = scenario_sheet(program)
        if own is None:
            raise CommandError(f"{program.name} carries no answers", "name a sheet; nnstep sheet writes a blank one")
        return [own], []
    found: list[tuple[str, Sheet]] = []
    unread: list[str] = []
    for path in paths:
        try:
            found.append((path, read_sheet(find_sheet(path), program)))
        except NNStepError as error:
            if len(paths) == 1:
                raise
            unread.append("\n hint: ".join(filter(None, [error.message, error.hint])))
    times = Counter(sheet.name for _, sheet in found)
    return [sheet if times[sheet.name] == 1 else replace(sheet, name=visible(path)) for path, sheet in found], unread


def _print(judgements: list[Judgement], digits: int | None, *, brief: bool) -> None:
    from nnstep.check.judgement import frequent_mistakes
    from nnstep.check.mistakes import MISTAKES
    from nnstep.check.report import judgement_lines

    for judgement in judgements:
        if brief:
            say(f"{judgement.sheet.name}: {judgement.summary}")
        else:
            for line in judgement_lines(judgement, digits):
                say(line)
    frequent = frequent_mistakes(judgements) if brief else []
    if frequent:
        meanings = {mistake.id: mistake.diagnosis for mistake in MISTAKES}
        say("\nThe most frequent mistakes:")
        for ids, count in frequent[:10]:
            meaning = ", and ".join(meanings[id] for id in ids.split(" + "))
            say(f"  {count:>4} {'sheet ' if count == 1 else 'sheets'}  {ids}: {meaning}")


def _print_errata(judgements: list[Judgement]) -> None:
    from nnstep.check.errata import errata_lines

    for judgement in judgements:
        for line in errata_lines(judgement):
            say(line)


def _write_corrected(judgements: list[Judgement], program: Program, path: Path, *, overwrite: bool) -> None:
    from nnstep.check.errata import corrected_sheet
    from nnstep.cli.output import write_new

    if len(judgements) != 1:
        raise CommandError("--corrected is for one sheet", "name just one")
    write_new(path, corrected_sheet(judgements[0], program), overwrite=overwrite)
