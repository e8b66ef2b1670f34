"""``nnstep screenshot``: a picture of the app, as the README shows some."""

from __future__ import annotations

from pathlib import Path

import click

from nnstep.cli.progress_line import ProgressLine, reading


@click.command("screenshot")
@click.argument("scenario")
@click.option("-o", "--output", required=True, type=click.Path(), help="The SVG file to write.")
@click.option("--force", is_flag=True, help="Overwrite an existing file.")
@click.option("--commands", metavar="FILE", help="Run the debugger commands in this file first.")
@click.option(
    "--at",
    "position",
    default="",
    help="Position to show: epoch.step.operation, or a number of operations.",
)
@click.option("--keys", default="", help='Press these keys then, such as "n n enter ctrl+p".')
@click.option(
    "--sheet", metavar="FILE", help='Compare this answer sheet with the run ("answers": the scenario\'s own).'
)
@click.option("--theme", default="", metavar="NAME", help="Colours of the app, such as textual-light.")
@click.option("--width", type=click.IntRange(20, 500), default=120, show_default=True, help="Columns of the screen.")
@click.option("--height", type=click.IntRange(5, 200), default=36, show_default=True, help="Lines of the screen.")
def command(
    scenario: str,
    *,
    output: str,
    force: bool,
    commands: str | None,
    position: str,
    keys: str,
    sheet: str | None,
    theme: str,
    width: int,
    height: int,
) -> None:
    """Save a picture of the app as SVG, after the commands, the move and the keys that are given."""
    import asyncio

    from nnstep.cli.headless import read_commands
    from nnstep.outputs.asked import Output, check_outputs
    from nnstep.outputs.whole import write_text
    from nnstep.session.opening import open_run
    from nnstep.tui.app_picture import PictureScript, picture

    with reading(scenario):
        opened = open_run(scenario)
    inputs = opened.program.scenario.inputs
    check_outputs(Output(Path(output), {".svg": "a picture"}), inputs=inputs, overwrite=force)
    lines = read_commands(commands) if commands is not None else ()
    script = PictureScript(lines, commands or "", position, keys.split(), sheet, theme)
    with ProgressLine("taking the picture"):
        drawn = asyncio.run(picture(opened, (width, height), script))
    write_text(Path(output), drawn, overwrite=force)
