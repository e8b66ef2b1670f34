"""``nnstep export``: a scenario's whole program as a file for another program, chosen by the ending and by ``--to``."""

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
@click.option("--to", "target", metavar="LIBRARY", help="What the script uses: numpy (the default), torch or sklearn.")
@click.option("--epochs", type=click.IntRange(1), help="Train for this many epochs instead of the scenario's number.")
@click.option("--force", is_flag=True, help="Overwrite an existing file.")
def command(scenario: str, *, output: str, target: str | None, epochs: int | None, force: bool) -> None:
    """Export SCENARIO as a Python script that prints the same numbers: with NumPy, PyTorch or scikit-learn."""
    from nnstep.exports.formats import EXPORT_FORMATS, endings, format_for
    from nnstep.outputs.asked import Output, check_outputs, ending_of
    from nnstep.outputs.whole import write_text
    from nnstep.problems.did_you_mean import meant
    from nnstep.session.opening import open_program

    if target is not None and target not in EXPORT_FORMATS:
        hint = meant(target, EXPORT_FORMATS) or f"choose {', '.join(EXPORT_FORMATS)}"
        raise click.BadParameter(f"there is no export to {visible(target)!r}; {hint}", param_hint="'--to'")
    path, known = Path(output), endings(target)
    kind = format_for(ending_of(path, known), target)
    program = open_program(scenario, epochs, None)
    check_outputs(Output(path, known), inputs=program.scenario.inputs, overwrite=force)
    write_text(path, kind.text(program), overwrite=force)
    say(f"wrote {visible(output)}", aside=True)
