"""``nnstep quality``: which mistakes the numbers of an exercise tell."""

from __future__ import annotations

from typing import Any

import click

from nnstep.cli import exit_status
from nnstep.cli.output import echo_json, say
from nnstep.cli.results.json_option import json_option


def _result() -> Any:
    from nnstep.classroom.variants.quality_facts import QualityFacts

    return QualityFacts


@click.command("quality")
@click.argument("scenario")
@click.option("--digits", type=click.IntRange(2, 15), help="Significant digits asked (default: 4).")
@click.option("--decimals", type=click.IntRange(0, 15), help="Decimals asked, in place of --digits.")
@click.option("--steps", type=click.IntRange(1), help="Training steps asked (default: 1).")
@click.option("--mistakes", metavar="IDS", help='Mistakes to tell, as in "bias-*,factor-two".')
@click.option("--all", "every", is_flag=True, help="List every way of making a mistake by itself.")
@json_option("what is told and what is not", _result)
@click.pass_context
def command(
    ctx: click.Context,
    scenario: str,
    *,
    digits: int | None,
    decimals: int | None,
    steps: int | None,
    mistakes: str | None,
    every: bool,
    as_json: bool,
) -> None:
    """Say how good the numbers of SCENARIO are as an exercise.

    Which mistakes give the digits of right work, or of one another; which neurons are dead or saturated; what is equal;
    and which digits or numbers would help. Exit status 1 if other numbers would tell more.
    """
    from nnstep.classroom.quality.task import task_of
    from nnstep.classroom.variants.quality_facts import quality_facts
    from nnstep.classroom.variants.quality_found import quality_of
    from nnstep.classroom.variants.quality_text import quality_lines
    from nnstep.cli.progress_line import ProgressLine, reading
    from nnstep.session.opening import open_program

    if digits is not None and decimals is not None:
        raise click.UsageError("--digits and --decimals can't be given together")
    with reading(scenario):
        program = open_program(scenario)
    chosen = mistakes.split(",") if mistakes else ()
    task = task_of(program, digits=digits, decimals=decimals, steps=steps, mistakes=chosen)
    with ProgressLine() as progress:
        quality = quality_of(program.scenario, task, progress.tell)
    if as_json:
        echo_json("quality", quality_facts(quality))
    else:
        for line in quality_lines(quality, program.name, every=every):
            say(line)
    ctx.exit(exit_status.of_check(passed=not quality.curable.count))
