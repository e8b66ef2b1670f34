"""``nnstep export``: a scenario as a worked solution or as a script, chosen by the ending and by ``--to``."""

from __future__ import annotations

from pathlib import Path

import click

from nnstep.cli.output import say
from nnstep.cli.progress_line import ProgressLine, reading
from nnstep.harmless_text import visible


@click.command("export")
@click.argument("scenario")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(),
    help="The file to write. Its ending chooses the format: .html, .md, .tex, .ipynb or .py.",
)
@click.option(
    "--to", "target", metavar="LIBRARY", help="What a .py script uses: numpy (the default), torch or sklearn."
)
@click.option("--epochs", type=click.IntRange(1), help="Train for this many epochs instead of the scenario's number.")
@click.option("--notation", metavar="NAME", help="Write formulas in this notation instead of the scenario's own.")
@click.option("--digits", metavar="N", help="Show 5 significant digits, .3 decimals, or fraction.")
@click.option("--phases", metavar="NAMES", help="Show only these phases, such as forward,error.")
@click.option("--steps", metavar="NUMBERS", default="1", help="Training steps to show, such as 1,3-5 (default: 1).")
@click.option("--expand", metavar="ELEMENT", multiple=True, help="Work out one element, such as z1[0,2]; repeatable.")
@click.option(
    "--most", type=click.IntRange(3, 100), default=8, help="Largest number of rows or columns shown (default: 8)."
)
@click.option("--blanks", is_flag=True, help="Write an exercise sheet, and its solution to OUTPUT-solution.")
@click.option("--formulas", is_flag=True, help="State the formulas on an exercise sheet.")
@click.option("--fragment", is_flag=True, help="Write a .tex or .html to be put into another document.")
@click.option("--force", is_flag=True, help="Overwrite existing files.")
def command(
    scenario: str,
    *,
    output: str,
    target: str | None,
    epochs: int | None,
    notation: str | None,
    digits: str | None,
    phases: str | None,
    steps: str,
    expand: tuple[str, ...],
    most: int,
    blanks: bool,
    formulas: bool,
    fragment: bool,
    force: bool,
) -> None:
    """Export SCENARIO as a worked solution, or as a Python script that prints the same numbers.

    A worked solution (.html, .md, .tex, .ipynb) shows what is given, and each operation of a training step with its
    formula, the numbers put in, and the result. A script (.py) uses NumPy, PyTorch or scikit-learn.
    """
    from nnstep.exports.exporting import export_to, write_export
    from nnstep.exports.solutions.solution_request import SolutionRequest
    from nnstep.session.opening import open_program

    if formulas and not blanks:
        raise click.UsageError("--formulas is for an exercise sheet: add --blanks.")
    request = SolutionRequest(digits, phases, steps, expand, most, is_sheet=blanks, with_formulas=formulas)
    export = export_to(Path(output), target, request, fragment=fragment)
    with reading(scenario):
        program = open_program(scenario, epochs, notation)
    with ProgressLine(f"writing {output}"):
        paths = write_export(program, export, overwrite=force)
    for path in paths:
        say(f"wrote {visible(str(path))}", aside=True)
