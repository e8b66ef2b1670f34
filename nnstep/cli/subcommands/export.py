"""``nnstep export``: a scenario's whole program as a file of another kind, chosen by the file's ending."""

from __future__ import annotations

from pathlib import Path

import click

from nnstep.cli.output import say
from nnstep.harmless_text import visible


@click.command("export")
@click.argument("scenario")
@click.option(
    "-o", "--output", required=True, type=click.Path(), help="The file to write; its ending chooses the format."
)
@click.option("--epochs", type=click.IntRange(1), help="Train for this many epochs instead of the scenario's number.")
@click.option("--force", is_flag=True, help="Overwrite an existing file.")
def command(scenario: str, *, output: str, epochs: int | None, force: bool) -> None:
    """Export SCENARIO as a Python script that needs only NumPy."""
    from nnstep.exports.formats import EXPORT_FORMATS
    from nnstep.outputs.asked import Output, check_outputs, ending_of
    from nnstep.outputs.whole import write_text
    from nnstep.session.opening import open_program

    path = Path(output)
    endings = {ending: row.title for ending, row in EXPORT_FORMATS.items()}
    kind = EXPORT_FORMATS[ending_of(path, endings)]
    program = open_program(scenario, epochs, None)
    check_outputs(Output(path, endings), inputs=program.scenario.inputs, overwrite=force)
    write_text(path, kind.text(program), overwrite=force)
    say(f"wrote {visible(output)}", aside=True)
