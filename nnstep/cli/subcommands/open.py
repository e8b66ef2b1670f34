"""``nnstep open``, which is also plain ``nnstep SCENARIO``: the app."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nnstep.cli.headless import print_commands, read_commands
from nnstep.cli.options import history_option
from nnstep.cli.progress_line import reading
from nnstep.cli.shown_app import memory_of, run_app
from nnstep.cli.terminal import check_terminal, is_terminal
from nnstep.errors import CommandError, ScenarioError
from nnstep.garbage import end_rare_collections
from nnstep.scenario.bundled import exists

if TYPE_CHECKING:
    from nnstep.session.opening import OpenedRun, RunRequest


@click.command("open")
@click.argument("scenario", required=False)
@click.option("--weights", type=click.Path(), help="Start from the weights in this file.")
@click.option("--epochs", type=click.IntRange(1), help="Train for this many epochs instead of the scenario's number.")
@click.option("--commands", metavar="FILE", help="Run the debugger commands in this file first.")
@click.option(
    "--sheet", metavar="FILE", help='Compare this answer sheet with the run ("answers": the scenario\'s own).'
)
@click.option(
    "--beside", metavar="FILE", help="Draw the errors of another run, a trace or a scenario, beside this one's."
)
@click.option("--recompute", is_flag=True, help="Compute a recorded run again from the scenario in its trace.")
@click.option("--exercise", is_flag=True, help="Start in exercise mode: type each value and have it checked.")
@click.option("--present", is_flag=True, help="Open in the presenter layout, for a projector.")
@click.option("--play", type=float, metavar="SPEED", help="Step on by itself, SPEED operations a second.")
@click.option("--no-state", is_flag=True, help="Neither use nor keep settings, typed lines and positions.")
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
    beside: str | None,
    recompute: bool,
    exercise: bool,
    present: bool,
    play: float | None,
    no_state: bool,
    resume: str | None,
    history_mb: int,
) -> None:
    """Open the app on SCENARIO: a file, a bundled exercise, a trace, or a folder whose files are offered.

    With --commands and no terminal, run the commands and print their answers.
    """
    from nnstep.session.commands.playing import typed_speed
    from nnstep.session.opening import RunRequest

    ctx.find_root().obj = {"scenario": scenario or ""}
    folder = Path(scenario) if scenario is not None and exists(Path(scenario), Path.is_dir) else None
    request = RunRequest(scenario, epochs, weights, recompute) if scenario is not None and folder is None else None
    exercise = exercise or resume is not None
    speeds = [typed_speed(f"{play:g}")] if play is not None else []
    if exercise and (present or speeds):
        raise CommandError("--exercise goes neither with --present nor with --play", "leave it out")
    if request is None and any(
        (commands is not None, sheet is not None, beside is not None, exercise, present, speeds)
    ):
        raise CommandError("no scenario is given", "name one, as in nnstep SCENARIO --exercise")
    if request is not None:
        request.path  # noqa: B018 - of a misspelt command there is none
        ctx.find_root().obj = {}
    opened = _opened(request)
    budget = history_mb << 20
    if commands is not None and opened is not None and not exercise and not sys.stdout.isatty():
        print_commands(opened, commands, budget, sheet, beside=beside)
        return
    check_terminal()
    from nnstep.tui.app import NNStepApp
    from nnstep.tui.opening.beginning import Beginning

    beginning = Beginning(
        *(read_commands(commands) if commands is not None else (), commands or "", exercise),
        screen_commands=(*(["layout presenter"] if present else []), *(f"play {speed}" for speed in speeds)),
    )
    end_rare_collections()
    with reading(sheet, beside, resume):
        app = NNStepApp(
            *(opened, beginning),
            request=request,
            sheet=sheet,
            beside=beside,
            resume=resume,
            memory=memory_of(no_state=no_state),
            folder=folder,
            budget=budget,
        )
    run_app(app)


def _opened(request: RunRequest | None) -> OpenedRun | None:
    """Return the run; None where the app is to show the list of exercises, or the problems of the file."""
    try:
        if request is None:
            return None
        with reading(request.word):
            return request.open()
    except ScenarioError as error:
        if not error.located or not is_terminal():
            raise
        return None
