"""``nnstep open``, which is also plain ``nnstep SCENARIO``: the app."""

from __future__ import annotations

import sys

import click

from nnstep.cli.headless import print_commands, read_commands, tell_faults
from nnstep.cli.options import history_option
from nnstep.cli.terminal import check_terminal
from nnstep.errors import CommandError


@click.command("open")
@click.argument("scenario", required=False)
@click.option("--weights", type=click.Path(), help="Start from the weights in this file.")
@click.option("--epochs", type=click.IntRange(1), help="Train for this many epochs instead of the scenario's number.")
@click.option("--commands", metavar="FILE", help="Run the debugger commands in this file first.")
@click.option(
    "--sheet", metavar="FILE", help='Compare this answer sheet with the run ("answers": the scenario\'s own).'
)
@click.option("--recompute", is_flag=True, help="Compute a recorded run again from the scenario in its trace.")
@click.option("--exercise", is_flag=True, help="Start in exercise mode: type each value and have it checked.")
@click.option("--resume", metavar="FILE", help="Go on with an exercise saved in this file, in exercise mode.")
@history_option
@click.pass_context
def command(
    ctx: click.Context,
    scenario: str | None,
    *,
    weights: str | None,
    epochs: int | None,
    commands: str | None,
    sheet: str | None,
    recompute: bool,
    exercise: bool,
    resume: str | None,
    history_mb: int,
) -> None:
    """Open the app on SCENARIO: a file, a bundled exercise, or a trace.

    With --commands and no terminal, run the commands and print their answers.
    """
    ctx.find_root().obj = {"scenario": scenario or ""}
    opened = None
    if scenario is not None:
        from nnstep.scenario.bundled import find
        from nnstep.session.opening import open_run
        from nnstep.traces.compression import is_trace

        if not is_trace(scenario):
            find(scenario)
        ctx.find_root().obj = {}  # it is no misspelt command
        opened = open_run(scenario, epochs, weights=weights, recompute=recompute)
    exercise = exercise or resume is not None
    if opened is None and (commands is not None or sheet is not None or exercise):
        raise CommandError("no scenario is given", "name one, as in nnstep SCENARIO --exercise")
    if commands is not None and opened is not None and not exercise and not sys.stdout.isatty():
        print_commands(opened, commands, history_mb << 20, sheet)
        return
    check_terminal()
    from nnstep.tui.app import NNStepApp

    app = NNStepApp(
        opened,
        commands=read_commands(commands) if commands is not None else (),
        commands_file=commands or "",
        sheet=sheet,
        exercise=exercise,
        resume=resume,
        budget=history_mb << 20,
    )
    app.run()
    if app.ended_by is not None:
        raise app.ended_by
    if app.faults.count:
        tell_faults(app.faults)
    if app.return_code:
        raise SystemExit(app.return_code)
