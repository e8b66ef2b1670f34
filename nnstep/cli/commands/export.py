"""``nnstep export``: a scenario's whole program as a file of another kind, chosen by the file's ending."""

from __future__ import annotations

from pathlib import Path

import click

from nnstep.cli.output import say
from nnstep.visible import visible


@click.command("export")
@click.argument("scenario")
@click.option("-o", "--output", required=True, type=click.Path(), help="The file to write; its ending says what it is.")
@click.option("--epochs", type=click.IntRange(1), help="Train for so many epochs, whatever the scenario says.")
@click.option("--force", is_flag=True, help="Overwrite the file if it exists.")
def command(scenario: str, *, output: str, epochs: int | None, force: bool) -> None:
    """Write SCENARIO's program to a file, such as a Python script that needs NumPy alone (.py)."""
    from nnstep.cli.output import write_new
    from nnstep.cli.scenario import load_program
    from nnstep.errors import CommandError
    from nnstep.export import EXPORT_FORMATS

    ending = Path(output).suffix.lower()
    if ending not in EXPORT_FORMATS:
        known = ", ".join(f"{name} ({row.title})" for name, row in EXPORT_FORMATS.items())
        raise CommandError(f"{visible(output)} has no ending that says what to write", f"known are {known}")
    write_new(Path(output), EXPORT_FORMATS[ending].text(load_program(scenario, epochs, None)), overwrite=force)
    say(f"wrote {visible(output)}", aside=True)
