"""``nnstep which``: which conventions give these answers."""

from __future__ import annotations

import click

from nnstep.cli import exit_status
from nnstep.cli.output import echo_json, say


@click.command("which")
@click.argument("scenario")
@click.argument("sheet", type=click.Path())
@click.option("--most", type=click.IntRange(1), default=10, show_default=True, help="Combinations to show.")
@click.option("--json", "as_json", is_flag=True, help="Print every combination as JSON.")
@click.pass_context
def command(ctx: click.Context, scenario: str, sheet: str, *, most: int, as_json: bool) -> None:
    """Find the conventions under which SHEET's numbers are right.

    Every combination is tried, and the best come first. Exit status 1 if no combination gives all numbers.
    """
    from nnstep.grading.conventions import outcomes, simplest
    from nnstep.grading.sheet.sheet_reader import find_sheet, read_sheet
    from nnstep.grading.tolerance import Tolerance
    from nnstep.session.opening import open_program

    program = open_program(scenario)
    every = outcomes(program, read_sheet(find_sheet(sheet), program), Tolerance())
    if as_json:
        from dataclasses import asdict

        echo_json("which", [asdict(outcome) for outcome in every])
    else:
        best = simplest(every)
        whole = sum(outcome.reproduces for outcome in every)
        say(f"{len(every)} combinations of conventions tried; {whole or 'none'} of them give every number")
        for outcome in best[:most]:
            say(f"  {outcome.right:>3} of {outcome.total}  {outcome.name}")
            if outcome.first_off:
                say(f"  {'':>10}first off: {outcome.first_off}")
    ctx.exit(exit_status.of_check(passed=any(outcome.reproduces for outcome in every)))
