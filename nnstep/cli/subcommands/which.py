"""``nnstep which``: which conventions give these answers."""

from __future__ import annotations

from typing import Any

import click

from nnstep.cli import exit_status
from nnstep.cli.output import echo_json, say
from nnstep.cli.results.json_option import json_option

_MOST_SAME = 4
"""So many combinations with the same numbers are shown."""


def _result() -> Any:
    from nnstep.grading.conventions.tried import Outcome

    return list[Outcome]


@click.command("which")
@click.argument("scenario")
@click.argument("sheet", type=click.Path())
@click.option("--most", type=click.IntRange(1), default=10, show_default=True, help="Combinations to show.")
@json_option("every combination of conventions", _result)
@click.pass_context
def command(ctx: click.Context, scenario: str, sheet: str, *, most: int, as_json: bool) -> None:
    """Find the conventions under which SHEET's numbers are right.

    Departures from SCENARIO are tried alone and together; the best come first. Exit status 1 if no combination gives
    all numbers.
    """
    from dataclasses import replace

    from nnstep.cli.progress_line import ProgressLine, reading
    from nnstep.grading.conventions.outcomes import outcomes
    from nnstep.grading.conventions.tried import named
    from nnstep.grading.sheet.sheet_reader import STANDARD_INPUT, find_sheet, program_for, read_sheet
    from nnstep.grading.tolerance import Tolerance
    from nnstep.session.opening import open_program

    file = find_sheet(sheet)
    with reading(scenario):
        program = program_for([file], open_program(scenario))
    with reading(sheet):
        answers = read_sheet(file, program)
    if str(file) != STANDARD_INPUT:
        answers = replace(answers, name=str(file))  # so that what is wrong with it names the file
    with ProgressLine() as line:
        every = outcomes(program, answers, Tolerance(), line.tell)
    if as_json:
        echo_json("which", every)
    else:
        tried = sum(1 + len(outcome.same) for outcome in every)
        whole = sum(outcome.reproduces for outcome in every)
        say(f"{tried} combinations of conventions tried; {_ways(whole)} every number")
        for outcome in every[:most]:
            say(f"  {outcome.right:>3} of {outcome.total}  {outcome.name}")
            if outcome.same:
                say(f"  {'':>10}the same numbers with: {'; '.join(map(named, outcome.same[:_MOST_SAME]))}")
            if outcome.first_off:
                say(f"  {'':>10}first off: {outcome.first_off}")
    ctx.exit(exit_status.of_check(passed=any(outcome.reproduces for outcome in every)))


def _ways(count: int) -> str:
    return {0: "none gives", 1: "one gives"}.get(count, f"{count} ways give")
