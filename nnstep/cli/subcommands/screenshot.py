"""``nnstep screenshot``: a picture of the app, as the README shows one."""

from __future__ import annotations

import re
from pathlib import Path

import click


@click.command("screenshot")
@click.argument("scenario")
@click.option("-o", "--output", required=True, type=click.Path(), help="The SVG file to write.")
@click.option("--force", is_flag=True, help="Overwrite an existing file.")
@click.option(
    "--at", "position", default="0", help="Position to show: epoch.step.operation, or a number of operations."
)
@click.option("--width", type=click.IntRange(20, 500), default=120, show_default=True, help="Columns of the screen.")
@click.option("--height", type=click.IntRange(5, 200), default=36, show_default=True, help="Lines of the screen.")
def command(scenario: str, *, output: str, force: bool, position: str, width: int, height: int) -> None:
    """Save a picture of the app as SVG."""
    import asyncio

    from nnstep.outputs.asked import Output, check_outputs
    from nnstep.outputs.whole import write_text
    from nnstep.session.opening import open_run
    from nnstep.tui.app import picture

    opened = open_run(scenario)
    inputs = opened.program.scenario.inputs
    check_outputs(Output(Path(output), {".svg": "a picture"}), inputs=inputs, overwrite=force)
    svg = asyncio.run(picture(opened, position, (width, height)))
    # The picture names fonts on another host; every viewer has a monospaced one of its own.
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    write_text(Path(output), svg, overwrite=force)
