"""``nnstep open``, which is also plain ``nnstep SCENARIO``: the app."""

from __future__ import annotations

import sys

import click

from nnstep.cli.options import history_option
from nnstep.errors import CommandError


@click.command("open")
@click.argument("scenario", required=False)
@click.option("--weights", type=click.Path(), help="Start from the weights saved in this file.")
@click.option("--epochs", type=click.IntRange(1), help="Train for so many epochs, whatever the scenario says.")
@history_option
@click.pass_context
def command(ctx: click.Context, scenario: str | None, weights: str | None, epochs: int | None, history_mb: int) -> None:
    """Open the app on SCENARIO: a file, or the name of a bundled exercise."""
    ctx.find_root().obj = {"scenario": scenario or ""}
    program = None
    if scenario is not None:
        from nnstep.cli.scenario import load_program

        program = load_program(scenario, epochs, weights=weights)
    # The screen is drawn on standard error.
    if not all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        raise CommandError("the app needs a terminal", "nnstep run SCENARIO prints every operation without one")
    from nnstep.tui.app import NNStepApp

    NNStepApp(program, budget=history_mb * 2**20).run()
