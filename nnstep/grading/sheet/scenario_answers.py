"""The answers that a scenario carries itself, in its table [answers]: checked and read as a sheet."""

from __future__ import annotations

from nnstep.errors import CommandError
from nnstep.grading.sheet.answer_sheet import Sheet
from nnstep.grading.sheet.answers_reader import AnswersReader
from nnstep.problems.findings import Subject
from nnstep.program.program import Program
from nnstep.scenario.load import located_problems


def check_answers(program: Program) -> None:
    """Raise ScenarioError with every problem of the scenario's answers, each with its place in the file."""
    top = Subject([])
    AnswersReader(program).read(top.key("answers"), program.scenario.answers, fitting=True)
    if top.found:
        raise located_problems(program.scenario.path, top.found)


def scenario_sheet(program: Program) -> Sheet | None:
    """Return the answers that a scenario carries, or None where it has none; `check_answers` says what is wrong."""
    sheet = Sheet(program.name, AnswersReader(program).read(Subject([]), program.scenario.answers))
    return sheet if sheet.answers else None


def own_sheet(program: Program) -> Sheet:
    """Return the answers that a scenario carries; raise CommandError if it has none."""
    sheet = scenario_sheet(program)
    if sheet is None:
        raise CommandError(f"{program.name} has no answers", "name a sheet; nnstep sheet writes a blank one")
    return sheet
