"""``nnstep sheet``: a blank answer sheet, in the format that its file's name ends in."""

from __future__ import annotations

from pathlib import Path

import click

from nnstep.cli.output import say_document
from nnstep.cli.progress_line import ProgressLine, reading


@click.command("sheet")
@click.argument("scenario")
@click.option(
    "--steps", type=click.IntRange(1), default=1, show_default=True, help="Number of training steps on the sheet."
)
@click.option("--only", metavar="IDS", help="Ask only for these quantities or elements, such as delta1,W1[0,2].")
@click.option("--phases", metavar="NAMES", help="Ask only for these phases, such as backward,gradient.")
@click.option("-o", "--output", type=click.Path(), help="The file to write (default: standard output).")
@click.option("--format", "kind", metavar="NAME", help="toml, csv, csv-semicolon, tsv, html or tex (default: by FILE).")
@click.option("--force", is_flag=True, help="Overwrite an existing file.")
def command(
    scenario: str,
    *,
    steps: int,
    only: str | None,
    phases: str | None,
    output: str | None,
    kind: str | None,
    force: bool,
) -> None:
    """Write a blank answer sheet for SCENARIO: to edit, for a spreadsheet, as a form, or to print.

    nnstep check reads each of them once it is filled in. The ending of FILE chooses the format: .toml to edit, .csv or
    .tsv for a spreadsheet, .html for a form in a browser, .tex to print.
    """
    from nnstep.grading.sheet.blank_sheet import blank_form
    from nnstep.grading.sheet.form.asked_quantities import asked_quantities
    from nnstep.grading.sheet.formats import blank_endings, blank_format, blank_format_named
    from nnstep.outputs.asked import Output, check_outputs, ending_of
    from nnstep.outputs.whole import write_text
    from nnstep.session.opening import open_program

    form = blank_format_named(kind or "toml")
    with reading(scenario):
        program, asked = asked_quantities(open_program(scenario), only, phases)
    if output is not None:
        path, known = Path(output), blank_endings(kind)
        usual = form.endings[0]
        check_outputs(Output(path, known, usual=usual), inputs=program.scenario.inputs, overwrite=force)
        form = form if kind else blank_format(ending_of(path, known, usual))
    with ProgressLine("writing a blank sheet"):
        text = form.text(blank_form(program, min(steps, program.schedule.steps), asked))
    if output is None:
        say_document(text.removeprefix("\ufeff"))
    else:
        write_text(Path(output), text, overwrite=force)
