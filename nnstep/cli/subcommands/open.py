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
@click.option("--weights", type=click.Path(), help="Start from the weights saved in this file.")
@click.option("--epochs", type=click.IntRange(1), help="Train for so many epochs, whatever the scenario says.")
@click.option("--commands", metavar="FILE", help="First perform the debugger's commands of this file.")
@click.option("--sheet", metavar="FILE", help="Lay this answer sheet over the run; answers: the scenario's own.")
@click.option("--exercise", is_flag=True, help="Work the exercise: type each value, and have it judged at once.")
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
    exercise: bool,
    history_mb: int,
) -> None:
    """Open the app on SCENARIO: a file, or the name of a bundled exercise.

    Where output does not go to a terminal, the commands of a file are performed and their answers printed.
    """
    ctx.find_root().obj = {"scenario": scenario or ""}
    program = None
    if scenario is not None:
        from nnstep.cli.scenario_argument import load_program
        from nnstep.scenario.bundled import find

        find(scenario)
        ctx.find_root().obj = {}  # it is no misspelt command
        program = load_program(scenario, epochs, weights=weights)
    if program is None and (commands is not None or sheet is not None or exercise):
        raise CommandError("which exercise is meant?", "name it first: nnstep SCENARIO --exercise")
    if commands is not None and program is not None and not exercise and not sys.stdout.isatty():
        print_commands(program, commands, history_mb << 20, sheet)
        return
    check_terminal()
    from nnstep.tui.app import NNStepApp

    app = NNStepApp(
        program,
        commands=read_commands(commands) if commands is not None else (),
        commands_file=commands or "",
        sheet=sheet,
        exercise=exercise,
        budget=history_mb << 20,
    )
    app.run()
    if app.ended_by is not None:
        raise app.ended_by
    if app.faults.count:
        tell_faults(app.faults)
    if app.return_code:
        raise SystemExit(app.return_code)
