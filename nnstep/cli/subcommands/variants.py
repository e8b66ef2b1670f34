"""``nnstep variants``: for each student other numbers of the same exercise."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nnstep.cli.output import echo_json, say
from nnstep.cli.results.json_option import json_option
from nnstep.errors import CommandError

if TYPE_CHECKING:
    from nnstep.grading.sheet.formats.format import BlankFormat

_MOST_DIGITS = 18
"""Of the number of students; no limit is larger."""


def _result() -> Any:
    from nnstep.classroom.variants.variant_facts import HandedOutFacts

    return HandedOutFacts


@click.command("variants")
@click.argument("scenario")
@click.option(
    "--students", required=True, metavar="ROSTER|N", help="The roster (.csv) of the class, or the number of students."
)
@click.option("--seed", required=True, help="The secret: any text. Whoever knows it can make every variant.")
@click.option("-o", "--output", required=True, type=click.Path(), help="The folder to write.")
@click.option("--id-column", default="", metavar="NAME", help="The roster's column of ids (default: by its heading).")
@click.option("--digits", type=click.IntRange(2, 15), help="Significant digits asked (default: 4).")
@click.option("--decimals", type=click.IntRange(0, 15), help="Decimals asked, in place of --digits.")
@click.option("--steps", type=click.IntRange(1), help="Training steps asked (default: 1).")
@click.option("--mistakes", metavar="IDS", help='Mistakes that must be told, as in "bias-*,factor-two".')
@click.option(
    "--sheets",
    metavar="FORMATS",
    help="Also write blank answer sheets to sheets/: toml,html or others that nnstep sheet has for --format.",
)
@click.option("--force", is_flag=True, help="Overwrite existing files.")
@json_option("what was made", _result)
def command(
    scenario: str,
    *,
    students: str,
    seed: str,
    output: str,
    id_column: str,
    digits: int | None,
    decimals: int | None,
    steps: int | None,
    mistakes: str | None,
    sheets: str | None,
    force: bool,
    as_json: bool,
) -> None:
    """Write variants of SCENARIO: for each student other numbers of the same exercise.

    The numbers follow from the seed and the student's id. They are drawn from the sets in [variants], and kept only if
    they are good: few digits, no idle neurons, about the same work, and every mistake gives digits of its own. Students
    get the files in students/; keys/ is the lecturer's.
    """
    from nnstep.classroom.quality.task import task_of
    from nnstep.classroom.variants.handed_out import HandingOut, check_ids, check_seed
    from nnstep.classroom.variants.variant_facts import facts_of, summary_lines
    from nnstep.classroom.variants.variant_folder import VariantFolder
    from nnstep.classroom.variants.variant_search import plan_for
    from nnstep.cli.progress_line import ProgressLine, reading
    from nnstep.session.opening import open_program

    if digits is not None and decimals is not None:
        raise click.UsageError("--digits and --decimals can't be given together")
    check_seed(seed)
    ids = _ids(students, id_column)
    check_ids(ids)
    with reading(scenario):
        program = open_program(scenario)
    chosen = mistakes.split(",") if mistakes else ()
    task = task_of(program, digits=digits, decimals=decimals, steps=steps, mistakes=chosen)
    folder = VariantFolder(Path(output), overwrite=force, sheets=_formats(sheets))
    folder.prepare(ids, [*program.scenario.inputs, students])
    with ProgressLine() as progress:
        plan = plan_for(program.scenario, task, progress.tell)
        handing_out = HandingOut.of(plan, seed)
        made = list(handing_out.every(ids, progress.tell))
    facts = facts_of(plan)
    with ProgressLine("writing the variants"):
        folder.write(made, task.asked, facts)
    if as_json:
        echo_json("variants", {**facts, "students": [variant.id for variant in made], "folder": output})
        return
    for line in summary_lines(plan, len(made), output, handing_out.rejections):
        say(line)


def _ids(students: str, id_column: str) -> list[str]:
    from nnstep.classroom.roster.roster import read_roster
    from nnstep.classroom.variants.handed_out import numbered_ids
    from nnstep.limits import STUDENTS

    if not students.isdecimal():
        if not Path(students).exists():
            message = f"--students: {students} is neither a file nor a whole number above 0"
            raise CommandError(message, "name a roster (.csv), or a number of students")
        return [student.id for student in read_roster(Path(students), id_column).students]
    count = int(students) if len(students) <= _MOST_DIGITS else None
    if count == 0:
        raise CommandError("--students is 0", "name a roster, or a number from 1 on")
    if count is None or count > STUDENTS.most:
        raise CommandError(f"--students: {STUDENTS.refusal(count, 'students')}", "name a smaller number, or a roster")
    return numbered_ids(count)


def _formats(names: str | None) -> tuple[BlankFormat, ...]:
    """Return the formats of blank sheets; raise CommandError for an unknown one, or for two with the same file."""
    from nnstep.grading.sheet.formats import blank_format_named

    chosen: dict[str, BlankFormat] = {}
    for name in filter(None, map(str.strip, (names or "").split(","))):
        form = blank_format_named(name)
        other = chosen.setdefault(form.endings[0], form)
        if other.name != name:
            raise CommandError(f"{other.name} and {name} are files of the same name", "choose one of the two")
    return tuple(chosen.values())
