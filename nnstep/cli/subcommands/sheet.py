"""``nnstep sheet``: a blank answer sheet."""

from __future__ import annotations

from pathlib import Path

import click

from nnstep.cli.output import say


@click.command("sheet")
@click.argument("scenario")
@click.option(
    "--steps", type=click.IntRange(1), default=1, show_default=True, help="Number of training steps on the sheet."
)
@click.option("-o", "--output", type=click.Path(), help="The file to write (default: standard output).")
@click.option("--force", is_flag=True, help="Overwrite an existing file.")
def command(scenario: str, *, steps: int, output: str | None, force: bool) -> None:
    """Write a blank answer sheet for SCENARIO."""
    from nnstep.grading.sheet.blank_sheet import blank_sheet
    from nnstep.outputs.asked import Output, check_outputs
    from nnstep.outputs.whole import write_text
    from nnstep.session.opening import open_program

    program = open_program(scenario)
    if output is not None:
        check_outputs(
            Output(Path(output), {".toml": "an answer sheet"}), inputs=program.scenario.inputs, overwrite=force
        )
    text = blank_sheet(program, min(steps, program.schedule.steps))
    if output is None:
        say(text, end="")
    else:
        write_text(Path(output), text, overwrite=force)
